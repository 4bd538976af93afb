import { leavesOf } from "./leaf.ts";
import { pointerOf } from "./pointer.ts";

interface Entry {
  readonly name?: string;
  readonly version?: string;
  readonly source?: string;
}

/**
 * The entries of a Cargo.lock that stand for the crates of a manifest: the crate of its name, or those of its workspace, which are
 * the ones that come from no registry and have the workspace's version.
 */
export async function cargoLockPlaces(path: string, lock: string, manifest: string) {
  const own = await leavesOf(manifest, "toml");
  const valueAt = (pointer: string): string | undefined => own.find((leaf) => pointerOf(leaf.path) === pointer)?.value;
  const name = valueAt("/package/name");
  const shared = valueAt("/workspace/package/version");
  const entries = new Map<number, Record<string, string>>();
  for (const {
    path: [table, index, key, ...more],
    value,
  } of await leavesOf(lock, "toml")) {
    if (table !== "package" || typeof index !== "number" || typeof key !== "string" || more.length > 0) continue;
    if (!["name", "version", "source"].includes(key)) continue;
    entries.set(index, { ...entries.get(index), [key]: value });
  }
  return [...entries].flatMap(([index, entry]: [number, Entry]) => {
    const mine =
      entry.source === undefined && (entry.name === name || (shared !== undefined && entry.version === shared));
    return mine && entry.version !== undefined
      ? [{ path, selector: { in: "toml", at: `/package/${index}/version` } as const }]
      : [];
  });
}
