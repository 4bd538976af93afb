import type { CoverageFact, LineRanges } from "@relspec/core";

/** How many of the lines that changed are in a report, and how many of those ran. */
export interface ChangedCoverage {
  readonly found: number;
  readonly hit: number;
  /** The first lines that did not run: `PATH:LINE`. */
  readonly bare: readonly string[];
}

const shown = 10;

/** Counts the changed lines of the files that a report tells of. `changed` is `all` where there was no release before. */
export function countChanged(changed: LineRanges | "all", root: string) {
  let found = 0;
  let hit = 0;
  const bare: string[] = [];
  return {
    take: ({ path, hits }: CoverageFact): void => {
      if (path === null || !hits) return;
      const plain = below(root, path);
      const ranges = changed === "all" ? null : rangesOf(changed, plain);
      if (ranges === undefined) return;
      for (const [line, count] of hits) {
        if (ranges && !ranges.some(([first, last]) => line >= first && line <= last)) continue;
        found += 1;
        if (count > 0) hit += 1;
        else if (bare.length < shown) bare.push(`${plain}:${line}`);
      }
    },
    total: (): ChangedCoverage => ({ found, hit, bare }),
  };
}

/** As the project's own paths are written; a path of another machine stays as it is. */
function below(root: string, path: string): string {
  const plain = path.replaceAll("\\", "/");
  const top = `${root.replaceAll("\\", "/").replace(/\/$/, "")}/`;
  return plain.startsWith(top) ? plain.slice(top.length) : plain.replace(/^\.\//, "");
}

/** By its path, or, where the report was made elsewhere or from a folder below, by the one changed file that ends like it. */
function rangesOf(changed: LineRanges, path: string): readonly (readonly [number, number])[] | undefined {
  const exact = changed.get(path);
  if (exact) return exact;
  const ending = [...changed.keys()].filter((each) => path.endsWith(`/${each}`) || each.endsWith(`/${path}`));
  return ending.length === 1 ? changed.get(ending[0] as string) : undefined;
}
