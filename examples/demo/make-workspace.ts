import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { output } from "./shell.ts";

export interface Person {
  readonly name: string;
  readonly email: string;
}

export const ana: Person = { name: "Ana Silva", email: "ana@acme.example" };
export const ben: Person = { name: "Ben Okoro", email: "ben@acme.example" };
const chen: Person = { name: "Chen Wei", email: "chen@acme.example" };

interface Version {
  readonly message: string;
  readonly author: Person;
  readonly files: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
}

const manifest = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** Two packages, one built on the other, that were released as 1.0.0 and have been worked on since. */
const history: readonly Version[] = [
  {
    message: "feat: money that adds up, and invoices made of it",
    author: ana,
    tags: ["@acme/money@1.0.0", "@acme/invoice@1.0.0"],
    files: {
      "package.json": manifest({ name: "acme", private: true, workspaces: ["packages/*"] }),
      ".gitignore": "node_modules/\n",
      "README.md": "# acme\n\nMoney that adds up, and invoices made of it.\n",
      "packages/money/package.json": manifest({
        name: "@acme/money",
        version: "1.0.0",
        description: "Money that adds up.",
        type: "module",
        exports: "./index.js",
        files: ["index.js"],
        publishConfig: { access: "public" },
      }),
      "packages/money/index.js": "export const add = (a, b) => a + b;\n",
      "packages/money/index.test.js":
        'import assert from "node:assert";\nimport test from "node:test";\nimport { add } from "./index.js";\n\ntest("adds", () => assert.equal(add(1, 2), 3));\n',
      "packages/invoice/package.json": manifest({
        name: "@acme/invoice",
        version: "1.0.0",
        description: "Invoices.",
        type: "module",
        exports: "./index.js",
        files: ["index.js"],
        publishConfig: { access: "public" },
        dependencies: { "@acme/money": "^1.0.0" },
      }),
      "packages/invoice/index.js":
        'import { add } from "@acme/money";\n\nexport const total = (lines) => lines.reduce(add, 0);\n',
    },
  },
  {
    message: "docs: say what money is",
    author: chen,
    files: { "README.md": "# acme\n\nMoney that adds up, in cents, and invoices made of it.\n" },
  },
  {
    message: "feat(money): refunds in euro\n\nA refund is a payment in the other direction.\n\nCloses #12",
    author: chen,
    files: {
      "packages/money/index.js": "export const add = (a, b) => a + b;\nexport const refund = (cents) => -cents;\n",
    },
  },
  {
    message: "fix(invoice): an empty invoice costs nothing, `<b>not</b>` {{undefined}}\n\nFixes #15",
    author: ana,
    files: {
      "packages/invoice/index.js":
        'import { add } from "@acme/money";\n\nexport const total = (lines = []) => lines.reduce(add, 0);\n',
    },
  },
  {
    message: "test(money): refunds",
    author: chen,
    files: {
      "packages/money/index.test.js":
        'import assert from "node:assert";\nimport test from "node:test";\nimport { add, refund } from "./index.js";\n\ntest("adds", () => assert.equal(add(1, 2), 3));\ntest("refunds", () => assert.equal(add(5, refund(5)), 0));\n',
    },
  },
];

/** What a team adds to the spec that `relspec init` has written. */
export const ourWishes = `  exec: {}
  email: { from: "Acme Releases <releases@acme.example>" }
roles:
  product-manager: [{ email: ${ben.email} }]
policy: { identity: claimed }
stages:
  build:
    steps: [{ id: test, uses: exec/run, with: { command: [node, --test] } }]
  prepare:
    gates: [{ approval: product-manager }]
audiences:
  clients: { announcer: email, to: [clients@example.com], moments: [live] }
`;

/** Write the history into an empty directory and push it. */
export async function makeWorkspace(
  path: string,
  remote: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(path, { recursive: true });
  const git = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    output("git", args, path, { ...env, ...more });
  await git(["init", "--quiet", "--initial-branch=main"]);
  await git(["remote", "add", "origin", remote]);
  for (const [day, { message, author, files, tags = [] }] of history.entries()) {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), content);
    }
    const date = `2026-03-0${day + 1}T09:00:00Z`;
    const by = {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: author.name,
      GIT_COMMITTER_EMAIL: author.email,
      GIT_COMMITTER_DATE: date,
    };
    await git(["add", "--all"]);
    await git(["commit", "--quiet", "--message", message], by);
    for (const tag of tags) await git(["tag", "--annotate", "--message", tag, tag], by);
  }
  await git(["push", "--quiet", "--follow-tags", "--set-upstream", "origin", "main"]);
}
