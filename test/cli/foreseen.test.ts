import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

let project: TestProject;
beforeAll(() => {
  project = makeProject({ "relspec.yaml": "" });
});
afterAll(() => project.remove());

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly pointer: string;
  readonly suggestions: readonly string[];
}

/** What `validate` says of a spec for a library with more to it; `plan` and `run` have to end with the same exit code. */
async function findings(more: string, plugins = "{ git: {} }"): Promise<readonly Finding[]> {
  project.write("relspec.yaml", `apiVersion: relspec/v1\nname: lib\nplugins: ${plugins}\n${more}\n`);
  const [validate, plan, run] = await Promise.all(
    ["validate", "plan", "run"].map((command) => runCli([command, "--json"], { cwd: project.path })),
  );
  expect([validate?.code, plan?.code, run?.code]).toEqual([2, 2, 2]);
  const { diagnostics } = JSON.parse(validate?.stdout ?? "") as { readonly diagnostics: readonly Finding[] };
  for (const each of diagnostics)
    expect(each).toMatchObject({ file: "relspec.yaml", line: expect.any(Number) as number });
  return diagnostics;
}

const step = (id: string, more: string): string => `{ id: ${id}, uses: exec/run, with: { command: [a] }, ${more} }`;

describe("what a spec alone shows is found before anything is planned", () => {
  it("steps that need themselves, each other, nothing there is, or what comes later", async () => {
    const round = `[${step("a", "needs: [b]")}, ${step("b", "needs: [build/c]")}, ${step("c", "needs: [a]")}]`;
    expect(await findings(`stages: { build: { steps: ${round} } }`)).toMatchObject([
      {
        pointer: "/stages/build/steps/0/needs",
        message: "These steps need each other in a circle: a → b → c → a.",
      },
    ]);
    const steps = [
      step("unit", "needs: [unit]"),
      step("lint", "needs: [uint]"),
      step("pack", "needs: [ship]"),
      step("sign", "needs: [nothing-like-it]"),
    ];
    const deploy = `deploy: { steps: [${step("ship", "needs: [build/unit, git/tag]")}] }`;
    expect(await findings(`stages: { build: { steps: [${steps.join(", ")}] }, ${deploy} }`)).toMatchObject([
      { pointer: "/stages/build/steps/0/needs", message: 'The step "unit" needs itself.' },
      { pointer: "/stages/build/steps/1/needs/0", suggestions: ["Did you mean `unit`?"] },
      {
        pointer: "/stages/build/steps/2/needs/0",
        message: 'The step "pack" needs "ship", which comes later: deploy/ship.',
      },
      { pointer: "/stages/build/steps/3/needs/0", suggestions: ["Name one of: unit, lint, pack."] },
    ]);
  });

  it("but not a step that a plugin adds, whose name the plan knows: there it is the input that is at fault", async () => {
    project.write(
      "relspec.yaml",
      `apiVersion: relspec/v1\nname: lib\nplugins: { git: {} }\nstages: { deploy: { steps: [${step("a", "needs: [git/tga]")}] } }\n`,
    );
    const [validate, plan] = await Promise.all([
      runCli(["validate"], { cwd: project.path }),
      runCli(["plan", "--json"], { cwd: project.path }),
    ]);
    expect([validate.code, plan.code]).toEqual([0, 2]);
    expect(JSON.parse(plan.stdout)).toMatchObject({ error: { code: "RS_SPEC_INVALID" } });
  });

  it("a step that a plugin adds already", async () => {
    expect(await findings("stages: { deploy: { steps: [{ uses: git/tag }] } }")).toMatchObject([
      { pointer: "/stages/deploy/steps/0", message: expect.stringContaining('adds a step "git/tag"') as string },
    ]);
  });

  it("a ledger that nobody keeps, and options it does not take", async () => {
    expect(await findings("ledger: gitt")).toMatchObject([
      { pointer: "/ledger", suggestions: ["Did you mean `git`?"] },
    ]);
    expect(await findings("ledger: { git: { remot: origin } }")).toMatchObject([{ pointer: "/ledger/git/remot" }]);
  });

  it("a name that no tag can have, and code in it", async () => {
    for (const tag of [
      "v {{version}}",
      "v{{version}}.lock",
      "v{{version}}{{#if x}}",
      "../{{version}}",
      "-{{version}}",
      "v",
      "{{version}}{{version}}",
    ])
      expect(await findings(`version: { tag: "${tag}" }`)).toMatchObject([{ pointer: "/version/tag" }]);
  });

  it("a value that no template has, at the text that names it", async () => {
    const options =
      "command: [echo, '{{version}}', '{{notes}}'], env: { TOKEN: '{{secrets.TOKEN}}', NAME: '{{constructor.name}}' }";
    expect(await findings(`stages: { build: { steps: [{ uses: exec/run, with: { ${options} } }] } }`)).toMatchObject([
      { code: "RS_SPEC_TEMPLATE", pointer: "/stages/build/steps/0/with/command/2" },
      { code: "RS_SPEC_TEMPLATE", pointer: "/stages/build/steps/0/with/env/NAME" },
    ]);
  });

  it("a version file outside of the project", async () => {
    expect(await findings("version: { files: [VERSION, ../VERSION, /etc/VERSION, a/../../b] }")).toMatchObject([
      { pointer: "/version/files/1" },
      { pointer: "/version/files/2" },
      { pointer: "/version/files/3" },
    ]);
  });

  it("no plugin that reads a history", async () => {
    expect(await findings("", "{ exec: {} }")).toMatchObject([
      { pointer: "/plugins", suggestions: ["Add the git plugin to the spec: `plugins: { git: {} }`."] },
    ]);
  });
});
