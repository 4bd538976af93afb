import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createEngine } from "@relspec/core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { installPeer, type Peer } from "../peers/install-peer.ts";
import { makeWorkspace, type Workspace, type WorkspacePackage } from "../peers/workspace.ts";

const version = "3.0.3";
const cli = join(import.meta.dirname, "../../packages/cli/src");
const runs = Number(process.env["RELSPEC_RUNS"] ?? 100);
const names = ["a", "b", "c", "d", "e"];
const bumps = ["major", "minor", "patch", "none"] as const;

type Kind = WorkspacePackage["dependencies"][number]["kind"];

interface Round {
  readonly intents: readonly Readonly<Record<string, string>>[];
  /** What is done to the pre mode before the round. */
  readonly pre: "stay" | "enter" | "exit";
}

interface Case {
  readonly packages: readonly WorkspacePackage[];
  readonly fixed: readonly string[];
  readonly linked: readonly string[];
  readonly ignore: readonly string[];
  readonly privatePackages: boolean;
  readonly rounds: readonly Round[];
}

const versions = fc.constantFrom("0.0.0", "0.1.0", "0.1.2", "1.0.0", "1.2.3", "2.0.0");
const kinds = fc.constantFrom<Kind>("dependencies", "devDependencies", "peerDependencies", "optionalDependencies");
const ranges = fc.constantFrom(
  "^V",
  "~V",
  "V",
  "*",
  ">=V",
  "workspace:*",
  "workspace:^",
  "workspace:~",
  "workspace:^V",
  "^9.9.9",
  "file:../x",
);

const cases: fc.Arbitrary<Case> = fc
  .integer({ min: 1, max: names.length })
  .chain((size) => {
    const known = names.slice(0, size);
    const some = fc.subarray(known, { minLength: 0, maxLength: size });
    const links = fc.array(
      fc.record({ from: fc.constantFrom(...known), on: fc.constantFrom(...known), range: ranges, kind: kinds }),
      { maxLength: size * 2 },
    );
    const round = fc.record({
      intents: fc.array(
        fc.dictionary(fc.constantFrom(...known), fc.constantFrom(...bumps), { minKeys: 1, noNullPrototype: true }),
        { minLength: 1, maxLength: 3 },
      ),
      pre: fc.constantFrom("stay", "stay", "stay", "enter", "exit" as const),
    });
    return fc.record({
      sizes: fc.array(fc.tuple(versions, fc.boolean()), { minLength: size, maxLength: size }),
      links,
      group: some,
      kind: fc.constantFrom("fixed", "linked", "none"),
      ignore: fc.oneof({ weight: 4, arbitrary: fc.constant([] as string[]) }, { weight: 1, arbitrary: some }),
      privatePackages: fc.boolean(),
      rounds: fc.array(round, { minLength: 1, maxLength: 4 }),
    });
  })
  .map(({ sizes, links, group, kind, ignore, privatePackages, rounds }) => ({
    packages: sizes.map(([at, hidden], index) => {
      const own = links.filter(({ from, on }) => from === names[index] && on !== from);
      const seen = new Set<string>();
      return {
        name: names[index]!,
        version: at,
        private: hidden && index % 3 === 2,
        dependencies: own
          .filter((link) => !seen.has(link.on + link.kind) && seen.add(link.on + link.kind))
          .map((link) => ({
            on: link.on,
            kind: link.kind,
            range: link.range.replace("V", () => sizes[names.indexOf(link.on)]![0]),
          })),
      };
    }),
    fixed: kind === "fixed" && group.length > 1 ? group : [],
    linked: kind === "linked" && group.length > 1 ? group : [],
    ignore,
    privatePackages,
    rounds,
  }));

let peer: Peer;

beforeAll(async () => {
  peer = await installPeer("@changesets/cli", version);
});

describe("intents beside changesets", () => {
  it("give the same next versions, round after round, in every workspace that changesets takes", async (context) => {
    if ("missing" in peer) return context.skip(peer.missing);
    const bin = join(peer.path, "bin.js");
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const workspace = begin(given);
        try {
          for (const [index, round] of given.rounds.entries()) {
            if (!prepare(workspace, round, index)) return;
            const ours = await planned(workspace.path);
            // It refuses whole workspaces for what its configuration says of them; there is nothing to compare then.
            if (!applied(workspace, bin)) return;
            const theirs = changedVersions(workspace, given);
            expect(ours, JSON.stringify(given)).toEqual(theirs);
            compared += 1;
            workspace.commit(`release ${index}`);
            for (const [name, to] of Object.entries(theirs))
              workspace.git("tag", "--force", `${tagOf(given, name)}${to}`);
          }
        } finally {
          workspace.remove();
        }
      }),
      { numRuns: runs },
    );
    expect(compared).toBeGreaterThan(runs / 2);
  });
});

function begin(given: Case): Workspace {
  const workspace = makeWorkspace(given.packages);
  const config = {
    fixed: given.fixed.length > 0 ? [given.fixed] : [],
    linked: given.linked.length > 0 ? [given.linked] : [],
    ignore: given.ignore,
    privatePackages: { version: given.privatePackages, tag: false },
    baseBranch: "main",
    changelog: false,
    commit: false,
    format: false,
  };
  workspace.write(".changeset/config.json", JSON.stringify(config));
  workspace.write(".changeset/README.md", "# For people\n");
  workspace.write(
    "relspec.yaml",
    "apiVersion: relspec/v1\nname: root\nplugins: { git: { push: false, commit: true }, npm: { publish: false } }\nversion: { strategy: intents }\n",
  );
  workspace.commit("begin");
  return workspace;
}

/** False when what the round does to the pre mode makes no sense. */
function prepare(workspace: Workspace, { intents, pre }: Round, index: number): boolean {
  const state = join(workspace.path, ".changeset/pre.json");
  if (pre === "enter") {
    if (existsSync(state)) return false;
    workspace.write(".changeset/pre.json", JSON.stringify({ mode: "pre", tag: "beta" }));
  }
  if (pre === "exit") {
    if (!existsSync(state)) return false;
    workspace.write(".changeset/pre.json", JSON.stringify({ mode: "exit", tag: "beta" }));
  }
  for (const [place, intent] of intents.entries()) {
    const lines = Object.entries(intent).map(([name, bump]) => `"${name}": ${bump}\n`);
    workspace.write(`.changeset/round-${index}-${place}.md`, `---\n${lines.join("")}---\n\nChange ${index}.${place}\n`);
  }
  workspace.commit(`intents ${index}`);
  return true;
}

async function planned(path: string): Promise<Readonly<Record<string, string>>> {
  const engine = createEngine({ cwd: path, env: process.env, pluginsFrom: [cli] });
  try {
    const { packages } = await engine.plan();
    return Object.fromEntries(packages.map(({ name, to }) => [name, to]));
  } catch (error) {
    return { refused: (error as Error).message };
  } finally {
    await engine.close();
  }
}

function applied(workspace: Workspace, bin: string): boolean {
  try {
    execFileSync(process.execPath, [bin, "version"], { cwd: workspace.path, stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

function changedVersions(workspace: Workspace, given: Case): Readonly<Record<string, string>> {
  const changed = given.packages.flatMap(({ name }) => {
    const before = (JSON.parse(workspace.git("show", `HEAD:packages/${name}/package.json`)) as { version: string })
      .version;
    const now = workspace.versionOf(name);
    return now === before ? [] : [[name, now] as const];
  });
  return Object.fromEntries(changed);
}

function tagOf({ packages }: Case, name: string): string {
  return packages.length > 1 ? `${name}@` : "v";
}
