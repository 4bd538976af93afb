import type { PackageFact } from "../../plugin/facts.ts";
import type { BranchRole } from "../branch-of.ts";
import type { PastReleases } from "../last-release.ts";
import { compareVersions, isPrerelease, isVersion } from "../satisfies.ts";
import type { PreState } from "./pre-state.ts";

/** While `pre.json` says so, every branch releases prereleases to their channel. */
export function intentBranch(branch: BranchRole, pre: PreState | null): BranchRole {
  return pre?.mode === "pre"
    ? { type: "prerelease", channel: pre.tag, prerelease: pre.tag, named: branch.named }
    : branch;
}

/**
 * The version an intent's bump is counted from: the last release's or the manifest's, whichever is higher, as changesets has
 * no other than the manifest's. For the release that ends prereleases, the last of these; null for a package without either.
 */
export function intentBasis(past: PastReleases | undefined, fact: PackageFact, pre: PreState | null): string | null {
  const known = [past?.last?.version, pre === null ? null : past?.highest, fact.version].filter(
    (version) => version !== undefined && version !== null && isVersion(version),
  ) as string[];
  return known.reduce<string | null>(
    (high, each) => (high !== null && compareVersions(high, each) >= 0 ? high : each),
    null,
  );
}

/** Whether a package has to be released only because prereleases end. */
export function endsPrereleases(basis: string | null, pre: PreState | null): boolean {
  return pre?.mode === "exit" && basis !== null && isPrerelease(basis);
}
