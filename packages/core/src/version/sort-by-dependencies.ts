import type { PackageFact } from "../plugin/facts.ts";
import { dependencyTarget } from "./internal-range.ts";

type Kind = PackageFact["dependencies"][number]["kind"];

/** Packages that depend on each other in a circle, and where it was cut. */
export interface Circle {
  /** The way round; the last name is the first again. The step to it is the one that is left out. */
  readonly names: readonly string[];
  /** Every step is needed at run time by what is published, so that the first one published waits for the last to be installable. */
  readonly needed: boolean;
}

interface Sorted<T> {
  /** Each after what it depends on; otherwise in the order given. */
  readonly packages: readonly T[];
  readonly circles: readonly Circle[];
}

/**
 * Packages in an order to publish them in. A circle is cut: at dependencies on peers and optional ones where it has any, for
 * these are not needed to install; else anywhere. Registries take a package before what it depends on.
 */
export function sortByDependencies<T extends PackageFact>(packages: readonly T[]): Sorted<T> {
  const all = order(packages, ["runtime", "peer", "optional"]);
  if (all.circles.length === 0) return { packages: all.sorted, circles: [] };
  const hidden = new Set(packages.filter((each) => each.private).map(({ name }) => name));
  const needed = order(packages, ["runtime"]);
  const inNeeded = new Set(needed.circles.flat());
  return {
    // What matters goes first; what is cut keeps its place as far as that allows.
    packages: needed.sorted,
    circles: [
      ...needed.circles.map((names) => ({ names, needed: !names.some((name) => hidden.has(name)) })),
      ...all.circles
        .filter((names) => names.some((name) => !inNeeded.has(name)))
        .map((names) => ({ names, needed: false })),
    ],
  };
}

/** Depth first without recursion; an edge that closes a circle is left out. */
function order<T extends PackageFact>(
  packages: readonly T[],
  kinds: readonly Kind[],
): { readonly sorted: readonly T[]; readonly circles: readonly (readonly string[])[] } {
  const byName = new Map(packages.map((each) => [each.name, each]));
  const state = new Map<string, "open" | "done">();
  const sorted: T[] = [];
  const circles: (readonly string[])[] = [];
  const told = new Set<string>();
  for (const start of packages) {
    if (state.has(start.name)) continue;
    const way = [{ node: start, next: edges(start, kinds, byName) }];
    state.set(start.name, "open");
    for (let top = way.at(-1); top; top = way.at(-1)) {
      const name = top.next.pop();
      if (name === undefined) {
        state.set(top.node.name, "done");
        sorted.push(top.node);
        way.pop();
      } else if (!state.has(name)) {
        const node = byName.get(name)!;
        state.set(name, "open");
        way.push({ node, next: edges(node, kinds, byName) });
      } else if (state.get(name) === "open" && (!told.has(name) || !told.has(top.node.name))) {
        // One circle for each knot of packages is enough to see it, and there may be very many.
        const names = way.map(({ node }) => node.name);
        const circle = [...names.slice(names.lastIndexOf(name)), name];
        for (const each of circle) told.add(each);
        circles.push(circle);
      }
    }
  }
  return { sorted, circles };
}

/** Names in reverse order: the last is taken first. */
function edges(node: PackageFact, kinds: readonly Kind[], byName: ReadonlyMap<string, PackageFact>): string[] {
  const names = node.dependencies.filter(({ kind }) => kinds.includes(kind)).map(dependencyTarget);
  return [...new Set(names.filter((name) => byName.has(name) && name !== node.name))].toSorted().toReversed();
}
