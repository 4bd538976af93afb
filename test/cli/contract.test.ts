import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandTable } from "../../packages/cli/src/command-table.ts";
import { makeProject, type TestProject } from "./project.ts";
import { type CliOutput, runCli } from "./run-cli.ts";

const spec = `apiVersion: relspec/v1
name: lib
plugins: { git: {}, exec: {} }
version: { strategy: [conventional-commits, intents] }
roles: { product-manager: [{ email: ben@example.com }] }
policy: { identity: claimed }
stages:
  build:
    steps:
      - { id: count, uses: exec/run, with: { command: [node, -e, "fs.appendFileSync('.relspec/count', 'x')"], undo: [node, -e, "0"] } }
  prepare:
    gates: [{ approval: product-manager }]
`;
const text = expect.any(String) as string;
const list = expect.any(Array) as unknown[];
const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string;
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) as string;

let project: TestProject;
beforeAll(() => {
  project = makeProject({
    "relspec.yaml": spec,
    "package.json": JSON.stringify({ name: "lib", version: "0.0.0", private: true }),
  });
  project.git("checkout", "--quiet", "-b", "work");
  project.write("index.js", "// mended");
  project.git("add", "--all");
  project.git("commit", "--quiet", "--message", "fix: mend");
  project.git("push", "--quiet", "origin", "work");
  project.git("checkout", "--quiet", "main");
});
afterAll(() => project.remove());

const called = new Set<string>();
const asBen = {
  GIT_AUTHOR_NAME: "Ben",
  GIT_AUTHOR_EMAIL: "ben@example.com",
  GIT_COMMITTER_NAME: "Ben",
  GIT_COMMITTER_EMAIL: "ben@example.com",
};
const call = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliOutput> => {
  const ids = Object.keys(commandTable).filter((id) => `${args.join(" ")} `.startsWith(`${id} `));
  for (const id of ids) called.add(id);
  return runCli(args, { cwd: project.path, env });
};

/** One document on stdout, and nothing else; what goes to stderr beside it is for people. */
async function json(
  args: readonly string[],
  exit = 0,
  env: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await call([...args, "--json"], env);
  expect(code, stdout + stderr).toBe(exit);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** The same exit code for people as for programs. */
async function both(args: readonly string[], exit = 0): Promise<Record<string, unknown>> {
  const [plain, value] = [await call(args), await json(args, exit)];
  expect(plain.code, plain.stdout + plain.stderr).toBe(exit);
  expect(plain.stdout + plain.stderr).not.toBe("");
  return value;
}

const run = ["error", "notCritical", "outcome", "release", "stage", "steps", "waitingFor"] as const;
const keysOf = (value: unknown): readonly string[] => Object.keys(value as object).toSorted();

// One release from an empty folder to its way back; each test goes on where the one before stopped.
describe("what a command prints for programs", { timeout: 60_000 }, () => {
  it.each([
    [["validate"], { valid: true, diagnostics: [] }],
    [
      ["doctor"],
      { ok: true, checks: expect.arrayContaining([{ verdict: "ok", id: "git/clean", title: text, message: text }]) },
    ],
    [["schema"], { $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" }],
    [["explain", "error", "RS_PLAN_STALE"], { code: "RS_PLAN_STALE", exitCode: 3 }],
    [["explain", "key", "version.tag"], { path: "version.tag", description: text }],
    [
      ["explain", "gate", "product-manager"],
      { id: "prepare/approval:product-manager", kind: "approval", verdict: "waiting", missing: list, release: null },
    ],
    [["graph"], { format: "mermaid", text }],
    [["notes"], { notes: text }],
    [["render"], { documents: expect.arrayContaining([{ name: "changelog", summary: text }]) }],
    [["completion", "bash"], { shell: "bash", script: text }],
    [
      ["plugins", "inspect", "git"],
      { name: "git", summary: text, origin: text, actions: list, gates: [], documents: [], checkups: list },
    ],
    [["status"], { open: null, last: null, waitingFor: [], holder: null }],
    [["audit", "verify"], { scope: "lib", events: 0, releases: 0, head: null, intact: true }],
    [["unlock", "--reason", "A test"], { unlocked: false, holder: null }],
  ] as const)("%j", async (args, value) => {
    expect(await both(args)).toMatchObject(value);
  });

  it("init: the spec it wrote, and only once", async () => {
    const empty = makeProject({ "package.json": JSON.stringify({ name: "x", version: "1.0.0" }) });
    try {
      const first = await runCli(["init", "--json"], { cwd: empty.path });
      called.add("init");
      const [again, plain] = await Promise.all([
        runCli(["init", "--json"], { cwd: empty.path }),
        runCli(["init"], { cwd: empty.path }),
      ]);

      expect([first.code, again.code, plain.code]).toEqual([0, 2, 2]);
      expect(JSON.parse(first.stdout)).toMatchObject({ file: "relspec.yaml" });
      expect(existsSync(join(empty.path, "relspec.yaml"))).toBe(true);
      expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: text, suggestions: list } });
    } finally {
      empty.remove();
    }
  });

  it("change add, list and check: the intents, and what has none", async () => {
    project.git("checkout", "--quiet", "work");
    const missing = await both(["change", "check", "--since", "main"], 3);
    const added = await json(["change", "add", "--package", "lib", "--bump", "minor", "--message", "More"]);
    project.git("add", "--all");
    project.git("commit", "--quiet", "--message", "chore: say it");
    const [listed, checked] = [await both(["change", "list"]), await both(["change", "check", "--since", "main"])];
    project.git("checkout", "--quiet", "main");

    expect(missing).toEqual({ base: text, touched: ["lib"], intents: [], missing: ["lib"] });
    expect(added).toMatchObject({ file: text });
    expect(listed).toEqual([
      expect.objectContaining({ id: text, file: added["file"], bump: "minor", packages: ["lib"] }),
    ]);
    expect(checked).toEqual({ base: text, touched: ["lib"], intents: [added["file"]], missing: [] });
  });

  it("create plugin: the folder it made", async () => {
    const made = await json(["create", "plugin", "bell", "--to", "../relspec-plugin-bell"]);

    expect(made).toEqual({ name: "bell", path: text, files: expect.arrayContaining(["package.json", "src/index.ts"]) });
  });

  it("plan: the whole release", async () => {
    const plan = await both(["plan"]);

    expect(keysOf(plan)).toEqual([
      "apiVersion",
      "base",
      "changes",
      "digest",
      "kind",
      "messages",
      "name",
      "notes",
      "outcome",
      "packages",
      "permissions",
      "policy",
      "release",
      "risk",
      "spec",
      "stages",
      "url",
      "warnings",
    ]);
    expect(plan).toMatchObject({
      apiVersion: "relspec/v1",
      kind: "Plan",
      outcome: "release",
      digest,
      base: { commit: project.git("rev-parse", "HEAD"), branch: "main" },
      release: {
        id: text,
        name: "lib",
        version: "1.0.0",
        previous: null,
        bump: "minor",
        channel: null,
        type: "release",
      },
      packages: [
        { name: "lib", path: text, from: null, to: "1.0.0", bump: "minor", reasons: [{ commit: text, rule: "feat" }] },
      ],
      changes: [{ id: text, type: "feat", subject: "begin", packages: ["lib"] }],
      risk: { score: expect.any(Number), tier: text, reasons: list },
      warnings: list,
    });
    const stages = plan["stages"] as { name: string; gates: object[]; steps: object[] }[];
    expect(stages.map(({ name }) => name)).toEqual(
      ["plan", "build", "accept", "prepare", "deploy", "assess"].filter((name) =>
        stages.some((stage) => stage.name === name),
      ),
    );
    expect(stages.flatMap(({ gates }) => gates)).toEqual([
      expect.objectContaining({
        id: "prepare/approval:product-manager",
        kind: "approval",
        verdict: "waiting",
        missing: [text],
      }),
    ]);
    expect(stages.flatMap(({ steps }) => steps)).toMatchObject([
      { id: "build/count", uses: "exec/run", summary: text, state: "to-do", target: expect.any(Object), needs: [] },
      { id: "deploy/git/tag", uses: "git/tag", summary: text, state: "to-do", target: expect.any(Object), needs: list },
    ]);
  });

  it("run that waits, and undo: how far it came", async () => {
    const waiting = await both(["run"], 4);
    const preview = await both(["undo", "--preview"]);
    const undone = await json(["undo", "--reason", "A test"]);

    expect(keysOf(waiting)).toEqual(run.filter((key) => key !== "error"));
    expect(waiting).toMatchObject({
      outcome: "waiting",
      release: { id: text, name: "lib", version: "1.0.0" },
      stage: { name: "prepare" },
      waitingFor: [{ id: "prepare/approval:product-manager", kind: "approval", verdict: "waiting", missing: [text] }],
      steps: { done: 1, adopted: 0, failed: 0, left: 1 },
    });
    expect(preview).toEqual({ release: text, version: "1.0.0", steps: [{ id: "build/count", summary: text }] });
    expect(keysOf(undone)).toEqual(run.filter((key) => key !== "error"));
    expect(undone).toMatchObject({ outcome: "undone", steps: { done: 0, failed: 0 } });
  });

  it("reject and approve: the decision, bound to the plan", async () => {
    await json(["run"], 4);
    const refused = await both(["approve", "product-manager"], 3);
    const unwaived = await both(["waive", "product-manager", "--reason", "Now", "--until", "2999-01-01"], 3);
    const rejected = await json(["reject", "product-manager", "--reason", "Not yet"], 0, asBen);
    const failed = await json(["run"], 3);
    await json(["undo"]);
    project.commit("fix: what was asked for");
    await json(["run"], 4);
    const approved = await json(["approve", "product-manager", "--reason", "Tried it"], 0, asBen);

    expect(refused).toMatchObject({ error: { code: "RS_POLICY_IDENTITY" } });
    expect(unwaived).toMatchObject({ error: { code: "RS_POLICY_WAIVER" } });
    expect(keysOf(failed)).toEqual(run);
    expect(failed).toMatchObject({
      outcome: "failed",
      error: { code: "RS_POLICY_GATE", message: text, suggestions: [text] },
    });

    for (const [decision, kind, reason] of [
      [rejected, "rejected", "Not yet"],
      [approved, "approved", "Tried it"],
    ] as const) {
      expect(keysOf(decision)).toEqual(["at", "by", "gate", "kind", "plan", "reason", "role"]);
      expect(decision).toMatchObject({
        kind,
        reason,
        gate: "prepare/approval:product-manager",
        role: "product-manager",
        plan: digest,
        at: time,
        by: { name: "Ben", email: "ben@example.com" },
      });
    }
  });

  it("run that comes to its end, and the one after it", async () => {
    expect(await json(["run"])).toMatchObject({
      outcome: "released",
      release: { version: "1.0.0" },
      stage: null,
      waitingFor: [],
      steps: { done: 2, failed: 0, left: 0 },
    });
    expect(await both(["run"])).toEqual({
      outcome: "nothing-to-release",
      release: null,
      stage: null,
      waitingFor: [],
      steps: { done: 0, adopted: 0, failed: 0, left: 0 },
      notCritical: [],
    });
    expect(await both(["plan"])).toMatchObject({ outcome: "nothing-to-release", release: null });
    expect(await both(["plan", "--exit-code"], 10)).toMatchObject({ outcome: "nothing-to-release" });
  });

  it("history, show, rollback and what is made of a record", async () => {
    const summary = ((await both(["history"])) as unknown as object[]).at(-1);
    expect(summary).toEqual({
      id: text,
      name: "lib",
      version: "1.0.0",
      outcome: "released",
      openedAt: time,
      closedAt: time,
      plan: digest,
      packages: [{ name: "lib", version: "1.0.0" }],
    });
    expect(await both(["show", "1.0.0"])).toMatchObject({
      id: text,
      version: "1.0.0",
      outcome: "released",
      plan: { kind: "Plan" },
      steps: { "build/count": { state: "done" } },
      decisions: [{ kind: "approved" }],
      log: list,
    });
    expect(await both(["explain", "version"])).toMatchObject({ release: null, changes: list });
    expect(await both(["plugins", "list"])).toMatchObject([{ name: "git" }, { name: "exec" }]);
    expect(await both(["audit", "verify"])).toMatchObject({ scope: "lib", releases: 2, head: digest, intact: true });
    expect(await both(["status"])).toMatchObject({ open: null, last: summary as object, waitingFor: [], holder: null });
    expect(await both(["promote", "staging"], 1)).toMatchObject({ error: { code: "RS_RUN_NONE" } });
    expect(await both(["rollback", "9.9.9"], 2)).toMatchObject({ error: { code: "RS_USAGE_RELEASE" } });
  });

  it("what is due, when, and where", async () => {
    expect(await both(["tick"])).toEqual({ release: null, controls: [], escalated: [], ready: [] });
    expect(await both(["calendar"])).toEqual({ entries: [] });
    expect(await both(["calendar", "check"])).toEqual({ conflicts: [] });
    expect(await both(["env", "list"])).toEqual([]);
    expect(await both(["support"])).toEqual([]);
    expect(await json(["metrics"])).toMatchObject({
      releases: { released: 1, open: 0 },
      dora: { deploymentFrequency: { of: 1 } },
    });
    expect(await both(["advise"])).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pitfall: "size", verdict: "no-data", message: text, suggestion: null }),
      ]),
    );
  });

  it("what is learnt of a release, and left to the next", async () => {
    const by = { email: "ana@example.com", kind: "human", name: "Ana", proof: "claimed" };
    const incident = await json(["incident", "add", "It is slow", "--severity", "high"]);
    expect(incident).toEqual({
      id: "INC-1",
      summary: "It is slow",
      severity: "high",
      release: text,
      version: "1.0.0",
      environment: null,
      startedAt: time,
      resolvedAt: null,
      by,
    });
    expect(await both(["incident", "list"])).toEqual([incident]);
    const lesson = await json(["lesson", "add", "Lock it first", "--tag", "database"]);
    expect(lesson).toEqual({ id: "LESSON-1", text: "Lock it first", tags: ["database"], release: text, at: time, by });
    expect(await both(["lesson", "list"])).toEqual([lesson]);
    expect(await both(["lesson", "ack", "LESSON-1"], 1)).toMatchObject({ error: { code: "RS_RUN_NONE" } });
    const left = await json(["carry", "add", "The header"]);
    expect(left).toEqual({ id: "CARRY-1", text: "The header", release: text, at: time, decision: null });
    expect(await both(["carry", "list"])).toEqual([left, expect.objectContaining({ id: "INC-1", decision: null })]);
    expect(await json(["carry", "decide", "CARRY-1", "--as", "defer", "--reason", "Later"])).toEqual({
      ...left,
      decision: { as: "defer", reason: "Later", release: text, at: time, by },
    });
  });

  it("feedback, where no release asks for it", async () => {
    expect(await both(["feedback", "list"])).toEqual([]);
    expect(await both(["feedback", "add", "Good", "--from", "ana@example.com"], 1)).toMatchObject({
      error: { code: "RS_RUN_NONE" },
    });
    expect(await both(["feedback", "import", "none.csv"], 2)).toMatchObject({ error: { code: "RS_USAGE" } });
    expect(await both(["feedback", "decide", "F-1", "--as"], 2)).toMatchObject({ error: { code: "RS_USAGE" } });
    expect(await both(["feedback", "forget", "ana@example.com"])).toEqual({ erased: 0 });
  });

  it("an error: six keys, and the exit code of its area", async () => {
    const { error } = (await json(["show", "9.9.9"], 2)) as { readonly error: object };

    expect(keysOf(error)).toEqual(["code", "details", "diagnostics", "message", "ref", "suggestions"]);
  });

  it("is tested here for every command there is", () => {
    expect([...called].toSorted()).toEqual(Object.keys(commandTable).toSorted());
  });
});

describe("the help of", () => {
  it.each(Object.keys(commandTable))("%s says how it is called, with examples, on stdout", async (id) => {
    const { code, stdout, stderr } = await runCli([...id.split(" "), "--help"]);

    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`relspec ${id}`);
    expect(stdout).toMatch(/Examples?\n(?:.*\n)* {2,}.*relspec /);
    expect(stdout).toContain("--json");
  });
});
