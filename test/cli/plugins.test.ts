import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { repository, runCli } from "./run-cli.ts";

const projects: TestProject[] = [];
afterEach(() => {
  for (const each of projects.splice(0)) each.remove();
});

/** A project with a plugin of its own at a path, and relspec's core where npm would have put it. */
function withPlugin(path: string, source: string, more: Readonly<Record<string, string>> = {}): TestProject {
  const project = makeProject({
    "relspec.yaml": `apiVersion: relspec/v1\nname: lib\nplugins:\n  git: {}\n  ${path}: {}\n`,
    ".gitignore": ".relspec/\nnode_modules\n",
    ...(source !== "" && { [path]: source }),
    ...more,
  });
  mkdirSync(join(project.path, "node_modules/@relspec"), { recursive: true });
  symlinkSync(join(repository, "packages/core"), join(project.path, "node_modules/@relspec/core"));
  projects.push(project);
  return project;
}

const relspec = (project: TestProject, ...args: string[]) => runCli(args, { cwd: project.path });
const json = async (project: TestProject, ...args: string[]) => {
  const { code, stdout, stderr } = await relspec(project, ...args, "--json");
  return { code, stderr, value: JSON.parse(stdout) as unknown };
};

/** A plugin with one step in deploy, whose action has these functions over ones that work. */
const bell = (functions: string, contributions = "") => `export default {
  name: "bell",
  setup: () => ({
    actions: { ring: { summary: "Ring.", options: { type: "object" }, effect: "A", tree: false, critical: true, retry: { attempts: 1, delay: 1 }, timeout: 5000, secrets: [],
      plan: () => ({ summary: "ring", target: {} }), check: () => ({ state: "absent" }), apply: () => null, irreversible: "Rung.", ${functions} } },
    contribute: { deploy: () => [{ id: "bell/ring", uses: "bell/ring", with: {}, turn: "announce" }] },
    ${contributions}
  }),
};
`;

describe("a plugin in a file of the project", () => {
  it("works as JavaScript, without anything imported", async () => {
    const project = withPlugin("./release/bell.js", bell(""), {
      "package.json": '{ "type": "module", "private": true }',
    });
    const { code, value } = await json(project, "plan");
    expect(code).toBe(0);
    expect(JSON.stringify(value)).toContain('"deploy/bell/ring"');
    expect((await relspec(project, "run")).code).toBe(0);
  });

  it("works as JavaScript and as TypeScript that names its module kind, in a project that names none", async () => {
    for (const [path, head] of [
      ["./release/bell.mjs", ""],
      ["./release/bell.mts", 'import type { Plugin } from "@relspec/core";\ntype Other = Plugin;\n'],
      [
        "./release/bell.ts",
        'import { isRelspecError } from "@relspec/core";\nconst known: boolean = isRelspecError(1);\nvoid known;\n',
      ],
    ] as const) {
      const project = withPlugin(path, head + bell(""));
      const { code, value, stderr } = await json(project, "plan");
      expect([path, code, stderr]).toEqual([path, 0, ""]);
      expect(JSON.stringify(value)).toContain('"deploy/bell/ring"');
    }
  });
});

describe("a plugin that cannot be used is an error of the spec, at its place, and exits with 2", () => {
  it.each([
    ["missing", "./release/bell.ts", "", "RS_PLUGIN_NOT_FOUND", 'There is no file "./release/bell.ts"'],
    ["without a default export", "./bell.mjs", "export const bell = 1;\n", "RS_PLUGIN_INVALID", "no default export"],
    [
      "that exports a function",
      "./bell.mjs",
      "export default () => ({});\n",
      "RS_PLUGIN_INVALID",
      "no default export that is an object",
    ],
    ["without a name", "./bell.mjs", "export default { setup: () => ({}) };\n", "RS_PLUGIN_INVALID", "its `name`"],
    ["without setup", "./bell.mjs", 'export default { name: "bell" };\n', "RS_PLUGIN_INVALID", "no function `setup`"],
    [
      "that does not parse",
      "./bell.mjs",
      "export default {\n",
      "RS_PLUGIN_CRASHED",
      'The plugin "./bell.mjs" cannot be loaded',
    ],
    [
      "with TypeScript that Node cannot strip",
      "./bell.ts",
      "enum A { B }\nexport default { name: 'bell', setup: () => ({ a: A }) };\n",
      "RS_PLUGIN_CRASHED",
      "cannot be loaded",
    ],
    [
      "that imports what is not there",
      "./bell.mjs",
      'import "no-such-package";\n',
      "RS_PLUGIN_CRASHED",
      "no-such-package",
    ],
    [
      "that throws when it is imported",
      "./bell.mjs",
      'throw new Error("boom at import");\n',
      "RS_PLUGIN_CRASHED",
      "boom at import",
    ],
    [
      "that throws in setup",
      "./bell.mjs",
      'export default { name: "bell", setup: () => { throw new Error("boom in setup"); } };\n',
      "RS_PLUGIN_CRASHED",
      'The plugin "bell" failed in its setup: boom in setup',
    ],
    [
      "whose setup gives a promise",
      "./bell.mjs",
      'export default { name: "bell", setup: async () => ({}) };\n',
      "RS_PLUGIN_INVALID",
      '`setup` of the plugin "bell"',
    ],
    [
      "that contributes what is unknown",
      "./bell.mjs",
      'export default { name: "bell", setup: () => ({ action: {} }) };\n',
      "RS_PLUGIN_INVALID",
      '"bell" contributes "action"',
    ],
    [
      "with an action that is none",
      "./bell.mjs",
      'export default { name: "bell", setup: () => ({ actions: { ring: { summary: "x" } } }) };\n',
      "RS_PLUGIN_INVALID",
      'The action "bell/ring"',
    ],
    [
      "for another relspec",
      "./bell.mjs",
      'export default { name: "bell", relspec: ">=999", setup: () => ({}) };\n',
      "RS_PLUGIN_INCOMPATIBLE",
      'The plugin "bell" works with relspec >=999',
    ],
    [
      "that taps a hook that is none",
      "./bell.mjs",
      'export default { name: "bell", setup: () => ({ hooks: { beforeStop: () => {} } }) };\n',
      "RS_PLUGIN_INVALID",
      '"bell" taps a hook "beforeStop"',
    ],
    [
      "that taps a hook with something else than a function",
      "./bell.mjs",
      'export default { name: "bell", setup: () => ({ hooks: { beforeStep: 5 } }) };\n',
      "RS_PLUGIN_INVALID",
      '"bell"',
    ],
  ])("%s", async (_, path, source, errorCode, message) => {
    const project = withPlugin(path, source);
    const [plan, people] = await Promise.all([json(project, "plan"), relspec(project, "validate")]);
    expect([plan.code, plan.value]).toMatchObject([2, { error: { code: errorCode, diagnostics: [{ line: 5 }] } }]);
    expect([people.code, people.stdout + people.stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe("a plugin that throws is named, with the hook or the step", () => {
  it.each([
    [
      "a hook of planning",
      bell("", 'hooks: { amendPlan: () => { throw new Error("boom"); } },'),
      'The plugin "bell" failed in its hook amendPlan: boom',
    ],
    [
      "what it contributes",
      bell("").replace("deploy: () => [", 'deploy: () => { throw new Error("boom"); }, prepare: () => ['),
      'The plugin "bell" failed in its hook contribute.deploy: boom',
    ],
    [
      "plan",
      bell('plan: () => { throw new Error("boom"); },'),
      'The action bell/ring failed to plan the step "deploy/bell/ring": boom',
    ],
    [
      "plan, later",
      bell('plan: async () => { throw new Error("boom"); },'),
      'The action bell/ring failed to plan the step "deploy/bell/ring": boom',
    ],
  ])("in %s: plan and run exit with 2", async (_, source, message) => {
    const project = withPlugin("./bell.mjs", source);
    for (const command of ["plan", "run"]) {
      const { code, value } = await json(project, command);
      expect([code, value]).toMatchObject([2, { error: { code: "RS_PLUGIN_CRASHED", message } }]);
    }
    expect(project.git("tag")).toBe("");
  });

  it("in check: the plan shows what cannot be told, and nothing is applied", async () => {
    const project = withPlugin("./bell.mjs", bell('check: () => { throw new Error("boom"); },'));
    const plan = await json(project, "plan");
    expect(plan.code).toBe(0);
    expect(JSON.stringify(plan.value)).toContain(
      '"state":"unknown","stateReason":"The check of bell/ring threw: boom"',
    );
    const { code, value } = await json(project, "run");
    expect([code, value]).toMatchObject([
      2,
      {
        outcome: "failed",
        error: {
          code: "RS_PLUGIN_CRASHED",
          message: 'The check of the step "deploy/bell/ring" (bell/ring) threw: boom',
        },
      },
    ]);
  });

  it.each([
    [
      "apply",
      bell('apply: () => { throw new Error("boom"); },'),
      'The apply of the step "deploy/bell/ring" (bell/ring) threw: boom',
    ],
    [
      "apply, with what is no error",
      bell("apply: async () => { throw undefined; },"),
      'The apply of the step "deploy/bell/ring" (bell/ring) threw: undefined',
    ],
    [
      "a hook around the step",
      bell("", 'hooks: { beforeStep: ({ id }) => { if (id.endsWith("ring")) throw new Error("boom"); } },'),
      'The plugin "bell" failed in its hook beforeStep: boom',
    ],
  ])("in %s: the run exits with 2, and goes on once it is mended", async (_, source, message) => {
    const project = withPlugin("./bell.mjs", source, { ".gitignore": ".relspec/\nnode_modules\nbell.mjs\n" });
    const { code, value } = await json(project, "run");
    expect([code, value]).toMatchObject([2, { outcome: "failed", error: { code: "RS_PLUGIN_CRASHED", message } }]);

    project.write("bell.mjs", bell(""));
    expect((await json(project, "run")).value).toMatchObject({ outcome: "released", steps: { failed: 0, left: 0 } });
  });

  it("in a hook that only follows: a line says so, and the release is none the worse", async () => {
    const project = withPlugin("./bell.mjs", bell("", 'hooks: { eventRecorded: () => { throw new Error("boom"); } },'));
    const { code, stderr } = await relspec(project, "run");
    expect(code).toBe(0);
    expect(stderr).toContain('The plugin "bell" failed while following eventRecorded: boom');
  });
});
