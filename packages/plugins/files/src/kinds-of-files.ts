import { posix } from "node:path";
import { cargoLockPlaces } from "./cargo-lock.ts";
import { findVersions, type Selector } from "./find-versions.ts";
import type { Format } from "./leaf.ts";

/** Reads a file next to the one in question; null when there is none. */
export type ReadNear = (path: string) => Promise<string | null>;

export interface Found {
  readonly path: string;
  readonly selector: Selector;
}

interface Kind {
  readonly name: RegExp;
  readonly find: (path: string, text: string, read: ReadNear) => Promise<readonly Found[]>;
}

/** How a format is told by the name of a file. */
export function formatOf(path: string): Format | null {
  if (/\.(?:json[c5]?|code-workspace)$/i.test(path)) return "json";
  if (/\.ya?ml$/i.test(path)) return "yaml";
  if (/\.toml$/i.test(path) || /(?:^|\/)(?:Cargo|uv|poetry)\.lock$/.test(path)) return "toml";
  if (/(?:\.(?:xml|csproj|fsproj|vbproj|props|nuspec|pom))$/i.test(path)) return "xml";
  return null;
}

/** Kinds of files that are known by name, the first that fits counts. */
const kinds: readonly Kind[] = [
  { name: /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/, find: every("json", "/version", "/packages//version") },
  { name: /(?:^|\/)pyproject\.toml$/, find: every("toml", "/project/version", "/tool/poetry/version") },
  { name: /(?:^|\/)Cargo\.toml$/, find: cargo },
  {
    name: /(?:^|\/)Cargo\.lock$/,
    find: async (path, text, read) => {
      const manifest = await read(posix.join(posix.dirname(path), "Cargo.toml"));
      return manifest === null ? [] : cargoLockPlaces(path, text, manifest);
    },
  },
  // A module without a version of its own has its parent's.
  { name: /(?:^|\/)pom\.xml$/, find: first("xml", "/project/version", "/project/parent/version") },
  { name: /(?:^|\/)Chart\.ya?ml$/, find: every("yaml", "/version", "/appVersion") },
  { name: /(?:^|\/)build\.gradle(?:\.kts)?$/, find: (path, text) => existing(path, text, [{ in: "gradle" }]) },
  { name: /\.properties$/, find: (path, text) => existing(path, text, [{ in: "properties", at: "version" }]) },
  { name: /\.(?:cs|fs|vb)proj$|\.props$/, find: first("xml", "/Project/PropertyGroup/Version") },
  { name: /\.json[c5]?$/, find: every("json", "/version") },
  { name: /\.ya?ml$/, find: every("yaml", "/version") },
  { name: /\.toml$/, find: every("toml", "/version") },
  { name: /(?:^|\/)[^/.]+$|\.txt$|(?:^|\/)\.[\w-]+$/, find: (path, text) => existing(path, text, [{ in: "text" }]) },
];

/** Where a file has its version by what kind of file it is; empty when it has none, null when its kind is not known. */
export async function placesByKind(path: string, text: string, read: ReadNear): Promise<readonly Found[] | null> {
  const kind = kinds.find(({ name }) => name.test(path));
  return kind ? kind.find(path, text, read) : null;
}

function every(format: Format, ...pointers: readonly string[]): Kind["find"] {
  return (path, text) =>
    existing(
      path,
      text,
      pointers.map((at) => ({ in: format, at })),
    );
}

function first(format: Format, ...pointers: readonly string[]): Kind["find"] {
  return async (path, text) => (await every(format, ...pointers)(path, text, () => Promise.resolve(null))).slice(0, 1);
}

async function existing(path: string, text: string, selectors: readonly Selector[]): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const selector of selectors) if ((await findVersions(text, selector)).length > 0) found.push({ path, selector });
  return found;
}

/** The crate's version or its workspace's, and the entries of its lockfile, which cargo wants to agree. */
async function cargo(path: string, text: string, read: ReadNear): Promise<readonly Found[]> {
  const own = await every("toml", "/package/version", "/workspace/package/version")(path, text, read);
  if (own.length === 0) return [];
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const lock = posix.join(folder, "Cargo.lock");
    const locked = await read(lock);
    if (locked !== null) return [...own, ...(await cargoLockPlaces(lock, locked, text))];
    if (folder === "." || folder === "/") return own;
  }
}
