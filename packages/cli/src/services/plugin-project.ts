/**
 * The files of a plugin of one's own: path → text. Its one action keeps a line in a file for each release, so that there is
 * something to check, apply and undo; its test is the suite that relspec's own plugins pass.
 * @param version of relspec, which the plugin is made for.
 */
export function pluginProject(name: string, version: string): Readonly<Record<string, string>> {
  const major = version.split(".")[0];
  // Before 1.0.0 every version may break, and there is none yet to be compatible with.
  const range = major === "0" ? version : `^${major}.0.0`;
  const manifest = {
    name: `relspec-plugin-${name}`,
    version: "0.1.0",
    description: "Keep a list of releases in a file.",
    license: "MIT",
    type: "module",
    sideEffects: false,
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    files: ["dist"],
    keywords: ["relspec", "relspec-plugin"],
    engines: { node: "^22.23.0 || >=24.15.0" },
    scripts: {
      build: "tsc -p tsconfig.build.json",
      check: "tsc --noEmit",
      test: 'node --test "src/**/*.test.ts"',
      prepack: "npm run build",
    },
    peerDependencies: { "@relspec/core": range },
    devDependencies: { "@relspec/core": range, "@types/node": "^24.0.0", typescript: "^7.0.0" },
  };
  return {
    "package.json": json(manifest),
    ".gitignore": "node_modules/\ndist/\n",
    "tsconfig.json": json({
      compilerOptions: {
        target: "es2024",
        module: "nodenext",
        types: ["node"],
        strict: true,
        noUncheckedIndexedAccess: true,
        verbatimModuleSyntax: true,
        erasableSyntaxOnly: true,
        rewriteRelativeImportExtensions: true,
        skipLibCheck: true,
        declaration: true,
        rootDir: "src",
        outDir: "dist",
      },
      include: ["src"],
    }),
    "tsconfig.build.json": json({ extends: "./tsconfig.json", exclude: ["src/**/*.test.ts"] }),
    "src/index.ts": index(name, range),
    "src/options.ts": options,
    "src/list-action.ts": action(name),
    "src/list-action.test.ts": test(name),
    "README.md": readme(name),
    ".github/workflows/ci.yml": workflow,
  };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const index = (name: string, range: string): string => `import { definePlugin } from "@relspec/core";
import { listAction } from "./list-action.ts";
import { options } from "./options.ts";

export default definePlugin({
  name: "${name}",
  summary: "Keep a list of releases in a file.",
  relspec: "${range}",
  options,
  // All it needs of the outside: relspec refuses it everything else, and shows this in the plan.
  permissions: ({ file }) => ({ paths: [file] }),
  setup: ({ file }) => ({
    actions: { list: listAction(file) },
    // What a spec gets that only says \`plugins: { ${name}: {} }\`.
    contribute: { deploy: () => [{ id: "${name}/list", uses: "${name}/list", with: {}, turn: "mark" }] },
  }),
});
`;

const options = `/** JSON Schema of what stands under the plugin's name in a spec; the descriptions show in editors. */
export const options = {
  type: "object",
  additionalProperties: false,
  properties: {
    file: {
      type: "string",
      minLength: 1,
      default: "RELEASES",
      description: "The file, relative to the project's root.",
    },
  },
} as const;
`;

const action = (
  name: string,
): string => `import { absent, conflict, defineAction, present, RelspecError } from "@relspec/core";

/** \`${name}/list\`: one line for each release in a file. */
export const listAction = (file: string) =>
  defineAction({
    summary: "Put the release on the list.",
    options: {
      type: "object",
      additionalProperties: false,
      properties: {
        text: { type: "string", template: true, default: "{{name}} {{version}}", description: "The line." },
      },
    },
    // Everything the other functions need goes into the target: plain JSON, the same on every machine.
    plan: ({ text }, { facts }) => ({
      summary: \`put "\${text}" on the list in \${file}\`,
      target: { file, line: \`\${text.replaceAll(/\\s+/g, " ")} (\${facts.base.commit.slice(0, 12)})\`, text },
    }),
    // Asked before apply, and after a crash: it must recognise the work of an apply that was killed.
    async check({ file: path, line, text }, { files }) {
      const lines = linesOf(await files.read(path));
      if (lines.includes(line)) return present();
      const other = otherIn(lines, text);
      return other === undefined ? absent : conflict(\`\${path} lists \${other} already.\`);
    },
    // Something may have come between check and apply, so apply looks as well.
    async apply({ file: path, line, text }, { files }) {
      const lines = linesOf(await files.read(path));
      if (lines.includes(line)) return null;
      const other = otherIn(lines, text);
      if (other !== undefined)
        throw new RelspecError("RS_PLAN_CONFLICT", { message: \`\${path} lists \${other} already.\` });
      await files.write(path, [...lines, line, ""].join("\\n"));
      return null;
    },
    async undo({ file: path, line }, _result, { files }) {
      const left = linesOf(await files.read(path)).filter((each) => each !== line);
      if (left.length === 0) await files.remove(path);
      else await files.write(path, [...left, ""].join("\\n"));
    },
  });

/** The same release, of another commit. */
const otherIn = (lines: readonly string[], text: string): string | undefined =>
  lines.find((line) => line.startsWith(\`\${text.replaceAll(/\\s+/g, " ")} (\`));

const linesOf = (text: string | null): readonly string[] => (text ?? "").split("\\n").filter((line) => line !== "");
`;

const test = (name: string): string => `import { describe, it } from "node:test";
import { describeAction, fakeWorld, usePlugin } from "@relspec/core/testing";
import plugin from "./index.ts";

describeAction({ describe, it }, "${name}/list", {
  start: async () => {
    const world = fakeWorld();
    const linesNow = async () => ((await world.files.read("RELEASES")) ?? "").split("\\n").filter(Boolean);
    return {
      action: (await usePlugin(plugin)).actions!["list"]!,
      with: {},
      world,
      artifacts: "artifacts",
      count: async () => (await linesNow()).length,
      interfere: async () => world.files.write("RELEASES", "lib 1.1.0 (another commit)\\n"),
      lines: () => world.lines,
      close: async () => undefined,
    };
  },
});
`;

const readme = (name: string): string => `# relspec-plugin-${name}

A plugin for relspec: keeps a list of releases in a file.

\`\`\`yaml
plugins:
  git: {}
  ${name}: { file: RELEASES }
\`\`\`

| option | default | |
|---|---|---|
| \`file\` | \`RELEASES\` | The file, relative to the project's root. |

| action | effect | way back |
|---|---|---|
| \`${name}/list\` | one line for each release | the line is taken out |

## Work on it

\`\`\`sh
npm install
npm test        # the suite that every action of relspec passes, with kills in between
npm run check   # types
\`\`\`

To try it in a project without publishing it, name its file in the spec: \`plugins: { ../relspec-plugin-${name}/src/index.ts: {} }\`.
\`relspec plugins inspect ${name}\` shows what it offers.
`;

const workflow = `name: ci
on: [push, pull_request]
permissions: { contents: read }
jobs:
  test:
    runs-on: ubuntu-latest
    strategy: { matrix: { node: [22, 24] } }
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with: { node-version: "\${{ matrix.node }}" }
      - run: npm install
      - run: npm run check
      - run: npm test
      - run: npm run build
`;
