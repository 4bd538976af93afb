import type { ReleaseType } from "../model/plan.ts";
import type { BranchSpec } from "../model/spec.ts";
import { matchesPattern } from "./matches-pattern.ts";

/** What may be released from a branch. */
export interface BranchRole {
  readonly type: ReleaseType;
  readonly channel: string | null;
  /** Identifier of its prereleases. */
  readonly prerelease?: string;
  /** Range its versions stay in. */
  readonly range?: string;
  /** It is one of the spec's, not taken for the first of them. */
  readonly named: boolean;
}

const maintenance = /^\d+(?:\.\d+)?(?:\.x){1,2}$/;

/**
 * The role of a branch. A branch that the spec does not name (a pull request's, a detached head) is taken for the first
 * release branch, so that a plan there says what merging it would release.
 */
export function branchOf(branches: readonly BranchSpec[], name: string | null): BranchRole {
  const found =
    name === null
      ? undefined
      : (branches.find((each) => each.name === name) ?? branches.find((each) => matchesPattern(name, each.name)));
  if (!found) return { type: "release", channel: null, named: false };
  if (found.prerelease !== undefined) {
    return {
      type: "prerelease",
      channel: found.channel ?? found.prerelease,
      prerelease: found.prerelease,
      named: true,
    };
  }
  const range = found.range ?? (maintenance.test(name ?? "") ? (name ?? undefined) : undefined);
  if (range !== undefined) return { type: "maintenance", channel: found.channel ?? range, range, named: true };
  return { type: "release", channel: found.channel ?? null, named: true };
}
