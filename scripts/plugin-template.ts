interface Manifest {
  readonly version: string;
  readonly engines: Readonly<Record<string, string>>;
}

/**
 * The files of a new plugin: path from the repository's root → text. Its one action keeps a line in a file, so that there is
 * something to check, to apply and to undo.
 * @param like the manifest of a plugin of this repository: version and engines are the same for all.
 */
export function pluginTemplate(name: string, { version, engines }: Manifest): Readonly<Record<string, string>> {
  const folder = `packages/plugins/${name}`;
  const manifest = {
    name: `@relspec/plugin-${name}`,
    version,
    description: "Keep a note of the release in a file.",
    license: "Apache-2.0",
    files: ["dist"],
    type: "module",
    sideEffects: false,
    exports: { ".": { source: "./src/index.ts", types: "./dist/index.d.ts", default: "./dist/index.js" } },
    dependencies: { "@relspec/core": version },
    engines,
  };
  return {
    [`${folder}/package.json`]: `${JSON.stringify(manifest, null, 2)}\n`,
    [`${folder}/tsconfig.json`]: `{
  "extends": "../../../tsconfig.base.json",
  "compilerOptions": { "rootDir": "src", "outDir": "dist" },
  "include": ["src"],
  "references": [{ "path": "../../core" }]
}
`,
    [`${folder}/src/index.ts`]: index(name),
    [`${folder}/src/note-action.ts`]: action(name),
    [`test/plugins/${name}.test.ts`]: test(name),
  };
}

const index = (name: string) => `import { definePlugin } from "@relspec/core";
import { noteAction } from "./note-action.ts";

export default definePlugin({
  name: "${name}",
  summary: "Keep a note of the release in a file.",
  options: {
    type: "object",
    additionalProperties: false,
    properties: {
      file: {
        type: "string",
        minLength: 1,
        default: "RELEASE",
        description: "The file, relative to the project's root.",
      },
    },
  },
  permissions: ({ file }) => ({ paths: [file] }),
  setup: ({ file }) => ({ actions: { note: noteAction(file) } }),
});
`;

const action = (name: string) => `import { absent, type Action, conflict, defineAction, present } from "@relspec/core";

/** \`${name}/note\`: a file that holds one text. */
export function noteAction(file: string): Action {
  return defineAction({
    summary: "Write a note of the release into a file.",
    options: {
      type: "object",
      additionalProperties: false,
      properties: {
        text: { type: "string", template: true, default: "{{name}} {{version}}", description: "What the file holds." },
      },
    },
    plan: ({ text }) => ({ summary: \`write "\${text}" to \${file}\`, target: { file, text } }),
    async check(target, { files }) {
      const found = await files.read(target.file);
      if (found === null) return absent;
      return found === \`\${target.text}\\n\` ? present() : conflict(\`\${target.file} holds another note.\`);
    },
    async apply(target, { files }) {
      await files.write(target.file, \`\${target.text}\\n\`);
      return null;
    },
    undo: (target, _result, { files }) => files.remove(target.file),
  });
}
`;

const test = (name: string) => `import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import plugin from "../../packages/plugins/${name}/src/index.ts";
import { type Bench, startBench } from "./plugin-bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await startBench(plugin);
});
afterEach(() => bench.close());

describe("${name}/note", () => {
  test("writes its note, recognises it, and takes it away again", async () => {
    const { target, summary } = await bench.plan("note", {});
    expect(summary).toBe('write "lib 1.1.0" to RELEASE');
    expect(await bench.check("note", target)).toEqual({ state: "absent" });

    const result = await bench.apply("note", target);

    expect(await readFile(join(bench.root, "RELEASE"), "utf8")).toBe("lib 1.1.0\\n");
    expect(await bench.check("note", target)).toMatchObject({ state: "present" });
    await bench.undo("note", target, result);
    expect(await bench.check("note", target)).toEqual({ state: "absent" });
  });

  test("stands back from another note", async () => {
    await writeFile(join(bench.root, "RELEASE"), "mine\\n");
    const { target } = await bench.plan("note", {});
    expect(await bench.check("note", target)).toMatchObject({ state: "conflict" });
  });

  test("refuses options that it does not know", async () => {
    expect(await bench.findings("note", { txet: "x" })).toHaveLength(1);
  });
});
`;
