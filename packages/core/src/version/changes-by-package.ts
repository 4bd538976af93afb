import type { Change } from "../model/change.ts";

/** The changes that count for each package, in the order given. */
export function changesByPackage(changes: readonly Change[]): ReadonlyMap<string, readonly Change[]> {
  const found = new Map<string, Change[]>();
  for (const change of changes) {
    for (const name of change.packages) {
      const mine = found.get(name);
      if (mine) mine.push(change);
      else found.set(name, [change]);
    }
  }
  return found;
}
