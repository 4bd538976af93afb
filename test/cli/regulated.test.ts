import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missingProgram } from "./missing-program.ts";
import { makeProject, type TestProject } from "./project.ts";
import { repository, runCli } from "./run-cli.ts";

let keys: string;
let project: TestProject;
let elsewhere: string;

const missing = missingProgram("ssh-keygen");
beforeAll(() => {
  if (missing !== null) return;
  keys = mkdtempSync(join(tmpdir(), "relspec-keys-"));
  project = makeProject({});
  cpSync(join(repository, "examples/regulated"), project.path, { recursive: true });
  let policy = readFileSync(join(project.path, "release-policy.yaml"), "utf8");
  for (const name of ["ben", "cy", "dee", "max", "zoe", "ida"]) {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(keys, name)]);
    const [, print = ""] = execFileSync("ssh-keygen", ["-lf", join(keys, name)], { encoding: "utf8" }).split(" ");
    policy = policy.replaceAll(`"SHA256:${name}"`, `"${print}"`);
  }
  project.write("release-policy.yaml", policy);
  project.commit("feat!: refunds in euro");
  elsewhere = join(keys, "clone");
  execFileSync("git", ["clone", "--quiet", project.remote, elsewhere]);
});
afterAll(() => {
  if (missing !== null) return;
  project.remove();
  rmSync(keys, { recursive: true, force: true });
});

const relspec = async (args: readonly string[], { as, at = project.path }: { as?: string; at?: string } = {}) => {
  const signing = {
    GIT_CONFIG_COUNT: "2",
    GIT_CONFIG_KEY_0: "gpg.format",
    GIT_CONFIG_VALUE_0: "ssh",
    GIT_CONFIG_KEY_1: "user.signingkey",
    GIT_CONFIG_VALUE_1: join(keys, as ?? ""),
  };
  const name = as ?? "ana";
  const env = {
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: `${name}@acme.dev`,
    ...(as === undefined ? {} : signing),
  };
  const { code, stdout } = await runCli([...args, "--json"], { cwd: at, env });
  return { code, value: JSON.parse(stdout) };
};
const until = [
  "--reason",
  "The generated client",
  "--until",
  new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10),
];

// The example's README, step by step.
describe.skipIf(missing !== null)("the example regulated", () => {
  it("is planned, and refused for its coverage until that is waived", async () => {
    const plan = await relspec(["plan"]);
    const refused = await relspec(["run"]);
    const low = await relspec(["waive", "coverage", ...until], { as: "ben" });
    const waived = await relspec(["waive", "coverage", ...until], { as: "ida" });
    const waiting = await relspec(["run"]);

    expect(plan.value.stages.flatMap((stage: { gates: { id: string }[] }) => stage.gates.map(({ id }) => id))).toEqual([
      "prepare/coverage",
      "prepare/qa",
      "prepare/functional",
      "prepare/board",
      "deploy/production/requires:staging",
    ]);
    expect([refused.code, low.code, waived.code, waiting.code]).toEqual([3, 3, 0, 4]);
  });

  it("is approved from another clone, in order, by people who sign", async () => {
    const at = elsewhere;
    const claimed = await relspec(["approve", "qa"], { at });
    const early = await relspec(["approve", "functional"], { as: "dee", at });
    const qa = await relspec(["approve", "qa"], { as: "cy", at });
    const twice = await relspec(["approve", "functional"], { as: "cy", at });
    const functional = await relspec(["approve", "functional"], { as: "dee", at });
    const one = await relspec(["approve", "board"], { as: "max", at });
    const waiting = await relspec(["run"]);
    const story = await relspec(["explain", "gate", "board"]);
    const two = await relspec(["approve", "board"], { as: "zoe", at });

    expect([claimed.code, early.code, qa.code, twice.code, functional.code]).toEqual([3, 3, 0, 3, 0]);
    expect([one.code, waiting.code, two.code]).toEqual([0, 4, 0]);
    expect(story.value.insight).toMatchObject({
      written: { file: expect.stringContaining("release-policy.yaml") },
      who: { could: [{ person: "zoe@acme.dev" }], not: [{ person: "max@acme.dev", because: "has approved already" }] },
      history: [{ version: "1.0.0", waited: null, stopped: false }],
    });
    expect(waiting.value.waitingFor).toMatchObject([
      { id: "prepare/board", missing: [expect.stringContaining("zoe@acme.dev")] },
    ]);
  });

  it("goes to production", async () => {
    const released = await relspec(["run"]);

    expect(released).toMatchObject({ code: 0, value: { outcome: "released" } });
  });

  it("cannot be loosened by its own spec", async () => {
    const spec = readFileSync(join(project.path, "relspec.yaml"), "utf8");
    project.write("relspec.yaml", spec.replace("{ floor:", "{ identity: claimed, floor:"));

    expect(await relspec(["validate"])).toMatchObject({
      code: 3,
      value: { diagnostics: [{ code: "RS_POLICY_FLOOR" }] },
    });
  });
});
