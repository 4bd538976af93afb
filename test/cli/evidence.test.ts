import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli, runInTurn } from "./run-cli.ts";

let project: TestProject;
afterEach(() => project.remove());

const specWith = (gate: string) =>
  `apiVersion: relspec/v1\nname: lib\nplugins: { git: {} }\nstages: { prepare: { gates: [${gate}] } }\n`;
const begin = (gate: string, files: Record<string, string> = {}) => {
  project = makeProject({ "relspec.yaml": specWith(gate), ".gitignore": ".relspec/\nreports/\n" });
  for (const [path, text] of Object.entries(files)) project.write(path, text);
};
/** What people see, wherever it is printed. */
const relspec = async (...args: string[]) => {
  const { code, stdout, stderr } = await runCli(args, { cwd: project.path });
  return { code, stdout, said: stdout + stderr };
};
/** Exit code and what the error says, the same for people and for programs. */
const run = async () => {
  const { code, json } = await runInTurn(["run"], { cwd: project.path });
  return { code, json: json as { outcome?: string; error?: { message: string; code: string } } };
};

const suite = (cases: string) => `<testsuite name="s">${cases}</testsuite>`;
const passed = '<testcase name="refunds euro"/>';
const scenarios = "tests: { reports: reports/*.xml, kind: scenario, minimum: 1 }";

it("zero results of a scenario keep the gate closed, and one opens it", async () => {
  begin(`{ ${scenarios} }`, { "reports/uat.xml": suite("") });
  const before = await run();
  expect(before.code).toBe(3);
  expect(JSON.stringify(before.json)).toContain("there is no result of a scenario test");

  project.write("reports/uat.xml", suite(passed));
  expect((await relspec("run")).code).toBe(0);
});

it("a report that is missing, empty or unreadable fails and is named", async () => {
  begin("{ tests: { reports: reports/junit.xml } }");
  const texts = [null, "", "<testsuite><testcase name='a'>", "\u0000\u0001", '{"a":'];
  for (const text of texts) {
    if (text !== null) project.write("reports/junit.xml", text);
    const { code, said } = await relspec("run");
    expect([text, code]).toEqual([text, 3]);
    expect(said).toContain("reports/junit.xml");
  }
});

it("evidence for another build leaves the gate closed and says so", async () => {
  begin("{ tests: { reports: reports/junit.xml, bound: true } }");
  const of = (commit: string) =>
    suite(`<properties><property name="relspec.commit" value="${commit}"/></properties>${passed}`);
  project.write("reports/junit.xml", of(project.git("rev-parse", "HEAD")));
  project.write("next.txt", "next");
  project.commit("feat: next");

  const before = await relspec("run");
  expect(before.code).toBe(3);
  expect(before.said).toContain("reports/junit.xml is of another build");

  project.write("reports/junit.xml", of(project.git("rev-parse", "HEAD")));
  expect((await relspec("run")).code).toBe(0);
});

it("an audit closes the gate by its severity, whatever a report holds", async () => {
  begin("{ audit: { report: reports/audit.json, severity: high } }");
  const audit = (severity: string) =>
    JSON.stringify({
      auditReportVersion: 2,
      vulnerabilities: { "$(id)\u001b[31m{{x}}": { name: "$(id)\u001b[31m{{x}}", severity, via: [], range: "*" } },
      metadata: { vulnerabilities: { total: 1 } },
    });
  project.write("reports/audit.json", audit("critical"));
  const before = await relspec("run");
  expect(before.code).toBe(3);
  expect(before.said).toContain("1 finding of severity high or above");
  expect(before.said).not.toContain("\u001b");

  project.write("reports/audit.json", audit("moderate"));
  expect((await relspec("run")).code).toBe(0);
});

it("a wrong key under such a gate is told with its place", async () => {
  begin("{ tests: { reports: reports/junit.xml, faild: 0 } }");
  const { code, said } = await relspec("validate");
  expect(code).toBe(2);
  expect(said).toContain("faild");
});

it("what was read is on record, by name and digest", async () => {
  begin(`{ ${scenarios} }`, { "reports/uat.xml": suite(passed) });
  expect((await relspec("run")).code).toBe(0);
  const { stdout } = await relspec("render", "record.json");
  const gates = (JSON.parse(stdout) as { gates: Record<string, { evidence: unknown }> }).gates;
  expect(gates["prepare/tests"]?.evidence).toMatchObject({
    files: [{ uri: "reports/uat.xml", sha256: expect.stringMatching(/^[0-9a-f]{64}$/), format: "JUnit XML" }],
    passed: 1,
    failed: 0,
    skipped: 0,
    kind: "scenario",
  });
});

it("a report larger than the memory it is given is read to its end", async () => {
  begin("{ tests: { reports: reports/junit.xml, minimum: 100000 } }");
  project.write("reports/junit.xml", "<testsuite>");
  const file = openSync(join(project.path, "reports/junit.xml"), "a");
  const block = `<testcase name="${"x".repeat(900)}"/>`.repeat(100);
  for (let each = 0; each < 1000; each++) writeSync(file, block);
  writeSync(file, "</testsuite>");
  closeSync(file);

  const { code, stdout, stderr } = await runCli(["plan", "--json"], {
    cwd: project.path,
    env: { NODE_OPTIONS: "--max-old-space-size=64" },
  });
  expect([code, stderr]).toEqual([0, ""]);
  const { stages } = JSON.parse(stdout) as { stages: { gates: { verdict: string; missing: string[] }[] }[] };
  expect(stages.flatMap(({ gates }) => gates)).toEqual([expect.objectContaining({ verdict: "pass", missing: [] })]);
});
