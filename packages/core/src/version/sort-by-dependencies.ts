import { RelspecError } from "../errors/relspec-error.ts";
import type { PackageFact } from "../plugin/facts.ts";

type Kind = PackageFact["dependencies"][number]["kind"];

interface Sorted<T> {
  /** Each after what it depends on; otherwise in the order given. */
  readonly packages: readonly T[];
  /** The first circle that was cut, if any: the names on the way round. */
  readonly circles: readonly (readonly string[])[];
}

/**
 * Packages in an order to publish them in. A circle through `peer` or `optional` dependencies, or through a package that is
 * never published, is cut: installing works at every moment.
 * @throws `RS_PLAN_INVALID` for a circle of published packages that need each other at run time.
 */
export function sortByDependencies<T extends PackageFact>(packages: readonly T[]): Sorted<T> {
  const all = order(packages, ["runtime", "peer", "optional"]);
  if (all.circle === null) return { packages: all.sorted, circles: [] };
  const needed = order(
    packages.filter((each) => !each.private),
    ["runtime"],
  );
  if (needed.circle !== null) {
    const way = needed.circle.join(" → ");
    throw new RelspecError("RS_PLAN_INVALID", {
      message: `Packages depend on each other in a circle, so none can be published first: ${way}.`,
      suggestions: [`Take out one of these dependencies, or make it a peer dependency: ${way}.`],
      details: { circle: needed.circle },
    });
  }
  // What matters goes first; what is cut keeps its place as far as that allows.
  return { packages: order(packages, ["runtime"]).sorted, circles: [all.circle] };
}

/** Depth first without recursion; an edge that closes a circle is left out. */
function order<T extends PackageFact>(
  packages: readonly T[],
  kinds: readonly Kind[],
): { sorted: readonly T[]; circle: readonly string[] | null } {
  const byName = new Map(packages.map((each) => [each.name, each]));
  const state = new Map<string, "open" | "done">();
  const sorted: T[] = [];
  let circle: readonly string[] | null = null;
  for (const start of packages) {
    if (state.has(start.name)) continue;
    const way = [{ node: start, next: edges(start, kinds, byName) }];
    state.set(start.name, "open");
    for (let top = way.at(-1); top; top = way.at(-1)) {
      const name = top.next.shift();
      if (name === undefined) {
        state.set(top.node.name, "done");
        sorted.push(top.node);
        way.pop();
      } else if (!state.has(name)) {
        const node = byName.get(name)!;
        state.set(name, "open");
        way.push({ node, next: edges(node, kinds, byName) });
      } else if (state.get(name) === "open" && circle === null) {
        const names = way.map(({ node }) => node.name);
        circle = [...names.slice(names.indexOf(name)), name];
      }
    }
  }
  return { sorted, circle };
}

function edges(node: PackageFact, kinds: readonly Kind[], byName: ReadonlyMap<string, PackageFact>): string[] {
  const names = node.dependencies.filter(
    ({ kind, name }) => kinds.includes(kind) && byName.has(name) && name !== node.name,
  );
  return [...new Set(names.map(({ name }) => name))].sort();
}
