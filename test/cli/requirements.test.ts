import { afterEach, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { startReceiver } from "../servers/receiver.ts";
import { runCli } from "./run-cli.ts";

let project: TestProject;
afterEach(() => project.remove());

const begin = (spec: string, message = "feat: refund euro\n\nPAY-12") => {
  project = makeProject(
    {
      "relspec.yaml": `apiVersion: relspec/v1\nname: lib\nplugins: { git: {} }\n${spec}`,
      ".gitignore": ".relspec/\nreports/\n",
    },
    message,
  );
};
const relspec = async (...args: string[]) => {
  const { code, stdout, stderr } = await runCli(args, { cwd: project.path });
  return { code, stdout, said: stdout + stderr };
};

const requirements = `requirements:
  - { id: REQ-7, title: "Refunds | in <b>euro</b>", must: true, tests: [refunds euro], issues: [PAY-12] }
  - { id: REQ-8, title: Refunds in yen }
stages:
  prepare:
    gates:
      - tests: reports/junit.xml
      - requirements: { must: covered }
`;
const junit = (inner: string) =>
  `<testsuite><testcase classname="pay" name="refunds euro">${inner}</testcase></testsuite>`;

it("requirements without a change and changes without a requirement are listed in the plan and in the trace", async () => {
  begin(requirements);
  project.commit("feat: something else");
  const plan = JSON.parse((await relspec("plan", "--json")).stdout) as {
    warnings: { code: string; message: string }[];
  };
  const said = plan.warnings.filter(({ code }) => code === "RS_POLICY_REQUIREMENT").map(({ message }) => message);
  expect(said).toEqual([
    "The optional requirement REQ-8 (Refunds in yen) has no change in this release.",
    expect.stringMatching(/^[0-9a-f]{7}: the change "something else" belongs to no requirement\.$/),
  ]);

  const trace = JSON.parse((await relspec("render", "trace.json")).stdout);
  expect(trace.requirements).toEqual([
    expect.objectContaining({ id: "REQ-7", changes: [expect.stringMatching(/^[0-9a-f]{40}$/)] }),
    expect.objectContaining({ id: "REQ-8", changes: [] }),
  ]);
  expect(trace.orphans).toEqual([expect.objectContaining({ subject: "something else" })]);
  const { stdout } = await relspec("render", "trace.html");
  expect(stdout).toContain("Refunds | in &lt;b&gt;euro&lt;/b&gt;");
});

it("a requirement that must be is covered by a change and by its tests", async () => {
  begin(requirements);
  project.write("reports/junit.xml", junit("").replace("refunds euro", "something"));
  const without = await relspec("run");
  expect(without.code).toBe(3);
  expect(without.said).toContain('the test "refunds euro" has no result that passed');

  project.write("reports/junit.xml", junit(""));
  expect((await relspec("run")).code).toBe(0);
  const trace = JSON.parse((await relspec("render", "trace.json", "--release", "1.0.0")).stdout);
  expect(trace.requirements[0].tests).toEqual([{ name: "refunds euro", result: "passed" }]);
});

it("one that nothing carries out keeps the gate closed", async () => {
  begin(requirements, "feat: something else");
  project.write("reports/junit.xml", junit(""));
  const { code, said } = await relspec("run");
  expect(code).toBe(3);
  expect(said).toContain("REQ-7 (Refunds | in <b>euro</b>) has no change in this release");
});

it("coverage of 79.9 against 80 fails with the file, and so does a missing report", async () => {
  begin("stages: { prepare: { gates: [{ coverage: { report: reports/lcov.info, lines: 80 } }] } }\n");
  const missing = await relspec("run");
  expect(missing.code).toBe(3);
  expect(missing.said).toContain("The report reports/lcov.info is not there.");
  project.write("reports/lcov.info", "LF:1000\nLH:799\n");
  const low = await relspec("run");
  expect(low.code).toBe(3);
  expect(low.said).toContain("reports/lcov.info: lines 79.9%, below 80%.");
  project.write("reports/lcov.info", "LF:1000\nLH:800\n");
  expect((await relspec("run")).code).toBe(0);
});

it("coverage of what changed since the last release counts those lines only", async () => {
  begin("stages: { prepare: { gates: [{ coverage: { report: reports/lcov.info, diff: 100 } }] } }\n");
  const name = 'src/ü "a".ts';
  project.write(name, "one\ntwo\n");
  project.commit("feat: two lines");
  const lcov = (...hits: number[]) =>
    `TN:\nSF:${project.path}/${name}\n${hits.map((hit, at) => `DA:${at + 1},${hit}\n`).join("")}end_of_record\n`;
  project.write("reports/lcov.info", lcov(1, 1));
  expect((await relspec("run")).code).toBe(0);

  project.write(name, "one\ntwo\n+++ b/other.ts\n@@ -1 +1 @@\n");
  project.commit("feat: more lines");
  project.write("reports/lcov.info", lcov(0, 0, 1, 0));
  const low = await relspec("run");
  expect(low.code).toBe(3);
  expect(low.said).toContain(`50% of the 2 changed lines, below 100%: ${name}:4`);
  project.write("reports/lcov.info", lcov(0, 0, 1, 1));
  expect((await relspec("run")).code).toBe(0);
});

it("a missing deliverable keeps the deployment waiting, and one that is overdue fails", async () => {
  const receiver = await startReceiver(() => ({ status: 404, body: "" }));
  try {
    begin(`enablement:
  - { name: How to refund, kind: article, owner: docs, audience: clients, due: 2999-01-01, file: docs/refund.md }
  - { name: Demo, kind: demonstration, owner: ana, link: "${receiver.url}/demo" }
`);
    const waiting = await relspec("run");
    expect(waiting.code).toBe(4);
    expect(waiting.said).toContain(
      'The article "How to refund" for clients is missing: docs/refund.md is not there (owner docs, due 2999-01-01).',
    );
    expect(waiting.said).toContain('The demonstration "Demo" is missing');
    expect(waiting.said).toContain("answers 404");
  } finally {
    await receiver.close();
  }
});

it("the deployment goes on once everything is there", async () => {
  begin("enablement: { How to refund: { owner: docs, due: 2001-01-01, file: docs/refund.md } }\n");
  const late = await relspec("run");
  expect(late.code).toBe(3);
  expect(late.said).toContain("was due 2001-01-01");
  project.write("docs/refund.md", "Press the button.\n");
  expect((await relspec("run")).code).toBe(0);
});

it("the quality report is the same bytes whenever it is rendered, in all three forms", async () => {
  begin(requirements);
  project.write("reports/junit.xml", junit(""));
  expect((await relspec("run")).code).toBe(0);
  for (const form of ["quality", "quality.html", "quality.json"]) {
    const one = await relspec("render", form, "--release", "1.0.0");
    const other = await relspec("render", form, "--release", "1.0.0");
    expect(one.code).toBe(0);
    expect(one.stdout).toBe(other.stdout);
    expect(one.stdout).toContain("REQ-7");
    expect(one.stdout).toContain("reports/junit.xml");
  }
  const report = JSON.parse((await relspec("render", "quality.json", "--release", "1.0.0")).stdout);
  expect(report.thresholds.map(({ gate, verdict }: { gate: string; verdict: string }) => [gate, verdict])).toEqual([
    ["prepare/tests", "pass"],
    ["prepare/requirements", "pass"],
  ]);
});
