import { RelspecError } from "../errors/relspec-error.ts";
import type { Bump, Change, Commit } from "../model/change.ts";
import type { PlanWarning } from "../model/plan.ts";
import type { History } from "../plugin/facts.ts";

/** How a commit is to be read in place of what its message says. */
export interface Override {
  /** Id of the commit, or at least seven characters of its beginning. */
  readonly id: string;
  /** Read as if the commit said this. */
  readonly message?: string;
  /** What it asks for, whatever it says. */
  readonly release?: Bump | false;
  /** Why; shown beside the change. */
  readonly because: string;
}

/**
 * The override of each commit. @throws `RS_SPEC_INVALID` when an id stands for two commits, or two entries for one: neither may be
 * guessed.
 */
export function findOverrides(
  commits: readonly Commit[],
  overrides: readonly Override[],
): { readonly of: ReadonlyMap<string, Override>; /** Ids that name none of them. */ readonly idle: readonly string[] } {
  const of = new Map<string, Override>();
  const idle: string[] = [];
  for (const override of overrides) {
    const found = commits.filter(({ id }) => id.startsWith(override.id));
    if (found.length === 0) idle.push(override.id);
    if (found.length > 1) throw unclear(`"${override.id}" stands for ${found.length} commits`);
    for (const { id } of found) {
      if (of.has(id)) throw unclear(`"${of.get(id)!.id}" and "${override.id}" are the same commit`);
      of.set(id, override);
    }
  }
  return { of, idle };
}

function unclear(what: string): RelspecError {
  return new RelspecError("RS_SPEC_INVALID", {
    message: `In the file of \`version.overrides\`, ${what}.`,
    suggestions: ["Write the whole id of the commit, once."],
  });
}

/** Overrides that do nothing: an id that is mistyped must not go unseen. */
export function idleWarnings({ commits }: History, overrides: readonly Override[]): readonly PlanWarning[] {
  const { idle } = findOverrides(commits, overrides);
  if (idle.length === 0) return [];
  return [
    {
      code: "RS_PLAN_COMMIT",
      message: `The file of \`version.overrides\` speaks of commits that are not among those to release: ${idle.map((id) => id.slice(0, 12)).join(", ")}.`,
      suggestions: ["Mend the ids, or take out those that are released."],
    },
  ];
}

/** The change with what its override says of it. */
export function withOverride(change: Change, override: Override | undefined): Change {
  if (!override) return change;
  const overridden = override.because;
  if (override.release === undefined) return { ...change, rule: `${change.rule}, by version.overrides`, overridden };
  const { bump: _, ...rest } = change;
  const rule = "version.overrides";
  return override.release === false
    ? { ...rest, rule, overridden }
    : { ...rest, bump: override.release, rule, overridden };
}
