import { afterEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runBoth, runCli } from "./run-cli.ts";

let project: TestProject | undefined;
afterEach(() => project?.remove());

const floor = `policy: { identity: verified }
roles: { board: [{ email: max@example.com, ssh: "SHA256:abc" }] }
stages:
  prepare:
    gates:
      - approval: board
        because: Somebody else has looked at it.
`;
const spec = (policy: string, more = "") =>
  `apiVersion: relspec/v1\nname: lib\nplugins: { git: {} }\nledger: sqlite\npolicy: ${policy}\n${more}`;
const validate = async () => {
  const { code, json } = await runBoth(["validate"], { cwd: project?.path as string });
  return { code, text: JSON.stringify(json), json };
};

describe("a policy floor", () => {
  it("is part of the spec that names it, and of its plan", async () => {
    project = makeProject({ "policy.yaml": floor, "relspec.yaml": spec("{ floor: ./policy.yaml }") });

    const { stdout } = await runCli(["plan", "--json"], { cwd: project.path });
    const plan = JSON.parse(stdout);
    const gate = await runCli(["explain", "gate", "board"], { cwd: project.path });

    expect(plan.stages[0].gates[0]).toMatchObject({ id: "prepare/approval:board" });
    expect(plan.policy.rules.floor).toEqual({ preset: "./policy.yaml", digest: expect.stringMatching(/^sha256:/) });
    expect(gate.stdout).toContain("policy.yaml, line 6");
    expect(gate.stdout).toContain("max@example.com as board");
  });

  it("is not loosened: exit code 3, with the place", async () => {
    project = makeProject({
      "policy.yaml": floor,
      "relspec.yaml": spec(
        "{ floor: ./policy.yaml, identity: claimed }",
        "roles: { board: [{ email: eve@example.com }] }\n",
      ),
    });

    const { code, text } = await validate();
    const plan = await runCli(["plan"], { cwd: project.path });

    expect([code, plan.code]).toEqual([3, 3]);
    expect(text).toContain("RS_POLICY_FLOOR");
    expect(text).toContain("/policy/identity");
    expect(text).toContain("/roles/board");
    expect(plan.stderr).toContain("relspec.yaml");
  });

  it("is refused when it is not the one that was pinned, and taken when it is", async () => {
    project = makeProject({
      "policy.yaml": floor,
      "relspec.yaml": spec(`{ floor: { preset: ./policy.yaml, digest: "sha256:${"0".repeat(64)}" } }`),
    });

    const { code, text } = await validate();
    const [digest] = /sha256:[1-9a-f][0-9a-f]{63}/.exec(text) ?? [""];
    project.write("relspec.yaml", spec(`{ floor: { preset: ./policy.yaml, digest: "${digest}" } }`));

    expect([code, (await validate()).code]).toEqual([3, 0]);
  });

  it("is told in the plan where a gate asks for less than in the last release", async () => {
    const gated = spec("{}", "stages: { prepare: { gates: [{ command: { argv: [node, --version] } }] } }\n");
    project = makeProject({ "relspec.yaml": gated });
    const released = await runCli(["run"], { cwd: project.path });
    project.write("relspec.yaml", spec("{}"));
    project.commit("feat: without a gate");

    const { stdout } = await runCli(["plan", "--json"], { cwd: project.path });

    expect(released.code).toBe(0);
    expect(JSON.parse(stdout).warnings).toContainEqual(
      expect.objectContaining({ code: "RS_POLICY_WEAKER", message: expect.stringContaining("prepare/command") }),
    );
  });
});

describe("a condition in the spec", () => {
  const gates = (when: string) =>
    `roles: { qa: [{ email: ben@example.com }] }\nstages:\n  prepare:\n    gates:\n      - approval: qa\n        when: ${when}\n`;

  it.each([
    ["a name that does not exist", "risc.tier == 'high'", "Did you mean `risk`?"],
    ["a key that does not exist", "risk.teir == 'high'", "teir"],
    ["what is neither true nor false", "risk.score", "true or false"],
    ["what is no expression", "risk.tier ==", ""],
    ["code", "process.exit(0)", "no condition"],
  ])("is refused with exit code 2: %s", async (_, when, words) => {
    project = makeProject({ "relspec.yaml": spec("{}", gates(when)) });

    const { code, text } = await validate();

    expect(code).toBe(2);
    expect(text).toContain("/stages/prepare/gates/0/when");
    expect(text).toContain(words);
  });

  it("decides what is in the plan", async () => {
    const steps =
      "    steps: [{ id: only, uses: exec/run, when: environment == 'x', with: { command: [node, --version] } }]\n";
    const more = gates("changes.count > 0 && branch == 'main'") + steps;
    project = makeProject({ "relspec.yaml": spec("{}", more).replace("git: {}", "git: {}, exec: {}") });

    const planned = async () => {
      const { stdout } = await runCli(["plan", "--json"], { cwd: project?.path as string });
      const { stages } = JSON.parse(stdout) as { stages: { gates: { id: string }[]; steps: { id: string }[] }[] };
      return stages.flatMap((stage) => [...stage.gates, ...stage.steps].map(({ id }) => id));
    };

    expect(await planned()).toEqual(["prepare/approval:qa", "deploy/git/tag"]);
    project.git("checkout", "-q", "-b", "other");
    expect(await planned()).not.toContain("prepare/approval:qa");
  });
});
