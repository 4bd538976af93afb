import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runBoth, runCli } from "./run-cli.ts";

const spec = `apiVersion: relspec/v1
name: lib
plugins: { git: {}, exec: {} }
roles: { product-manager: [{ email: ben@example.com }] }
policy: { identity: claimed }
stages:
  prepare:
    gates: [{ approval: product-manager }]
    steps: [{ id: count, uses: exec/run, with: { command: [node, -e, "fs.appendFileSync('.relspec/count', 'x')"] } }]
`;

let project: TestProject;
beforeAll(() => {
  project = makeProject({ "relspec.yaml": spec });
});
afterAll(() => project.remove());

const relspec = (args: readonly string[], env: Record<string, string> = {}) => runCli(args, { cwd: project.path, env });
const json = async (args: readonly string[]) => {
  const { code, stdout, stderr } = await relspec([...args, "--json"]);
  return { code, stderr, value: JSON.parse(stdout) };
};
const asBen = {
  GIT_AUTHOR_NAME: "Ben",
  GIT_AUTHOR_EMAIL: "ben@example.com",
  GIT_COMMITTER_NAME: "Ben",
  GIT_COMMITTER_EMAIL: "ben@example.com",
};
const counted = () =>
  existsSync(join(project.path, ".relspec/count")) ? readFileSync(join(project.path, ".relspec/count"), "utf8") : "";

// One release from its plan to its audit; each test goes on where the one before stopped.
describe("a release on the command line", () => {
  it("is planned whole, and nothing is written", async () => {
    const { code, value } = await json(["plan"]);

    expect(code).toBe(0);
    expect(value).toMatchObject({
      apiVersion: "relspec/v1",
      kind: "Plan",
      outcome: "release",
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      base: { commit: project.git("rev-parse", "HEAD"), branch: "main" },
      release: { name: "lib", version: "1.0.0", previous: null },
    });
    expect(value.stages.flatMap((stage: { gates: { id: string; verdict: string }[] }) => stage.gates)).toEqual([
      expect.objectContaining({
        id: "prepare/approval:product-manager",
        kind: "approval",
        verdict: "waiting",
        missing: [expect.any(String)],
      }),
    ]);
    expect(project.git("status", "--porcelain")).toBe("");
    expect(project.git("tag")).toBe("");
  });

  it("is shown to people on stdout", async () => {
    const { code, stdout, stderr } = await relspec(["plan"]);

    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("lib 1.0.0  the first release");
    expect(stdout).toContain("gate approval:product-manager");
  });

  it("can be kept as a file, drawn, explained and noted", async () => {
    const [out, graph, version, gate, notes] = await Promise.all([
      relspec(["plan", "--out", "../plan.json"]),
      relspec(["graph"]),
      runBoth(["explain", "version"], { cwd: project.path }),
      runBoth(["explain", "gate", "product-manager"], { cwd: project.path }),
      runBoth(["notes"], { cwd: project.path }),
    ]);

    expect(out.code).toBe(0);
    expect(graph.stdout).toContain("flowchart TB");
    expect(version.plain.stdout).toContain("feat: begin");
    expect(gate.json).toMatchObject({ id: "prepare/approval:product-manager", verdict: "waiting", release: null });
    expect((notes.json as { notes: string }).notes).toBe(notes.plain.stdout);
    expect(notes.plain.stdout).toContain("begin");
  });

  it("waits for its gate with exit code 4, saying what it takes", async () => {
    const { code, value, stderr } = await json(["run", "--plan", "../plan.json"]);

    expect(code).toBe(4);
    expect(value).toMatchObject({
      outcome: "waiting",
      release: { name: "lib", version: "1.0.0" },
      stage: { name: "prepare" },
      waitingFor: [{ id: "prepare/approval:product-manager" }],
    });
    expect(stderr).toContain("approval:product-manager");
    expect((await relspec(["run"])).code).toBe(4);
    expect(counted()).toBe("");
  });

  it("says where it stands", async () => {
    const { plain, json: status } = await runBoth(["status"], { cwd: project.path });

    expect(plain.stdout).toContain("approval:product-manager");
    expect(status).toMatchObject({
      open: { version: "1.0.0" },
      last: null,
      waitingFor: [{ id: "prepare/approval:product-manager" }],
      holder: null,
    });
  });

  it("is not approved by someone who may not, nor where there is no such gate", async () => {
    const [stranger, nowhere] = await Promise.all([
      runBoth(["approve", "product-manager"], { cwd: project.path }),
      runBoth(["approve", "qa"], { cwd: project.path }),
    ]);

    expect([stranger.code, nowhere.code]).toEqual([3, 2]);
    expect(stranger.json).toMatchObject({ error: { code: "RS_POLICY_IDENTITY" } });
    expect(nowhere.json).toMatchObject({ error: { code: "RS_USAGE_GATE" } });
  });

  it("goes on after the approval, and is released", async () => {
    project.git("config", "user.email", "ben@example.com");
    project.git("config", "user.name", "Ben");
    const approval = await relspec(["approve", "product-manager", "--reason", "Tried it"], asBen);
    // Someone whose terminal was closed before the answer came says it again: it is one decision.
    await relspec(["approve", "product-manager", "--reason", "Tried it"], asBen);
    const { code, value } = await json(["run"]);

    expect(approval.stdout).toContain("prepare/approval:product-manager approved by Ben");
    expect([code, value.outcome]).toEqual([0, "released"]);
    expect(counted()).toBe("x");
    expect(execFileSync("git", ["-C", project.remote, "tag"], { encoding: "utf8" })).toBe("v1.0.0\n");
  });

  it("leaves nothing to release, which a script can tell", async () => {
    const [plan, strict, run] = await Promise.all([
      runBoth(["plan"], { cwd: project.path }),
      runBoth(["plan", "--exit-code"], { cwd: project.path }),
      json(["run"]),
    ]);

    expect([plan.code, strict.code, run.code]).toEqual([0, 10, 0]);
    expect([plan.json, run.value]).toMatchObject([
      { outcome: "nothing-to-release", release: null },
      { outcome: "nothing-to-release", release: null },
    ]);
  });

  it("is on record", async () => {
    const [history, shown, audit] = await Promise.all([
      runBoth(["history"], { cwd: project.path }),
      runBoth(["show", "1.0.0"], { cwd: project.path }),
      runBoth(["audit", "verify"], { cwd: project.path }),
    ]);

    expect(history.json).toEqual([
      expect.objectContaining({
        id: expect.any(String),
        name: "lib",
        version: "1.0.0",
        outcome: "released",
        openedAt: expect.any(String),
        closedAt: expect.any(String),
        plan: expect.stringMatching(/^sha256:/),
        packages: [expect.objectContaining({ version: "1.0.0" })],
      }),
    ]);
    expect(shown.json).toMatchObject({
      version: "1.0.0",
      decisions: [{ kind: "approved", reason: "Tried it", by: { email: "ben@example.com" } }],
    });
    expect(shown.plain.stdout).toContain("approved by Ben");
    expect([audit.code, audit.json]).toMatchObject([0, { intact: true }]);
  });

  it("is refused when the plan has become stale", async () => {
    project.commit("fix: mend");

    const { code, json: answer } = await runBoth(["run", "--plan", "../plan.json"], { cwd: project.path });

    expect(code).toBe(3);
    expect(answer).toMatchObject({ error: { code: "RS_PLAN_STALE" } });
  });
});
