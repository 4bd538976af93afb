import { fakeWorld, describeGate, usePlugin } from "@relspec/core/testing";
import reports from "@relspec/plugin-reports";
import { describe, expect, it } from "vitest";

const runner = { describe, it };
const { gates = {}, evidence = {} } = await usePlugin(reports);
const readers = Object.values(evidence);
const commit = "c0ffee0000000000000000000000000000000001";
const digest = `sha256:${"a".repeat(64)}`;
const context = { readers, build: { commit, version: "1.1.0", digests: [digest], changes: [] } };
const world = (files: Record<string, string>) => fakeWorld({ files });

const suite = (cases: string, more = "") =>
  `<?xml version="1.0"?>\n<testsuites><testsuite name="s" ${more}>${cases}</testsuite></testsuites>`;
const good = `<testcase classname="pay" name="refunds euro"/>`;
const bad = `<testcase classname="pay" name="refunds yen"><failure message="&lt;no&gt;">at x</failure></testcase>`;
const skip = `<testcase name="later"><skipped/></testcase>`;
const property = (name: string, value: string) =>
  `<properties><property name="${name}" value="${value}"/></properties>`;

const testCase =
  (options: object, files: Record<string, string>, verdict: "pass" | "fail" | "inconclusive", says = "") =>
  () => ({
    options: { reports: "r/*", ...options } as never,
    world: world(files),
    context,
    verdict,
    says,
  });

describeGate(runner, "tests", {
  gate: gates["tests"]!,
  bad: {
    "there is no report": {},
    "a threshold is misspelt": { reports: "r.xml", fails: 0 },
    "nothing at all would do": { reports: "r.xml", minimum: 0 },
    "fewer than none may fail": { reports: "r.xml", failed: -1 },
  },
  cases: {
    "passes where all passed": testCase({}, { "r/a.xml": suite(good) }, "pass"),
    "takes a path for a path": () => ({
      options: "r/a.xml",
      world: world({ "r/a.xml": suite(good) }),
      context,
      verdict: "pass",
    }),
    "fails where one failed, with its name": testCase(
      {},
      { "r/a.xml": suite(good + bad) },
      "fail",
      'r/*: 1 test failed: "pay refunds yen"; none may fail.',
    ),
    "lets as many fail as may": testCase({ failed: 1 }, { "r/a.xml": suite(good + bad) }, "pass"),
    "fails where a suite declares failures that it does not show": testCase(
      {},
      { "r/a.xml": suite(good, 'errors="2"') },
      "fail",
      "2 more that it declares",
    ),
    "fails with nothing there": testCase({}, {}, "fail", "There is no report r/*."),
    "fails with no result": testCase(
      { kind: "scenario" },
      { "r/a.xml": suite("") },
      "fail",
      "there is no result of a scenario test",
    ),
    "fails below the minimum": testCase({ minimum: 2 }, { "r/a.xml": suite(good) }, "fail", "1 tests passed, below 2"),
    "does not count what is skipped": testCase({ minimum: 2 }, { "r/a.xml": suite(good + skip) }, "fail"),
    "is inconclusive where all were skipped": testCase({}, { "r/a.xml": suite(skip) }, "inconclusive", "were skipped"),
    "bounds what may be skipped": testCase(
      { skipped: 0 },
      { "r/a.xml": suite(good + skip) },
      "fail",
      "1 tests were skipped",
    ),
    "fails on one report that is empty among others": testCase(
      {},
      { "r/a.xml": suite(good), "r/b.xml": " \n" },
      "fail",
      "The report r/b.xml is empty.",
    ),
    "fails on one that is cut off": testCase(
      {},
      { "r/a.xml": suite(good).slice(0, -13) },
      "fail",
      "r/a.xml cannot be read",
    ),
    "fails on what is no report": testCase(
      {},
      { "r/a.xml": "<html><body>502</body></html>" },
      "fail",
      "r/a.xml cannot be read",
    ),
    "fails on bytes that are no text": testCase({}, { "r/a.xml": `<testsuite>\u0000` }, "fail", "r/a.xml"),
    "leaves reports of another kind aside": testCase(
      { kind: "scenario" },
      { "r/a.xml": suite(property("relspec.kind", "unit") + good) },
      "fail",
      "no result of a scenario test",
    ),
    "leaves those of another environment aside": testCase(
      { environment: "uat" },
      { "r/a.xml": suite(property("relspec.environment", "dev") + good) },
      "fail",
      "in uat",
    ),
    "fails on evidence for another build, and says so": testCase(
      {},
      { "r/a.xml": suite(property("relspec.commit", "deadbeef") + good) },
      "fail",
      `r/a.xml is of another build: it says commit deadbeef, and this release is of ${commit}.`,
    ),
    "fails on evidence for another artifact": testCase(
      {},
      { "r/a.xml": suite(property("relspec.digest", `sha256:${"b".repeat(64)}`) + good) },
      "fail",
      "r/a.xml is of another build",
    ),
    "takes evidence for this build": testCase(
      { bound: true },
      { "r/a.xml": suite(property("relspec.digest", digest) + good) },
      "pass",
    ),
    "takes the word of the file beside": testCase(
      { bound: true },
      { "r/a.xml": suite(good), "r/a.xml.relspec.json": JSON.stringify({ commit: commit.slice(0, 12) }) },
      "pass",
    ),
    "refuses the word of the file beside": testCase(
      {},
      { "r/a.xml": suite(good), "r/a.xml.relspec.json": JSON.stringify({ commit: "0000000" }) },
      "fail",
      "r/a.xml is of another build",
    ),
    "asks for a word where it is bound": testCase(
      { bound: true },
      { "r/a.xml": suite(good) },
      "fail",
      "does not say which build",
    ),
    "reads TAP": testCase(
      { minimum: 2 },
      { "r/a.tap": "TAP version 14\n1..2\nok 1 - a\n# Subtest: b\n    ok 1 - b1\n    1..1\nok 2 - b\n" },
      "pass",
    ),
    "fails on TAP that promised more": testCase(
      {},
      { "r/a.tap": "TAP version 14\n1..3\nok 1 - a\n" },
      "fail",
      "2 of 1..3 that never ran",
    ),
    "fails on TAP that bailed out": testCase(
      {},
      { "r/a.tap": "ok 1 - a\nBail out! no database\n" },
      "fail",
      "no database",
    ),
    "takes TAP's todo for skipped": testCase(
      { skipped: 0 },
      { "r/a.tap": "1..2\nok 1 - a\nnot ok 2 - b # TODO later\n" },
      "fail",
      "1 tests were skipped",
    ),
    "reads JSON of Vitest": testCase({}, { "r/a.json": vitest(["passed", "pending"]) }, "pass"),
    "fails on JSON of Vitest with a failure": testCase(
      {},
      { "r/a.json": vitest(["passed", "failed"]) },
      "fail",
      "1 test failed",
    ),
    "fails on a state that nobody knows": testCase({}, { "r/a.json": vitest(["passed", "__proto__"]) }, "fail"),
    "fails on a file that could not be run": testCase(
      {},
      { "r/a.json": JSON.stringify({ numTotalTests: 0, testResults: [{ status: "failed", assertionResults: [] }] }) },
      "fail",
      "could not be run",
    ),
    "fails on JSON that is cut off": testCase(
      {},
      { "r/a.json": vitest(["passed"]).slice(0, -2) },
      "fail",
      "ends before its last bracket",
    ),
    "fails on JSON with something after it": testCase(
      {},
      { "r/a.json": `${vitest(["passed"])}{}` },
      "fail",
      "r/a.json cannot be read",
    ),
  },
});

function vitest(states: readonly string[]): string {
  const assertionResults = states.map((status, index) => ({ fullName: `t ${index}`, status }));
  return JSON.stringify({
    numTotalTests: states.length,
    testResults: [{ name: "a", status: "passed", assertionResults }],
  });
}

const audit =
  (options: object, text: string, verdict: "pass" | "fail", says = "") =>
  () => ({
    options: { report: "audit.json", ...options } as never,
    world: world({ "audit.json": text }),
    context,
    verdict,
    says,
  });
const npm = (severity: string, total = 1) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: {
      lodash: { name: "lodash", severity, range: "<4", via: [{ url: "https://github.com/advisories/GHSA-1" }] },
    },
    metadata: { vulnerabilities: { info: 0, low: 0, moderate: 0, high: 0, critical: 0, total } },
  });
const noNpm = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {},
  metadata: { vulnerabilities: { total: 0 } },
});
const sarif = (result: object, rule: object = {}) =>
  JSON.stringify({
    version: "2.1.0",
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    runs: [
      {
        results: [
          {
            ruleId: "R1",
            locations: [{ physicalLocation: { artifactLocation: { uri: "a.ts" }, region: { startLine: 3 } } }],
            ...result,
          },
        ],
        tool: { driver: { name: "t", rules: [{ id: "R1", ...rule }] } },
      },
    ],
  });

describeGate(runner, "audit", {
  gate: gates["audit"]!,
  bad: {
    "there is no report": { severity: "high" },
    "the severity is none": { report: "a.json", severity: "bad" },
    "a key is misspelt": { report: "a.json", level: "high" },
  },
  cases: {
    "passes with nothing found": audit({}, noNpm, "pass"),
    "fails at the severity, naming what was found": audit(
      { severity: "high" },
      npm("high"),
      "fail",
      "GHSA-1 in lodash <4 (high)",
    ),
    "passes below it": audit({ severity: "critical" }, npm("high"), "pass"),
    "takes a severity nobody knows for the worst": audit({ severity: "critical" }, npm("toString"), "fail", "unknown"),
    "fails where it counts more than it lists": audit(
      { severity: "critical" },
      npm("low", 5),
      "fail",
      "counts 5 vulnerabilities and lists 1",
    ),
    "fails where the audit failed": audit(
      {},
      JSON.stringify({ auditReportVersion: 2, error: { code: "ENOLOCK", summary: "no lockfile" } }),
      "fail",
      "no lockfile",
    ),
    "fails on an empty object": audit({}, "{}", "fail", "audit.json cannot be read"),
    "fails on an empty file": audit({}, "", "fail", "audit.json is empty"),
    "reads pip-audit": audit(
      { severity: "critical" },
      JSON.stringify({ dependencies: [{ name: "jinja2", version: "2", vulns: [{ id: "PYSEC-1" }] }], fixes: [] }),
      "fail",
      "PYSEC-1 in jinja2 2",
    ),
    "passes pip-audit with nothing": audit(
      {},
      JSON.stringify({ dependencies: [{ name: "jinja2", version: "3", vulns: [] }], fixes: [] }),
      "pass",
    ),
    "fails where a dependency was not audited": audit(
      {},
      JSON.stringify({ dependencies: [{ name: "own", skip_reason: "not on PyPI" }], fixes: [] }),
      "fail",
      "not audited",
    ),
    "reads OSV-Scanner by score": audit(
      { severity: "high" },
      osv("9.8"),
      "fail",
      "GHSA-2 in left-pad 1.0.0 (critical)",
    ),
    "passes OSV-Scanner below the severity": audit({ severity: "high" }, osv("5.0"), "pass"),
    "reads SARIF by the score of the rule": audit(
      { severity: "high" },
      sarif({ level: "note" }, { properties: { "security-severity": "8.1" } }),
      "fail",
      "R1 in a.ts:3 (high)",
    ),
    "reads SARIF by its level": audit({ severity: "high" }, sarif({ level: "note" }), "pass"),
    "passes SARIF that people have accepted": audit({}, sarif({ suppressions: [{ kind: "external" }] }), "pass"),
    "fails on SARIF for another build": audit(
      {},
      sarif({}).replace('"runs":[{', '"runs":[{"versionControlProvenance":[{"revisionId":"deadbeefdead"}],'),
      "fail",
      "another build",
    ),
    "fails on SARIF of a tool that failed": audit(
      {},
      sarif({}).replace('"runs":[{', '"runs":[{"invocations":[{"executionSuccessful":false}],'),
      "fail",
      "did not succeed",
    ),
  },
});

function osv(score: string): string {
  return JSON.stringify({
    results: [
      {
        source: { path: "package-lock.json" },
        packages: [
          {
            package: { name: "left-pad", version: "1.0.0" },
            vulnerabilities: [{ id: "GHSA-2" }],
            groups: [{ ids: ["GHSA-2"], max_severity: score }],
          },
        ],
      },
    ],
  });
}

const covered =
  (options: object, path: string, text: string, verdict: "pass" | "fail", says = "") =>
  () => ({
    options: { report: path, ...options } as never,
    world: world({ [path]: text }),
    context: { ...context, changedLines: async () => new Map([["src/a.ts", [[2, 3] as const]]]) },
    verdict,
    says,
  });
const lcov = (hit: number, found: number) => `LF:${found}\nLH:${hit}\nBRF:0\nBRH:0\n`;
const lines = (...hits: number[]) =>
  `TN:\nSF:/project/src/a.ts\n${hits.map((count, index) => `DA:${index + 1},${count}\n`).join("")}LF:${hits.length}\nLH:${hits.filter(Boolean).length}\nend_of_record\n`;
const cobertura = (...hits: number[]) =>
  `<?xml version="1.0"?><!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd"><coverage line-rate="1"><packages><package><classes><class filename="src/a.ts"><methods/><lines>${hits.map((count, index) => `<line number="${index + 1}" hits="${count}"/>`).join("")}</lines></class></classes></package></packages></coverage>`;
const istanbul = (...hits: number[]) =>
  JSON.stringify({
    "/project/src/a.ts": {
      path: "/project/src/a.ts",
      statementMap: Object.fromEntries(hits.map((_, index) => [index, { start: { line: index + 1, column: 0 } }])),
      s: Object.fromEntries(hits.map((count, index) => [index, count])),
      fnMap: {},
      f: {},
      branchMap: {},
      b: {},
    },
  });

describeGate(runner, "coverage", {
  gate: gates["coverage"]!,
  bad: {
    "there is no report": {},
    "more than all is asked for": { report: "lcov.info", lines: 101 },
    "a threshold is misspelt": { report: "lcov.info", line: 80 },
    "a threshold is a text": { report: "lcov.info", lines: "80" },
  },
  cases: {
    "passes at the threshold": covered({ lines: 80 }, "lcov.info", lcov(80, 100), "pass"),
    "fails a hair below it": covered({ lines: 80 }, "lcov.info", lcov(79_999, 100_000), "fail", "79.99%, below 80%"),
    "fails at 79.9 against 80, with the file": covered(
      { lines: 80 },
      "lcov.info",
      lcov(799, 1000),
      "fail",
      "lcov.info: lines 79.9%, below 80%.",
    ),
    "fails where nothing was counted": covered(
      { branches: 0 },
      "lcov.info",
      lcov(80, 100),
      "fail",
      "counts no branches",
    ),
    "fails on a report that is no LCOV": covered({}, "lcov.info", "LH:__proto__\n{{x}}\u0000", "fail"),
    "fails on a report that hits more than there is": covered({ lines: 80 }, "lcov.info", lcov(200, 100), "fail"),
    "fails on a report that is empty": covered({}, "lcov.info", "", "fail", "lcov.info is empty"),
    "counts what changed": covered({ diff: 100 }, "lcov.info", lines(0, 1, 1, 0), "pass"),
    "fails on what changed and did not run, with its place": covered(
      { diff: 100 },
      "lcov.info",
      lines(1, 1, 0, 1),
      "fail",
      "50% of the 2 changed lines, below 100%: src/a.ts:3",
    ),
    "asks for lines where changes are asked for": covered(
      { diff: 50 },
      "lcov.info",
      lcov(80, 100),
      "fail",
      "does not tell of single lines",
    ),
    "reads Cobertura": covered({ lines: 75, diff: 50 }, "c.xml", cobertura(1, 1, 0, 1), "pass"),
    "fails on Cobertura": covered({ lines: 76 }, "c.xml", cobertura(1, 1, 0, 1), "fail", "75%, below 76%"),
    "reads Istanbul": covered({ lines: 75, diff: 50 }, "c.json", istanbul(1, 1, 0, 1), "pass"),
    "fails on Istanbul": covered({ diff: 51 }, "c.json", istanbul(1, 1, 0, 1), "fail", "src/a.ts:3"),
    "reads a summary": covered({ lines: 80 }, "s.json", summary(80), "pass"),
    "fails on a summary": covered({ lines: 80 }, "s.json", summary(79), "fail", "79%"),
  },
});

function summary(hit: number): string {
  return JSON.stringify({ total: { lines: { total: 100, covered: hit, skipped: 0, pct: hit } } });
}

const made =
  (options: object, text: string, verdict: "pass" | "fail", says = "") =>
  () => ({
    options: { report: "sbom.json", allow: ["MIT", "Apache-2.0"], ...options } as never,
    world: world({ "sbom.json": text }),
    context,
    verdict,
    says,
  });
const cyclonedx = (...licenses: object[][]) =>
  JSON.stringify({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    components: licenses.map((each, index) => ({ name: `c${index}`, version: "1", licenses: each })),
  });

describeGate(runner, "licences", {
  gate: gates["licences"]!,
  bad: {
    "nothing is allowed": { report: "sbom.json", allow: [] },
    "there is no report": { allow: ["MIT"] },
    "a key is misspelt": { report: "sbom.json", allow: ["MIT"], excpet: ["x"] },
  },
  cases: {
    "passes with what is allowed": made(
      {},
      cyclonedx([{ license: { id: "MIT" } }], [{ expression: "(GPL-3.0-only OR MIT) AND Apache-2.0" }]),
      "pass",
    ),
    "fails with what is not, by name": made(
      {},
      cyclonedx([{ license: { id: "MIT" } }], [{ license: { id: "AGPL-3.0-only" } }]),
      "fail",
      "c1 1 (AGPL-3.0-only) may not be used",
    ),
    "fails with half of what is asked for": made({}, cyclonedx([{ expression: "MIT AND GPL-3.0-only" }]), "fail"),
    "fails without a licence": made({}, cyclonedx([]), "fail", "no licence"),
    "fails on an empty list": made({}, cyclonedx(), "fail", "lists 0 components"),
    "leaves to people what is excepted": made({ except: ["c0"] }, cyclonedx([]), "pass"),
    "reads SPDX": made(
      {},
      JSON.stringify({
        spdxVersion: "SPDX-2.3",
        packages: [{ name: "a", versionInfo: "1", licenseConcluded: "NOASSERTION", licenseDeclared: "MIT" }],
      }),
      "pass",
    ),
    "fails on SPDX that asserts nothing": made(
      {},
      JSON.stringify({ spdxVersion: "SPDX-2.3", packages: [{ name: "a", licenseConcluded: "NOASSERTION" }] }),
      "fail",
    ),
    "reads a list": made(
      {},
      JSON.stringify({ "@acme/a@1.0.0": { licenses: "MIT" }, "b@2.0.0": { licenses: ["Apache-2.0"] } }),
      "pass",
    ),
    "fails on an expression that hides": made({}, cyclonedx([{ expression: "MIT OR" }]), "fail"),
  },
});

describe("hostile reports", () => {
  const ask = async (text: string | AsyncIterable<string>, reader: string) => {
    async function* pieces() {
      if (typeof text === "string") for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536);
      else yield* text;
    }
    let count = 0;
    for await (const _ of evidence[reader]!.read(pieces())) count += 1;
    return count;
  };
  const laughs = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]><testsuite><testcase name="&lol2;"/></testsuite>`;

  it("do not get entities expanded", async () => {
    await expect(ask(laughs, "junit")).rejects.toThrow("entities");
  });

  it("do not get files read", async () => {
    const file = `<!DOCTYPE x SYSTEM "file:///etc/passwd"><testsuite><testcase name="&x;"/></testsuite>`;
    await expect(ask(file, "junit")).rejects.toThrow(/entity/i);
  });

  it("are refused where they are too deep", async () => {
    await expect(ask("<testsuite>".repeat(5000), "junit")).rejects.toThrow("nested more than 500 deep");
    await expect(ask(`{"testResults":${"[".repeat(100_000)}`, "test-json")).rejects.toThrow(
      "nested more than 500 deep",
    );
  });

  it("are refused where one text fills the memory", async () => {
    async function* endless(first: string) {
      yield first;
      for (;;) yield "x".repeat(65_536);
    }
    await expect(ask(endless(`<testsuite><testcase name="`), "junit")).rejects.toThrow("longer than");
    await expect(ask(endless(`{"testResults":["`), "test-json")).rejects.toThrow("longer than");
    await expect(ask(endless("<testsuite><!-- "), "junit")).rejects.toThrow("longer than");
  });

  it("keep names of attributes and keys to themselves", async () => {
    expect(await ask(`<testsuite><testcase __proto__="x" constructor="y" name="z"/></testsuite>`, "junit")).toBe(1);
    expect(
      await ask(
        `{"testResults":[{"__proto__":{"status":"failed"},"assertionResults":[{"__proto__":{"status":"failed"},"status":"passed"}]}]}`,
        "test-json",
      ),
    ).toBe(1);
    expect(({} as Record<string, unknown>)["status"]).toBeUndefined();
  });
});
