import semver from "semver";

export type DependencyKind = "runtime" | "peer" | "optional" | "development";

/**
 * The range to publish for a dependency on a package of the same workspace, when that package is at `version`.
 * `workspace:` is resolved as pnpm does; `file:` and `link:` would lead nowhere for whoever installs it. A plain `^1.2.3`,
 * `~1.2.3` or `1.2.3` moves to the version that was developed together; a wider range stays as long as it holds.
 * Ranges of peers move only when they no longer hold: narrowing them would break who has another version already.
 */
export function siblingRange(range: string, version: string, kind: DependencyKind): string {
  const written = range.trim();
  if (/^(?:file|link|portal):/.test(written)) return `^${version}`;
  if (!written.startsWith("workspace:")) return plainRange(written, version, kind) ?? range;
  const inner = written.slice("workspace:".length).trim();
  // `workspace:other@^` installs the sibling `other` under the name of this dependency.
  const alias = /^(@?[^@]+)@(.*)$/.exec(inner);
  if (alias) return `npm:${alias[1]}@${fromWorkspace(alias[2] ?? "", version, kind)}`;
  return fromWorkspace(inner, version, kind);
}

/** The range to write into a manifest that stays in the workspace. */
export function workspaceRange(range: string, version: string, kind: DependencyKind): string {
  const written = range.trim();
  if (/^(?:file|link|portal):/.test(written)) return range;
  const [, protocol = "", alias = "", inner = ""] = /^(workspace:)?((?:@?[^@:]+@)?)(.*)$/.exec(written) ?? [];
  if (protocol === "") return plainRange(written, version, kind) ?? range;
  const moved = plainRange(inner.trim(), version, kind);
  return moved === null || inner.trim() === "" || inner.trim() === "*" ? range : protocol + alias + moved;
}

function fromWorkspace(inner: string, version: string, kind: DependencyKind): string {
  if (inner === "^" || inner === "~") return inner + version;
  if (inner === "*" || inner === "" || inner.startsWith(".") || inner.startsWith("/")) return version;
  return plainRange(inner, version, kind) ?? inner;
}

/** Null for what is no range of versions: a tag, an address. */
function plainRange(range: string, version: string, kind: DependencyKind): string | null {
  if (semver.validRange(range) === null) return null;
  const holds = semver.satisfies(version, range);
  const [, operator, number] = /^([\^~=]?)\s*v?(\d.*)$/.exec(range) ?? [];
  const single = operator !== undefined && number !== undefined && semver.valid(number) !== null;
  if (holds && (kind === "peer" || !single)) return range;
  if (single) return operator + version;
  return `^${version}`;
}
