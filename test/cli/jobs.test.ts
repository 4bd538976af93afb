import { execFileSync } from "node:child_process";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWorld } from "../../packages/core/src/world/create-world.ts";
import { openGitLedger } from "../../packages/plugins/git/src/ledger/open-git-ledger.ts";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

const spec = `apiVersion: relspec/v1
name: lib
plugins: { git: {} }
`;
let project: TestProject;
beforeEach(() => {
  project = makeProject({ "relspec.yaml": spec });
});
afterEach(() => project.remove());

/** A fresh clone, as a job's checkout is. */
function clone(name: string): string {
  const path = join(project.path, "..", name);
  execFileSync("git", ["clone", "--quiet", project.remote, path]);
  execFileSync("git", ["-C", path, "config", "user.name", "ci"]);
  execFileSync("git", ["-C", path, "config", "user.email", "ci@example.com"]);
  return path;
}
const onRemote = (...args: string[]) =>
  execFileSync("git", ["-C", project.remote, ...args], { encoding: "utf8" }).trim();
const env = () => ({ CI: "true" });
const json = (text: string) => JSON.parse(text) as Record<string, never>;

const long = { timeout: 180_000 };

describe("jobs that start at once, each on a clone of its own", long, () => {
  it("give one release; the others name the holder, or find it released", async () => {
    const clones = Array.from({ length: 8 }, (_, index) => clone(`job-${index}`));
    const answers = await Promise.all(clones.map((cwd) => runCli(["run", "--json"], { cwd, env: env() })));
    const seen = answers.map(({ code, stdout }) => {
      const { outcome, error } = json(stdout) as { outcome?: string; error?: { code: string; message: string } };
      return code === 3 ? `${error?.code} ${/^Process \d+ on /.test(error?.message ?? "")}` : `${code} ${outcome}`;
    });
    expect(seen.filter((each) => each === "0 released")).toHaveLength(1);
    expect(seen.filter((each) => each === "RS_LOCK_HELD true" || each === "0 nothing-to-release")).toHaveLength(7);
    expect(onRemote("tag")).toBe("v1.0.0");
    const history = await runCli(["history", "--json"], { cwd: clone("later"), env: env() });
    expect(JSON.parse(history.stdout)).toEqual([expect.objectContaining({ version: "1.0.0", outcome: "released" })]);
  });

  it("wait for each other with --wait", async () => {
    const clones = Array.from({ length: 3 }, (_, index) => clone(`job-${index}`));
    const answers = await Promise.all(clones.map((cwd) => runCli(["run", "--wait", "--json"], { cwd, env: env() })));
    const outcomes = answers.map(({ stdout }) => String(json(stdout)["outcome"])).toSorted();
    expect(outcomes).toEqual(["nothing-to-release", "nothing-to-release", "released"]);
    expect(onRemote("tag")).toBe("v1.0.0");
    expect(onRemote("log", "--format=%s", "refs/relspec/lib").match(/release\.opened/g)).toHaveLength(1);
  });

  it("go on from what another has released while they waited", async () => {
    const behind = clone("behind");
    const first = await runCli(["run", "--json"], { cwd: clone("first"), env: env() });
    expect(json(first.stdout)).toMatchObject({ outcome: "released", release: { version: "1.0.0" } });
    execFileSync("git", ["-C", behind, "commit", "--quiet", "--allow-empty", "--message", "fix: more"]);
    execFileSync("git", ["-C", behind, "push", "--quiet", "origin", "main"]);
    const second = await runCli(["run", "--json"], { cwd: behind, env: env() });
    expect(json(second.stdout)).toMatchObject({ outcome: "released", release: { version: "1.0.1" } });
  });
});

describe("relspec unlock", long, () => {
  it("takes the release from a machine that is gone, on record, and the machine is refused when it wakes up", async () => {
    const root = clone("zombie");
    const world = createWorld({ root, env: process.env });
    const context = { root, run: world.run, env: process.env, now: () => new Date(), log: () => {} };
    const zombie = await openGitLedger({ remote: "origin", prefix: "refs/relspec/" }, context);
    const owner = { id: "gone", host: `${hostname()}-gone`, pid: 4711, born: null };
    const epoch = await zombie.claim("lib", owner, 60_000);

    const cwd = clone("heir");
    const held = await runCli(["run"], { cwd, env: env() });
    expect(held.code).toBe(3);
    expect(held.stderr).toContain("relspec unlock --reason");
    const without = await runCli(["unlock"], { cwd, env: env() });
    expect(without.code).toBe(2);
    const unlocked = await runCli(["unlock", "--reason", "The runner is gone", "--json"], { cwd, env: env() });
    expect(json(unlocked.stdout)).toMatchObject({ unlocked: true, holder: { pid: 4711 } });
    const ran = await runCli(["run", "--json"], { cwd, env: env() });
    expect(json(ran.stdout)).toMatchObject({ outcome: "released" });

    await expect(zombie.renew("lib", epoch, 1000)).rejects.toMatchObject({ code: "RS_LOCK_FENCED" });
    expect(onRemote("log", "--format=%s", "refs/relspec/lib")).toContain("lock.broken");
    const audit = await runCli(["audit", "verify", "--json"], { cwd, env: env() });
    expect(json(audit.stdout)).toMatchObject({ intact: true });
    const again = await runCli(["unlock", "--reason", "x", "--json"], { cwd, env: env() });
    expect(json(again.stdout)).toEqual({ unlocked: false, holder: null });
  });
});
