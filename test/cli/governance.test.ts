import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

const spec = `apiVersion: relspec/v1
name: lib
plugins: { git: {} }
ledger: sqlite
roles:
  qa: [{ email: ben@example.com }, { email: cy@example.com }]
  product: [{ email: cy@example.com }, { email: dee@example.com }]
  head: [{ email: max@example.com }]
policy:
  identity: claimed
  separation: [authors, seats]
  waivers: [{ by: head, gates: [coverage], longest: P7D }]
stages:
  prepare:
    gates:
      - approval: qa
      - id: functional
        approval: { role: product, after: ["approval:qa"], expires: P7D }
        because: The product's owner tries what was tested.
      - coverage: { report: lcov.info, lines: 80 }
`;

let project: TestProject;
beforeAll(() => {
  project = makeProject({ "relspec.yaml": spec, "lcov.info": "LF:100\nLH:79\nend_of_record\n" });
});
afterAll(() => project.remove());

const as = (name: string) => ({ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: `${name}@example.com` });
const relspec = async (args: readonly string[], name = "ana") => {
  const { code, stdout } = await runCli([...args, "--json"], { cwd: project.path, env: as(name) });
  return { code, value: JSON.parse(stdout) };
};
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

// One release; each test goes on where the one before stopped.
describe("a release under a policy", () => {
  it("says in its plan who could approve, and fixes by whom it may be", async () => {
    const { value } = await relspec(["plan"]);
    const missing = value.stages[0].gates[0].missing as string[];

    expect(missing.join(" ")).toContain("It could come from ben@example.com or cy@example.com.");
    expect(value.policy).toMatchObject({ digest: expect.stringMatching(/^sha256:/), rules: { identity: "claimed" } });
  });

  it("is refused by a gate until that is waived, by whom the policy names and for as long as it lets them", async () => {
    const failed = await relspec(["run"]);
    const until = ["--reason", "Known", "--until"];
    const low = await relspec(["waive", "coverage", ...until, day(3)], "ben");
    const long = await relspec(["waive", "coverage", ...until, day(30)], "max");
    const past = await relspec(["waive", "coverage", ...until, "2020-01-01"], "max");
    const none = await relspec(["waive", "coverage", ...until, "tomorrow"], "max");
    const other = await relspec(["waive", "functional", ...until, day(3)], "max");
    const waived = await relspec(["waive", "coverage", ...until, day(3)], "max");

    expect(failed).toMatchObject({ code: 3, value: { error: { code: "RS_POLICY_GATE" } } });
    for (const refused of [low, long, past, other])
      expect(refused).toMatchObject({ code: 3, value: { error: { code: "RS_POLICY_WAIVER" } } });
    expect(none).toMatchObject({ code: 2, value: { error: { code: "RS_USAGE" } } });
    expect(waived).toMatchObject({
      code: 0,
      value: { kind: "waived", gate: "prepare/coverage", role: "head", until: `${day(3)}T23:59:59.000Z` },
    });
  });

  it("goes through its approvals in their order, each by another person", async () => {
    const early = await relspec(["approve", "functional"], "dee");
    const qa = await relspec(["approve", "approval:qa"], "cy");
    const twice = await relspec(["approve", "functional"], "cy");
    const dee = await relspec(["approve", "functional"], "dee");
    const released = await relspec(["run"]);

    expect(early).toMatchObject({ code: 3, value: { error: { code: "RS_POLICY_ORDER" } } });
    expect(twice).toMatchObject({ code: 3, value: { error: { code: "RS_POLICY_IDENTITY" } } });
    expect(twice.value.error.message).toContain("holds a seat at another gate");
    expect([qa.code, dee.code, released.code]).toEqual([0, 0, 0]);
  });

  it("leaves its waiver to be seen in every plan until its end", async () => {
    project.commit("fix: the next thing");
    const { value } = await relspec(["plan"]);

    expect(value.warnings).toContainEqual(
      expect.objectContaining({
        code: "RS_POLICY_WAIVED",
        message: expect.stringContaining("waived by max@example.com until"),
      }),
    );
    // It was for that plan: the next one is asked again.
    expect(value.stages[0].gates[2]).toMatchObject({ id: "prepare/coverage", verdict: "fail" });
  });

  it("asks again after a change, and says what has changed since", async () => {
    await relspec(["run"]);
    await relspec(["approve", "approval:qa"], "ben");
    await relspec(["undo"]);
    project.commit("feat: another thing");
    const { value } = await relspec(["run"]);
    const { missing } = value.waitingFor.find(({ id }: { id: string }) => id === "prepare/approval:qa");

    expect(missing.join(" ")).toContain("What ben@example.com approved was another plan. The commit was");
  });

  it("keeps the policy it was opened with, whatever the spec says later", async () => {
    project.write("relspec.yaml", spec.replace("qa: [", "qa: [{ email: eve@example.com }, "));

    expect(await relspec(["approve", "approval:qa"], "eve")).toMatchObject({
      code: 3,
      value: { error: { code: "RS_POLICY_IDENTITY" } },
    });
  });
});
