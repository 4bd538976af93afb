import type { Bump, Change } from "../../model/change.ts";
import type { PlanBase } from "../../model/plan.ts";
import type { VersionSpec } from "../../model/spec.ts";
import type { PackageFact } from "../../plugin/facts.ts";
import type { BranchRole } from "../branch-of.ts";
import type { PreState } from "../intents/pre-state.ts";
import type { PastReleases } from "../last-release.ts";
import type { Because } from "../spread-bumps.ts";

/** What a strategy sees. All of it is data: a strategy asks nobody. */
export interface StrategyFacts {
  readonly packages: readonly PackageFact[];
  /** By name of the package: the changes that count for it. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  readonly past: ReadonlyMap<string, PastReleases>;
  /** Version that a package's next one comes after; null when there is none. */
  readonly lasts: ReadonlyMap<string, string | null>;
  readonly branch: BranchRole;
  readonly version: VersionSpec;
  readonly head: PlanBase;
  /** The version that a person gave for the whole project; null for none. */
  readonly given: string | null;
  /** State of the prereleases that intents go through; null outside of them. */
  readonly pre: PreState | null;
}

/** What a strategy asks for one package. */
export interface Ask {
  readonly bump: Bump;
  /** The very version, where the strategy names it instead of counting on. */
  readonly version?: string;
  /** Why, beside the package's own changes. */
  readonly because?: readonly Because[];
}

/** From the facts to what is asked for, by name of the package; a package that is not named is not asked for. */
export type Strategy = (facts: StrategyFacts) => ReadonlyMap<string, Ask>;
