import type { JsonObject, World } from "@relspec/core";

/** What `init` finds in a project besides what its plugins look for. */
export interface Surroundings {
  /** As a manifest of another language than JavaScript says it. */
  readonly name: string | null;
  /** What is written under `version`. */
  readonly version: JsonObject;
  /** Some file has the version in it, so that a release has to commit. */
  readonly writesFiles: boolean;
  readonly isRepository: boolean;
  readonly hasRemote: boolean;
}

const manifests = [
  { file: "pyproject.toml", tables: ["project", "tool.poetry"] },
  { file: "Cargo.toml", tables: ["package", "workspace.package"] },
] as const;

/** Reads manifests, tags and remotes; `hasPackageJson`: the npm plugin knows the version's place. */
export async function readSurroundings(
  { run, files }: Pick<World, "run" | "files">,
  { hasPackageJson, isMonorepo }: { readonly hasPackageJson: boolean; readonly isMonorepo: boolean },
): Promise<Surroundings> {
  const git = async (...args: readonly string[]): Promise<string | null> => {
    const answer = await run(["git", ...args], { accept: [0, 1, 128, 129], timeout: 10_000 }).catch(() => null);
    return answer?.code === 0 ? answer.stdout.trim() : null;
  };
  const isRepository = (await git("rev-parse", "--is-inside-work-tree")) === "true";
  const remotes = isRepository ? await git("remote") : null;
  const tags = isRepository
    ? await git(
        "for-each-ref",
        "--merged=HEAD",
        "--sort=-creatordate",
        "--count=200",
        "--format=%(refname:strip=2)",
        "refs/tags",
      )
    : null;
  const tag = tagFormat((tags ?? "").split("\n"), isMonorepo);
  const found = hasPackageJson ? [] : await readManifests(files);
  const written = found.filter(({ hasVersion }) => hasVersion).map(({ file }) => file);
  return {
    name: found.find(({ name }) => name !== null)?.name ?? null,
    version: { ...(tag !== null && { tag }), ...(written.length > 0 && { files: written }) },
    writesFiles: written.length > 0,
    isRepository,
    hasRemote: remotes !== null && remotes !== "",
  };
}

/** What the newest tag of a version begins with, where it is not what relspec writes by itself. */
function tagFormat(tags: readonly string[], isMonorepo: boolean): string | null {
  for (const tag of tags) {
    const [, before] = /^([^{}]{0,100}?)\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+][0-9A-Za-z.+-]{1,100})?$/.exec(tag) ?? [];
    if (before === undefined) continue;
    const isUsual = isMonorepo ? before.endsWith("@") : before === "v";
    return isUsual || isMonorepo ? null : `${before}{{version}}`;
  }
  return null;
}

interface Manifest {
  readonly file: string;
  readonly name: string | null;
  readonly hasVersion: boolean;
}

async function readManifests(files: World["files"]): Promise<readonly Manifest[]> {
  const found: Manifest[] = [];
  for (const { file, tables } of manifests) {
    if (!(await files.exists(file))) continue;
    const text = await files.read(file).catch(() => "");
    const value = (key: string): string | null => valueIn((text ?? "").slice(0, 1_000_000), tables, key);
    found.push({ file, name: value("name"), hasVersion: /^\d+\.\d+\.\d+/.test(value("version") ?? "") });
  }
  return found;
}

/** A plain string of one of the tables. What is written in another way is left to whoever knows the file. */
function valueIn(text: string, tables: readonly string[], key: string): string | null {
  let table = "";
  for (const line of text.split("\n")) {
    const [, head] = /^\s*\[([^[\]]+)\]/.exec(line) ?? [];
    if (head !== undefined) table = head.trim();
    const [, name, value] = /^\s*([\w-]+)\s*=\s*["']([^"'\\]*)["']/.exec(line) ?? [];
    if (tables.includes(table) && name === key && value !== undefined) return value;
  }
  return null;
}
