import { posix } from "node:path";
import {
  absent,
  type Action,
  defineAction,
  type PlanningFacts,
  present,
  type ReadFiles,
  RelspecError,
} from "@relspec/core";
import { type DependencyChange, manifestChanges } from "./dependency-change.ts";
import { editLock, otherLocks } from "./edit-lock.ts";
import { editJson, type JsonEdit } from "./edit-json.ts";
import { dependencyKeys, readManifest } from "./read-manifest.ts";
import { manifestOf } from "./released-package.ts";

type Versioned = {
  readonly name: string;
  readonly path: string;
  /** As the manifest says; null when it has none. */
  readonly from: string | null;
  readonly to: string;
  readonly dependencies: readonly DependencyChange[];
};

export type VersionTarget = { readonly packages: readonly Versioned[]; readonly locks: readonly string[] };

const lockNames = ["package-lock.json", "npm-shrinkwrap.json"];
const keys = Object.entries(dependencyKeys);

/** Write the new versions into the working tree, for a release commit. All in one step: the packages share one lockfile. */
export function versionAction({ root }: { readonly root: string }): Action {
  return defineAction({
    summary: "Write the new versions to package.json and the lockfile.",
    effect: "A",
    tree: true,
    options: { type: "object", additionalProperties: false },
    plan: async (_options, { facts, files }) => {
      const packages = versionedPackages(facts);
      const locks: string[] = [];
      for (const name of [...lockNames, ...otherLocks])
        if (await files.exists(posix.join(root, name))) locks.push(posix.join(root, name));
      const target: VersionTarget = { packages, locks };
      return { summary: `write ${shown(packages)} to package.json`, target };
    },
    check: async ({ packages }: VersionTarget, { files }) => {
      for (const each of packages) if (!(await isWritten(each, files))) return absent;
      return present();
    },
    apply: async (target: VersionTarget, { files }) => {
      await edit(target, files, ({ to, dependencies }) => ({
        version: to,
        ranges: dependencies.map((change) => ({ ...change, range: change.to })),
      }));
      return null;
    },
    undo: async (target: VersionTarget, _result, { files }) => {
      await edit(target, files, ({ from, dependencies }) => ({
        version: from ?? undefined,
        ranges: dependencies.map((change) => ({ ...change, range: change.from })),
      }));
    },
  });

  type Files = ReadFiles & { write(path: string, content: string): Promise<void> };
  type Wanted = (each: Versioned) => {
    version: string | undefined;
    ranges: readonly (DependencyChange & { range: string })[];
  };

  async function edit({ packages, locks }: VersionTarget, files: Files, wanted: Wanted): Promise<void> {
    const edits = (each: Versioned, ...below: string[]): JsonEdit[] => {
      const { version, ranges } = wanted(each);
      return [
        { path: [...below, "version"] as never, value: version, after: "name" },
        ...ranges.map(({ name, kind, range }) => ({ path: [...below, keyOf(kind), name] as never, value: range })),
      ];
    };
    for (const each of packages) {
      const file = manifestOf(each.path);
      const manifest = await readManifest(files, file);
      if (manifest === null)
        throw new RelspecError("RS_STEP_FAILED", {
          message: `There is no ${file} to write a version to.`,
          details: { file },
        });
      await write(files, file, manifest.text, edits(each));
    }
    for (const lock of locks) {
      const text = await files.read(lock);
      if (text === null) continue;
      const folderOf = ({ path }: Versioned): string => posix.relative(posix.normalize(root), posix.normalize(path));
      if (otherLocks.includes(posix.basename(lock))) {
        const changes = packages.flatMap((each) =>
          wanted(each).ranges.map(({ name, kind, from, to, range }) => ({
            folder: folderOf(each),
            name,
            kind,
            from: range === to ? from : to,
            to: range,
          })),
        );
        const after = await editLock(lock, text, changes);
        if (after !== text) await files.write(lock, after);
        continue;
      }
      refuseBroken(text, lock);
      const inside = packages.flatMap((each) => {
        const key = folderOf(each);
        const own = edits(each, "packages", key);
        return key === "" ? [...edits(each).slice(0, 1), ...own] : own;
      });
      await write(files, lock, text, inside);
    }
  }
}

function shown(packages: readonly Versioned[]): string {
  const names = packages.slice(0, 20).map(({ name, to }) => `${name}@${to}`);
  return [...names, ...(packages.length > 20 ? [`${packages.length - 20} more`] : [])].join(", ");
}

function versionedPackages(facts: PlanningFacts): readonly Versioned[] {
  const found = new Map(facts.workspace.flatMap((each) => (each.source === "npm" ? [[each.name, each] as const] : [])));
  return facts.packages.flatMap(({ name, path, to }) => {
    const fact = found.get(name);
    return fact ? [{ name, path, from: fact.version, to, dependencies: manifestChanges(fact, facts.workspace) }] : [];
  });
}

async function isWritten({ path, to, dependencies }: Versioned, files: ReadFiles): Promise<boolean> {
  const manifest = await readManifest(files, manifestOf(path));
  if (manifest?.version !== to) return false;
  return dependencies.every((change) =>
    manifest.dependencies.some(
      ({ name, kind, range }) => name === change.name && kind === change.kind && range === change.to,
    ),
  );
}

async function write(
  files: { write(path: string, content: string): Promise<void> },
  file: string,
  before: string,
  edits: readonly JsonEdit[],
): Promise<void> {
  const after = editJson(before, edits);
  if (after !== before) await files.write(file, after);
}

function keyOf(kind: DependencyChange["kind"]): string {
  return keys.find(([, other]) => other === kind)?.[0] ?? "dependencies";
}

function refuseBroken(text: string, file: string): void {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `${file} is not JSON, so no version can be written to it.`,
      details: { file },
      suggestions: ["`npm install --package-lock-only` makes it anew."],
      cause,
    });
  }
}
