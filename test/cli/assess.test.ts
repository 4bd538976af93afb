import { afterEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

let project: TestProject;
afterEach(() => project.remove());

const begin = (more = ""): void =>
  void (project = makeProject({
    "relspec.yaml": `apiVersion: relspec/v1\nname: web\nplugins: { git: {} }\npolicy: { identity: claimed }\n${more}`,
  }));

/** The parts of the answers of several commands that are asked for here. */
interface Answer {
  readonly id: string;
  readonly outcome: string;
  readonly error: { readonly code: string };
  readonly waitingFor: readonly { readonly id: string; readonly kind: string; readonly missing: readonly string[] }[];
  readonly warnings: readonly { readonly code: string }[];
  readonly stages: readonly {
    readonly gates: readonly { readonly id: string; readonly missing: readonly string[] }[];
  }[];
  readonly digest: string;
  readonly dora: Readonly<Record<string, { readonly value: number | null }>>;
  readonly incidents: { readonly unresolved: number };
  readonly time: { readonly waiting: { readonly value: number } };
  readonly gates: readonly { readonly gate: string; readonly blocked: number }[];
  readonly rework: { readonly rejections: number };
}

const relspec = (...args: string[]) => runCli(args, { cwd: project.path });
const json = async (...args: string[]) => {
  const { code, stdout } = await relspec(...args, "--json");
  return { code, answer: JSON.parse(stdout) as Answer };
};
const release = async (message: string, body = ""): Promise<void> => {
  project.commit(body === "" ? message : `${message}\n\n${body}`);
  const { code, stdout, stderr } = await relspec("run");
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
};

describe("incidents and metrics", () => {
  it("count an incident against the release that caused it", async () => {
    begin();
    await relspec("run");
    await release("fix: mend");
    const before = await json("metrics");
    expect(before).toMatchObject({ code: 0, answer: { dora: { changeFailRate: { value: 0 } } } });
    expect(before.answer.dora["failedDeploymentRecoveryTime"]?.value).toBeNull();
    expect(before.answer.dora["deploymentFrequency"]?.value).toBe(2);

    const added = await json(
      "incident",
      "add",
      "Checkout answers 500",
      "--severity",
      "high",
      "--started",
      "2026-01-01T10:00:00Z",
    );
    expect(added).toMatchObject({ code: 0, answer: { id: "INC-1", version: "1.0.1", resolvedAt: null } });
    await relspec("incident", "add", "INC-1", "--resolved", "2026-01-01T11:30:00Z");
    // Said again, it is the same incident.
    await relspec("incident", "add", "INC-1", "--resolved", "2026-01-01T11:30:00Z");

    const after = await json("metrics");
    expect(after.answer.dora["changeFailRate"]?.value).toBe(0.5);
    expect(after.answer.dora["failedDeploymentRecoveryTime"]?.value).toBe(5400);
    expect((await relspec("incident", "list")).stdout).toContain("INC-1");
    const { stdout } = await relspec("metrics", "--format", "openmetrics");
    expect(stdout).toContain("relspec_change_fail_ratio 0.5\n");
    expect(stdout.endsWith("# EOF\n")).toBe(true);
    const drawn = await relspec("metrics", "--format", "svg");
    expect(drawn.stdout).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });

  it("show what was waited for", async () => {
    begin(`roles: { qa: [{ email: ben@example.com }] }\nstages: { prepare: { gates: [{ approval: qa }] } }\n`);
    expect((await relspec("run")).code).toBe(4);
    project.git("config", "user.email", "ben@example.com");
    expect((await relspec("approve", "qa")).code).toBe(0);
    expect((await relspec("run")).code).toBe(0);

    const { answer } = await json("metrics");
    expect(answer.time.waiting.value).toBeGreaterThan(0);
    expect(answer.gates[0]).toMatchObject({ gate: "prepare/approval:qa", blocked: 1 });
    expect((await relspec("metrics")).stdout).toContain("prepare/approval:qa");
  });

  it("take hostile words as words", async () => {
    begin();
    await relspec("run");
    const hostile = "$(touch /tmp/x) \u001b[31m{{secrets.A}} <b>__proto__</b>";
    expect((await relspec("incident", "add", hostile)).code).toBe(0);
    expect((await relspec("lesson", "add", hostile, "--tag", "__proto__")).code).toBe(0);
    const listed = await relspec("incident", "list");
    expect(listed.stdout).toContain("$(touch /tmp/x)");
    expect(listed.stdout).not.toContain("\u001b[31m");
    expect((await relspec("incident", "add", "x", "--resolved", "yesterday")).code).toBe(2);
    expect((await relspec("incident", "add", "x", "--release", "9.9.9")).code).toBe(2);
  });
});

describe("lessons and what is left to the next release", () => {
  it("stop the next release of their kind until somebody acknowledges them", async () => {
    begin();
    await relspec("run");
    expect(await json("lesson", "add", "Lock the table before the backfill", "--tag", "database")).toMatchObject({
      answer: { id: "LESSON-1", tags: ["database"] },
    });
    await release("fix(search): mend");

    project.commit("feat(database): add a column");
    const plan = await json("plan");
    expect(plan.answer.stages[0]?.gates).toMatchObject([{ id: "plan/lessons" }]);
    const stopped = await json("run");
    expect(stopped).toMatchObject({ code: 4, answer: { waitingFor: [{ id: "plan/lessons" }] } });
    expect(stopped.answer.waitingFor[0]?.missing[0]).toContain("Lock the table before the backfill");
    expect((await relspec("lesson", "ack", "LESSON-7")).code).toBe(2);
    expect((await relspec("lesson", "ack", "LESSON-1")).code).toBe(0);
    expect(await json("run")).toMatchObject({ code: 0, answer: { outcome: "released" } });
  });

  it("do not change what a plan is", async () => {
    begin();
    await relspec("run");
    project.commit("feat(database): add a column");
    const before = await json("plan", "--out", "plan.json");
    await relspec("lesson", "add", "Mind the lock", "--tag", "database");
    expect((await json("plan")).answer.digest).toBe(before.answer.digest);
    expect(await json("run", "--plan", "plan.json")).toMatchObject({ code: 4 });
  });

  it("have to be decided on, and are named until then", async () => {
    begin();
    await relspec("run");
    await relspec("carry", "add", "The export has no header");
    await relspec("incident", "add", "Search is slow");
    project.commit("fix: mend");

    const waiting = await json("run");
    expect(waiting.code).toBe(4);
    const [gate] = waiting.answer.waitingFor;
    expect(gate?.id).toBe("plan/carry-overs");
    expect(gate?.missing.join(" ")).toMatch(
      /CARRY-1 is undecided: The export has no header.*INC-1 is undecided: Search is slow/,
    );
    await relspec("carry", "decide", "CARRY-1", "--as", "fix-now", "--reason", "It is small");
    const still = await json("run");
    expect(still.answer.waitingFor[0]?.missing.join(" ")).not.toContain("CARRY-1");
    expect(still.code).toBe(4);
    await relspec("carry", "decide", "INC-1", "--as", "defer", "--reason", "The supplier mends it");
    expect((await json("run")).code).toBe(0);
    await release("fix: more");
  });
});

describe("the stage assess", () => {
  const aims = `aims: [Be fast, { aim: Half a second at the most, at: /p95, max: 500 }]
stages: { assess: { gates: [{ aims: figures.json }] } }\n`;

  it("does not close without figures, and keeps what came of the aims", async () => {
    begin(aims);
    const open = await json("run");
    expect(open).toMatchObject({ code: 4, answer: { waitingFor: [{ id: "assess/aims" }] } });
    expect(open.answer.waitingFor[0]?.missing[0]).toContain("figures.json is not there");
    expect(await json("history")).toMatchObject({ answer: [{ outcome: "open" }] });
    project.write("figures.json", '{ "p50": 20 }');
    expect((await json("run")).code).toBe(4);
    project.write("figures.json", '{ "p95": 700 }');
    expect(await json("run")).toMatchObject({ code: 0, answer: { outcome: "released" } });
    const shown = await relspec("show", "1.0.0", "--json");
    expect(JSON.parse(shown.stdout)).toMatchObject({
      gates: { "assess/aims": { evidence: { aims: [{ actual: 700, max: 500, reached: false }] } } },
    });
  });

  it("may ask for aims to be reached", async () => {
    begin(aims.replace("aims: figures.json", "aims: { figures: figures.json, reached: true }"));
    project.write("figures.json", '{ "p95": 700 }');
    expect((await json("run")).code).toBe(3);
  });
});
