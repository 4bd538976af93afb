import { posix } from "node:path";
import { type PackageFact, type ReadFiles, RelspecError } from "@relspec/core";
import semver from "semver";
import { type Catalogs, fromCatalog, readCatalogs } from "./catalogs.ts";
import { type Manifest, readManifest } from "./read-manifest.ts";
import { readYaml } from "./read-yaml.ts";

export interface Selection {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/**
 * The packages of an npm, yarn or pnpm project, sorted by path: every workspace, and the root when it is a package of its
 * own (it has no workspaces, or is not private). Empty when there is no package.json.
 */
export async function discoverPackages(
  files: ReadFiles,
  root: string,
  selection: Selection = {},
): Promise<readonly PackageFact[]> {
  const file = posix.join(root, "package.json");
  const top = await readManifest(files, file);
  if (top === null) return [];
  const patterns = top.workspaces ?? (await pnpmWorkspaces(files, root));
  const folders = patterns === null ? [] : await foldersOf(files, root, patterns);
  const manifests = await Promise.all(
    folders.map(async (path) => ({ path, manifest: await readManifest(files, posix.join(path, "package.json")) })),
  );
  const alone = patterns === null || !top.private;
  const found = [...(alone ? [{ path: posix.normalize(root), manifest: top }] : []), ...manifests];
  const catalogs = await readCatalogs(files, root);
  const packages = found.flatMap(({ path, manifest }) => (manifest === null ? [] : factOf(manifest, path, catalogs)));
  refuseTwice(packages);
  return packages.filter(({ name }) => isSelected(name, selection)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function factOf(manifest: Manifest, path: string, catalogs: Catalogs): readonly PackageFact[] {
  const { name, version, file } = manifest;
  // A folder without a name is no package to anyone: nothing can depend on it, nobody can publish it.
  if (name === null) return [];
  if (version !== null && semver.valid(version) === null) {
    throw new RelspecError("RS_SPEC_MANIFEST", {
      message: `${file} has a version that is not a semantic version: ${JSON.stringify(version.slice(0, 60))}.`,
      details: { file, key: "version" },
      suggestions: [`Write a version such as 1.0.0 to "version" in ${file}, or leave it out.`],
    });
  }
  const dependencies = manifest.dependencies.map((each) => {
    const range = fromCatalog(each.name, each.range, catalogs, file);
    return range === each.range ? each : { ...each, range, written: each.range };
  });
  return [{ name, source: "npm", path, version, private: manifest.private, dependencies }];
}

/** Folders with a package.json that the patterns name; as npm reads them, a later `!pattern` takes out what came before. */
async function foldersOf(files: ReadFiles, root: string, patterns: readonly string[]): Promise<readonly string[]> {
  const folders = new Set<string>();
  for (const pattern of patterns) {
    const negated = pattern.startsWith("!");
    const glob = posix.join(root, (negated ? pattern.slice(1) : pattern).replace(/^\.?\/+/, ""), "package.json");
    for (const file of await files.glob(glob)) {
      const folder = posix.dirname(file);
      if (negated) folders.delete(folder);
      else if (folder !== posix.normalize(root)) folders.add(folder);
    }
  }
  return [...folders];
}

async function pnpmWorkspaces(files: ReadFiles, root: string): Promise<readonly string[] | null> {
  const file = posix.join(root, "pnpm-workspace.yaml");
  const value = await readYaml(files, file);
  const packages = (value as { packages?: unknown } | null)?.packages;
  // Since version 10 the file also holds pnpm's settings, and may name no packages.
  if (packages === undefined || packages === null) return null;
  if (!Array.isArray(packages) || !packages.every((each) => typeof each === "string")) {
    throw new RelspecError("RS_SPEC_MANIFEST", {
      message: `${file} has packages that are not a list of patterns.`,
      details: { file, key: "packages" },
      suggestions: [`Mend "packages" in ${file}.`],
    });
  }
  return packages;
}

function refuseTwice(packages: readonly PackageFact[]): void {
  const paths = new Map<string, string>();
  for (const { name, path } of packages) {
    const other = paths.get(name);
    if (other !== undefined) {
      throw new RelspecError("RS_SPEC_MANIFEST", {
        message: `Two packages are named ${name}: ${other} and ${path}.`,
        details: { name, paths: [other, path] },
        suggestions: [`Rename one of them in its package.json.`],
      });
    }
    paths.set(name, path);
  }
}

function isSelected(name: string, { include = ["**"], exclude = [] }: Selection): boolean {
  return include.some((glob) => matchesName(glob, name)) && !exclude.some((glob) => matchesName(glob, name));
}

/** `*` is any part of a name without its scope's slash, `**` any name. */
function matchesName(glob: string, name: string): boolean {
  const parts = glob
    .split(/(\*\*|\*)/)
    .map((part) => (part === "**" ? ".*" : part === "*" ? "[^/]*" : part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&")));
  return new RegExp(`^${parts.join("")}$`).test(name);
}
