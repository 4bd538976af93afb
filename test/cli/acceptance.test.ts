import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

let project: TestProject;
afterEach(() => project.remove());

const spec = `apiVersion: relspec/v1
name: lib
plugins: { git: {} }
policy: { identity: claimed, separation: [] }
roles:
  employees: [{ email: eva@example.com }, { email: udo@example.com }, { email: ana@example.com }]
stages:
  accept:
    cohort: employees
    gates:
      - approval: employees
      - feedback: { responses: 2, score: 4, open-blockers: 0 }
`;
const begin = (text = spec) => {
  project = makeProject({ "relspec.yaml": text });
};
const relspec = async (...args: string[]) => {
  const { code, stdout, stderr } = await runCli(args, { cwd: project.path });
  return { code, stdout, said: stdout + stderr };
};
const json = async (...args: string[]) => {
  const { code, stdout } = await relspec(...args, "--json");
  return { code, value: JSON.parse(stdout) };
};
const add = (text: string, from: string, ...more: string[]) => json("feedback", "add", text, "--from", from, ...more);

it("feedback of the cohort opens the gate, and of nobody else", async () => {
  begin();
  expect((await relspec("run")).code).toBe(4);
  await add("good", "eva@example.com", "--score", "5");

  const stranger = await add("bad", "mallory@example.org", "--score", "1");
  expect(stranger.code).toBe(3);
  expect(stranger.value.error).toMatchObject({ code: "RS_POLICY_COHORT" });
  expect(stranger.value.error.message).toContain("mallory@example.org");

  const waiting = await relspec("run");
  expect(waiting.code).toBe(4);
  expect(waiting.said).toContain("1 of 2 people have answered on rc.1");

  // The same again, and more of the same person, are still one person.
  expect((await add("good", "EVA@example.com", "--score", "5")).value).toMatchObject({ added: [], duplicates: 1 });
  await add("very good", "eva@example.com", "--score", "5");
  expect((await relspec("run")).said).toContain("1 of 2 people have answered");

  await add("good", "udo@example.com", "--score", "4");
  await relspec("approve", "employees");
  expect((await relspec("run")).code).toBe(0);
});

it("a blocker without a disposition keeps the gate closed and is named", async () => {
  begin();
  await relspec("run");
  await relspec("approve", "employees");
  await add("fine", "eva@example.com", "--score", "5");
  const { value } = await add("nobody can pay", "udo@example.com", "--score", "5", "--severity", "blocker");
  const [id] = value.added as [string];

  const closed = await relspec("run");
  expect(closed.code).toBe(4);
  expect(closed.said).toContain(`A blocker has no disposition: ${id}.`);

  expect((await relspec("feedback", "decide", id, "reject")).code).toBe(2);
  expect((await relspec("feedback", "decide", id, "reject", "--reason", "it was their bank")).code).toBe(0);
  expect((await relspec("run")).code).toBe(0);
});

it("what is to be fixed now keeps prepare closed until a change of the final candidate mends it", async () => {
  begin();
  await relspec("run");
  await relspec("approve", "employees");
  await add("fine", "eva@example.com", "--score", "5");
  const { value } = await add("nobody can pay", "udo@example.com", "--score", "5", "--severity", "blocker");
  const [id] = value.added as [string];
  await relspec("feedback", "decide", id, "fix-now", "--reason", "we need the money");

  const closed = await json("run");
  expect(closed.code).toBe(3);
  expect(closed.value.stage).toEqual({ name: "prepare" });
  expect(closed.value.error.message).toContain(`${id} is to be fixed now, and no change of this candidate names it.`);

  // The candidate is refused, which opens the next one: all that was said and decided of the last is stale.
  expect((await relspec("reject", "employees", "--reason", "payment is broken")).code).toBe(0);
  const [refused] = (await json("history")).value;
  expect(refused).toMatchObject({ outcome: "rejected" });
  project.write("fix.txt", "paid");
  project.commit(`fix: let everybody pay\n\nMends ${id}.`);

  const next = await json("run");
  expect(next.code).toBe(4);
  expect(next.value.release.id).not.toBe(refused.id);
  expect(JSON.stringify(next.value.waitingFor)).toContain("0 of 2 people have answered on rc.2");
  expect(JSON.stringify(next.value.waitingFor)).toContain("1 approval of employees");
  expect((await json("show", next.value.release.id)).value).toMatchObject({ candidate: 2, rework: 1 });

  await relspec("approve", "employees");
  await add("paid", "eva@example.com", "--score", "5");
  await add("paid", "udo@example.com", "--score", "5");
  expect((await relspec("run")).code).toBe(0);
});

it("ten thousand rows are imported in one go, once, and hold nothing personal in the events", async () => {
  begin(spec.replace("cohort: employees", 'cohort: { name: testers, members: ["*@example.com"], size: 10000 }'));
  await relspec("run");
  const hostile = '"=cmd|\'/C calc\'!A0 {{x}} $(id) \u001b[31m, ""quoted"""';
  const rows = Array.from({ length: 10_000 }, (_, index) => `tester${index}@example.com,${index % 5},${hostile},minor`);
  project.write("answers.csv", `email,rating,comment,severity\n${rows.join("\n")}\nmallory@example.org,1,no,blocker\n`);

  const { code, value } = await json("feedback", "import", "answers.csv");
  expect(code).toBe(0);
  expect(value.added).toHaveLength(10_000);
  expect(value.refused).toEqual([
    { place: "answers.csv row 10002", from: "mallory@example.org", reason: expect.stringContaining("not a member") },
  ]);
  expect((await json("feedback", "import", "answers.csv")).value).toMatchObject({ added: [], duplicates: 10_000 });

  const events =
    (await relspec("render", "record.json")).stdout +
    readFileSync(join(project.path, ".relspec/ledger.db")).toString("latin1");
  expect(events).not.toContain("tester42@example.com");
  expect(events).not.toContain("quoted");
  expect((await relspec("feedback", "list")).said).not.toContain("\u001b");

  expect((await json("feedback", "forget", "tester42@example.com")).value).toEqual({ erased: 1 });
  expect(readFileSync(join(project.path, ".relspec/feedback.json"), "utf8")).not.toContain("tester42@");
  expect((await relspec("audit", "verify")).code).toBe(0);
});

it("JSON and mails are read too", async () => {
  begin();
  await relspec("run");
  project.write("a.json", JSON.stringify([{ author: "Eva <eva@example.com>", feedback: "good", stars: "5" }]));
  project.write(
    "inbox/1.eml",
    "From: Udo <udo@example.com>\r\nMessage-ID: <1@example.com>\r\nSubject: =?utf-8?q?Z=C3=BCge?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nScore: 4\r\nSeverity: minor\r\n> Severity: blocker\r\n",
  );
  expect((await json("feedback", "import", "a.json")).value.added).toHaveLength(1);
  expect((await json("feedback", "import", "inbox")).value.added).toHaveLength(1);
  expect((await json("feedback", "list")).value).toEqual([
    expect.objectContaining({ from: "eva@example.com", score: 5, severity: "none" }),
    expect.objectContaining({
      from: "udo@example.com",
      score: 4,
      severity: "minor",
      text: expect.stringContaining("Züge"),
    }),
  ]);
  expect((await relspec("feedback", "import", "nothing.csv")).code).toBe(2);
});

it("a trial lasts as long as it is said to", async () => {
  begin(spec.replace("cohort: employees", "cohort: public\n    until: P7D"));
  const { code, value } = await json("run");
  expect(code).toBe(4);
  expect(JSON.stringify(value.waitingFor)).toMatch(/rc\.1 is tried until .*, for 7 days more/);
});

it("a cohort that nobody is in is refused with its place", async () => {
  begin(spec.replace("cohort: employees", "cohort: employes"));
  const { code, said } = await relspec("validate");
  expect(code).toBe(2);
  expect(said).toContain("employes");
});
