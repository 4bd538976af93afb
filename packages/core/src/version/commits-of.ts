import type { Commit } from "../model/change.ts";
import type { PackageFact } from "../plugin/facts.ts";

/** For each package the commits that are its own and not yet released, in the order given. */
export function commitsOf(
  packages: readonly PackageFact[],
  commits: readonly Commit[],
  /** Commit of each package's last release. */
  bases: ReadonlyMap<string, string | null>,
  /** The package that a message names, whatever the commit touches. */
  named: (commit: Commit) => string | undefined = () => undefined,
): ReadonlyMap<string, readonly Commit[]> {
  const released = releasedBefore(commits);
  const owners = ownersOf(packages);
  const own = new Map<string, Commit[]>(packages.map(({ name }) => [name, []]));
  for (const commit of commits) {
    const name = named(commit);
    for (const owner of name === undefined ? owners(commit) : new Set([...owners(commit), name])) {
      if (!released(bases.get(owner) ?? null)(commit.id)) own.get(owner)?.push(commit);
    }
  }
  return own;
}

/**
 * The commits of the list that are part of a release, told by walking the parents. A release that is not in the list is older
 * than all of it: then every other base contains it, or the list would hold it.
 */
function releasedBefore(commits: readonly Commit[]): (base: string | null) => (id: string) => boolean {
  let walk: ReturnType<typeof releasedIn> | undefined;
  // On a first release there is nothing to walk from.
  return (base) => (base === null ? () => false : (walk ??= releasedIn(commits))(base));
}

function releasedIn(commits: readonly Commit[]): (base: string) => (id: string) => boolean {
  const places = new Map(commits.map(({ id }, place) => [id, place]));
  const parents = commits.map((commit) =>
    commit.parents.flatMap((id) => {
      const place = places.get(id);
      return place === undefined ? [] : [place];
    }),
  );
  const known = new Map<string, (id: string) => boolean>();
  return (base) => {
    const start = places.get(base);
    if (start === undefined) return () => false;
    const before = known.get(base);
    if (before) return before;
    // A byte for each commit, and not a set of ids: there may be as many bases as packages.
    const seen = new Uint8Array(commits.length);
    const open = [start];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (seen[place] === 1) continue;
      seen[place] = 1;
      for (const parent of parents[place] ?? []) open.push(parent);
    }
    const isReleased = (id: string): boolean => seen[places.get(id) ?? -1] === 1;
    known.set(base, isReleased);
    return isReleased;
  };
}

/**
 * Whose a commit is: of the package with the longest path that a file is under. What lies outside every other package is the
 * root package's, and so is a commit that touches no file; a sole package has these too.
 */
export function ownersOf(packages: readonly PackageFact[]): (commit: Commit) => ReadonlySet<string> {
  const byPath = new Map(packages.map(({ name, path }) => [normal(path), name]));
  const rest = byPath.get("") ?? null;
  const silent = rest ?? (packages.length === 1 ? packages[0]!.name : null);
  return ({ files }) => {
    if (files.length === 0) return new Set(silent === null ? [] : [silent]);
    const names = new Set<string>();
    for (const file of files) {
      const name = closest(byPath, file) ?? rest;
      if (name !== null) names.add(name);
    }
    return names;
  };
}

function closest(byPath: ReadonlyMap<string, string>, file: string): string | null {
  for (let end = file.lastIndexOf("/"); end > 0; end = file.lastIndexOf("/", end - 1)) {
    const name = byPath.get(file.slice(0, end));
    if (name !== undefined) return name;
  }
  return null;
}

function normal(path: string): string {
  const plain = path.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
  return plain === "." ? "" : plain;
}
