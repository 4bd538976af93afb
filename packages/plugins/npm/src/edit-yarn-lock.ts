import type { LockChange } from "./edit-lock.ts";
import { membersOf, type Replacement, replaceParts, replaceScalar, textOf, yamlRoot } from "./yaml-places.ts";

/**
 * A yarn.lock after ranges between its workspaces have changed: in the entry of the workspace that depends, and in the key of the
 * one it depends on, which lists every range by which it is asked for. That of yarn 1 holds no workspaces, and stays as it is.
 */
export function editYarnLock(text: string, changes: readonly LockChange[]): string {
  if (!/^__metadata:/m.test(text)) return text;
  const entries = [...yamlRoot(text)].flatMap(([key, { key: node, value }]) => {
    const fields = membersOf(value);
    const resolution = textOf(fields.get("resolution")?.value) ?? "";
    const [, name, folder] = /^(@?[^@]+)@workspace:(.*)$/.exec(resolution) ?? [];
    return name === undefined || folder === undefined ? [] : [{ key, node, name, folder, fields }];
  });
  const parts: Replacement[] = [];
  const asked = new Set<string>();
  for (const { folder, fields } of entries) {
    const mine = changes.filter((change) => (change.folder === "" ? "." : change.folder) === folder);
    for (const [kind, prefix] of [["dependencies", "npm:"] as const, ["peerDependencies", ""] as const]) {
      for (const [name, { value }] of membersOf(fields.get(kind)?.value)) {
        const now = textOf(value) ?? "";
        const change = mine.find(
          (each) =>
            each.name === name &&
            (each.kind === "peer") === (kind === "peerDependencies") &&
            withProtocol(each.from, prefix) === now,
        );
        const range = change ? withProtocol(change.to, prefix) : now;
        const part = change ? replaceScalar(value, range, '"') : null;
        if (part) parts.push(part);
        if (kind === "dependencies") asked.add(`${name}@${range}`);
      }
    }
  }
  const touched = new Set(changes.map(({ name }) => name));
  for (const { key, node, name, folder } of entries) {
    if (!touched.has(name)) continue;
    const old = key.split(", ");
    const gone = new Set(
      changes.filter((each) => each.name === name).map(({ from }) => `${name}@${withProtocol(from, "npm:")}`),
    );
    const fresh = changes.filter((each) => each.name === name).map(({ to }) => `${name}@${withProtocol(to, "npm:")}`);
    const kept = old.filter((each) => each === `${name}@workspace:${folder}` || !gone.has(each) || asked.has(each));
    const after = [...new Set([...kept, ...fresh.filter((each) => asked.has(each))])].toSorted().join(", ");
    const part = after === key ? null : replaceScalar(node, after, '"');
    if (part) parts.push(part);
  }
  return replaceParts(text, parts);
}

/** Yarn writes the protocol that a plain range stands for. */
function withProtocol(range: string, prefix: string): string {
  return /^[a-z]+:/.test(range) ? range : prefix + range;
}
