import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runBoth, runCli } from "./run-cli.ts";

const good = `apiVersion: relspec/v1
name: lib
plugins: { git: {}, exec: {} }
`;
const step = (text: string) => `${good}stages: { build: { steps: [${text}] } }\n`;

interface BadSpec {
  readonly what: string;
  readonly spec: string;
  /** Other files of the project. */
  readonly files?: Readonly<Record<string, string>>;
  readonly code: string;
  /** What people read. */
  readonly says: string;
  /** What they are told to do. */
  readonly remedy: string;
  /** Where it is: `line:column`. */
  readonly at?: string;
}

const bomb = ["a", "b", "c", "d", "e", "f", "g", "h"].map((name, at, all) => {
  const inner = at === 0 ? "x" : `*${all[at - 1]}`;
  return `${name}: &${name} [${Array.from({ length: 9 }, () => inner).join(", ")}]\n`;
});

const table: readonly BadSpec[] = [
  {
    what: "a misspelt key",
    spec: `${good}concurency: queue\n`,
    code: "RS_SPEC_INVALID",
    says: "Unknown key `concurency`",
    remedy: "Write `concurrency` instead of `concurency`.",
    at: "4:1",
  },
  {
    what: "a key like no other",
    spec: `${good}zebra: 1\n`,
    code: "RS_SPEC_INVALID",
    says: "Unknown key `zebra`",
    remedy: "Take `zebra` out.",
    at: "4:1",
  },
  {
    what: "an unknown option of a plugin",
    spec: "apiVersion: relspec/v1\nname: lib\nplugins: { git: { tgas: v1 } }\n",
    code: "RS_SPEC_INVALID",
    says: "Unknown key `tgas` in `plugins.git`; it takes remote",
    remedy: "Take `tgas` out.",
    at: "3:19",
  },
  {
    what: "a value of the wrong type",
    spec: "apiVersion: relspec/v1\nname: 7\nplugins: { git: {} }\n",
    code: "RS_SPEC_INVALID",
    says: "`name` must be a string, not the number 7.",
    remedy: "Put the value in quotes.",
    at: "2:7",
  },
  {
    what: "a value that is none of those it may be",
    spec: "apiVersion: relspec/v1\nname: lib\nplugins: { git: {} }\nconcurrency: often\n",
    code: "RS_SPEC_INVALID",
    says: '`concurrency` must be one of `queue` or `supersede`, not the string "often".',
    remedy: "relspec explain key concurrency",
    at: "4:14",
  },
  {
    what: "a plugin's name that is a slip",
    spec: "apiVersion: relspec/v1\nname: lib\nplugins: { git: {}, exce: {} }\n",
    code: "RS_PLUGIN_NOT_FOUND",
    says: 'The plugin "exce" is not installed',
    remedy: "Write `exec` instead of `exce`.",
    at: "3:21",
  },
  {
    what: "a plugin that is not installed",
    spec: "apiVersion: relspec/v1\nname: lib\nplugins: { git: {}, kubernetes: {} }\n",
    code: "RS_PLUGIN_NOT_FOUND",
    says: 'The plugin "kubernetes" is not installed',
    remedy: "npm install --save-dev @relspec/plugin-kubernetes",
    at: "3:21",
  },
  {
    what: "broken YAML",
    spec: "apiVersion: relspec/v1\nname: lib\nplugins: { git: {}\nstages: {}\n",
    code: "RS_SPEC_SYNTAX",
    says: "Flow map in block collection must be sufficiently indented and end with a }.",
    remedy: "Mend relspec.yaml, line 4, column 1, or the line before it; then: relspec validate",
    at: "4:1",
  },
  {
    what: "a file that is empty",
    spec: "",
    code: "RS_SPEC_SYNTAX",
    says: "The spec is empty.",
    remedy: "It begins with `apiVersion: relspec/v1` and `name: …`; `relspec init` writes one.",
  },
  {
    what: "aliases that multiply",
    spec: `${good}${bomb.join("")}`,
    code: "RS_SPEC_SYNTAX",
    says: "The aliases of this file multiply beyond measure.",
    remedy: "Write the values out, or take aliases of aliases away.",
  },
  {
    what: "presets in a circle",
    spec: `${good}extends: [./base.yaml]\n`,
    files: { "base.yaml": "extends: [./relspec.yaml]\n" },
    code: "RS_SPEC_EXTENDS",
    says: "Presets extend each other in a circle: relspec.yaml → base.yaml → relspec.yaml.",
    remedy: "Take one of them out of the other's `extends`.",
  },
  {
    what: "a preset that is not there",
    spec: `${good}extends: ["@acme/release-policy"]\n`,
    code: "RS_SPEC_EXTENDS",
    says: 'The preset "@acme/release-policy" was not found from relspec.yaml.',
    remedy: "npm install --save-dev @acme/release-policy",
  },
  {
    what: "steps that need each other",
    spec: step(
      "{ id: a, uses: exec/run, needs: [b], with: { command: [x] } }, { id: b, uses: exec/run, needs: [a], with: { command: [x] } }",
    ),
    code: "RS_SPEC_INVALID",
    says: "These steps need each other in a circle: a → b → a.",
    remedy: "Take one of them out of the other's `needs`.",
  },
  {
    what: "two steps with one id",
    spec: step("{ id: a, uses: exec/run, with: { command: [x] } }, { id: a, uses: exec/run, with: { command: [y] } }"),
    code: "RS_SPEC_INVALID",
    says: 'There are two steps with the id "a".',
    remedy: "Give one of them another `id`.",
    at: "4:79",
  },
  {
    what: "a template that names nothing",
    spec: step('{ id: a, uses: exec/run, with: { command: [echo, "{{release.versoin}}"] } }'),
    code: "RS_SPEC_TEMPLATE",
    says: 'There is no value "release.versoin" for a template.',
    remedy: "Write `{{release.version}}`.",
  },
  {
    what: "a template that is code",
    spec: step('{ id: a, uses: exec/run, with: { command: [echo, "{{constructor.constructor(1)()}}"] } }'),
    code: "RS_SPEC_TEMPLATE",
    says: "is not a plain reference such as {{version}}",
    remedy: "Templates hold references only; compute the value in a plugin.",
  },
];

let project: TestProject;
beforeAll(() => {
  project = makeProject({ "relspec.yaml": good });
});
afterAll(() => project.remove());

interface Shown {
  readonly error: {
    readonly code: string;
    readonly suggestions: readonly string[];
    readonly diagnostics: readonly { readonly line?: number; readonly column?: number; readonly file?: string }[];
  };
}

describe("a spec with", () => {
  it.each(table)("$what says what is wrong, where, and what to do; mended, it goes on", async (bad) => {
    for (const [name, text] of Object.entries(bad.files ?? {})) project.write(name, text);
    project.write("relspec.yaml", bad.spec);
    const at = { cwd: project.path };
    const { plain, json, code } = await runBoth(["plan"], at);
    const { error } = json as Shown;

    expect([code, error.code]).toEqual([2, bad.code]);
    expect(plain.stdout).toBe("");
    expect(sentence(plain.stderr)).toContain(sentence(bad.says));
    expect(sentence(plain.stderr)).toContain(sentence(bad.remedy));
    expect(error.suggestions).toContain(bad.remedy);
    expect(error.diagnostics.map(({ file, line, column }) => `${file}:${line}:${column}`).join()).toContain(
      bad.at === undefined ? "" : `relspec.yaml:${bad.at}`,
    );
    expect(existsSync(join(project.path, ".relspec"))).toBe(false);

    project.write("relspec.yaml", good);
    expect(await runCli(["plan"], at)).toMatchObject({ code: 0, stderr: "" });
  });
});

/** People's text is broken into lines. */
function sentence(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
