import type { Bump, Change } from "../../model/change.ts";
import type { PlanWarning } from "../../model/plan.ts";
import { bumps } from "../classify-commit.ts";
import { plainLine } from "../plain-text.ts";

interface Joined {
  readonly changes: readonly Change[];
  readonly warnings: readonly PlanWarning[];
}

/** Commits where only intents count: they stay, because someone wrote them, and ask for nothing. */
export function withoutBumps(commits: readonly Change[]): readonly Change[] {
  return commits.map(({ bump: _bump, nearMisses: _near, ...rest }) => ({
    ...rest,
    rule: "only intents count: `version.strategy` is intents",
  }));
}

/**
 * Commits and intents side by side. A commit that brings an intent has said in it what it means for the packages named there:
 * for them the intent counts and the commit's own message does not, so that one change is not told twice. Where the message
 * would have asked for more, that is a warning.
 */
export function joinIntents(
  commits: readonly Change[],
  intents: readonly Change[],
  /** Paths that a commit touches, by its id. */
  filesOf: (id: string) => readonly string[],
): Joined {
  const byFile = new Map<string, Change[]>();
  for (const intent of intents) byFile.set(intent.file!, [...(byFile.get(intent.file!) ?? []), intent]);
  const warnings: PlanWarning[] = [];
  const read = commits.map((commit): Change => {
    const told = filesOf(commit.id).flatMap((file) => byFile.get(file) ?? []);
    if (told.length === 0 || commit.packages.length === 0) return commit;
    const names = new Set(told.flatMap(({ packages }) => packages));
    const covered = commit.packages.filter((name) => names.has(name));
    // An intent for no package says of the whole commit that it needs no release.
    const left = names.size === 0 ? [] : commit.packages.filter((name) => !names.has(name));
    if (left.length === commit.packages.length) return commit;
    const weaker = covered.filter((name) => asksMore(commit.bump, bumpFor(told, name)));
    if (weaker.length > 0) warnings.push(weakerThan(commit, told[0]!.file!, weaker));
    if (left.length > 0) return { ...commit, packages: left };
    const { bump: _, ...rest } = commit;
    return { ...rest, packages: [], rule: `told by ${told[0]!.file!}` };
  });
  return { changes: [...intents, ...read], warnings };
}

function bumpFor(told: readonly Change[], name: string): Bump | undefined {
  return bumps.find((bump) => told.some((each) => each.bump === bump && each.packages.includes(name)));
}

function asksMore(bump: Bump | undefined, than: Bump | undefined): boolean {
  return bump !== undefined && (than === undefined || bumps.indexOf(bump) < bumps.indexOf(than));
}

function weakerThan(commit: Change, file: string, names: readonly string[]): PlanWarning {
  return {
    code: "RS_PLAN_INVALID",
    message: `"${plainLine(commit.header, 80)}" (${commit.id.slice(0, 7)}) would be a ${commit.bump} of ${names.join(", ")}, and the intent it brings, ${plainLine(file, 200)}, asks for less. The intent counts.`,
    suggestions: [`Raise the bump in ${plainLine(file, 200)} if the message is right.`],
  };
}
