import type { Change, Commit } from "../model/change.ts";
import type { Plan } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { RiskFactor, RiskSpec } from "../model/risk.ts";
import { pathMatcher } from "./path-matcher.ts";

interface Facts {
  readonly changes: readonly Change[];
  /** Of the changes, with the paths they touch. */
  readonly commits: readonly Commit[];
  /** Committer's date of the released commit. */
  readonly date: string;
  /** Releases of the line that are over, oldest first. */
  readonly records: readonly ReleaseRecord[];
  /** Null: nobody is named as an owner of anything. */
  readonly owners: ((path: string) => readonly string[]) | null;
}

interface Finding {
  readonly factor: RiskFactor;
  /** From 0 to 1. */
  readonly level: number;
  readonly why: string;
}

const day = 86_400_000;
/** How many releases back a failure still counts. */
const memory = 10;

/**
 * The risk of a release in points, with a reason for each. The same commit, spec and record of releases give the same, at any
 * time and on any machine: no clock is asked, only the dates of commits.
 */
export function riskOf({ weights, tiers, paths }: RiskSpec, facts: Facts): Plan["risk"] {
  const touched = [...new Set(facts.commits.flatMap(({ files }) => files))].sort();
  const found = [
    sizeOf(touched, facts.changes),
    ownersOf(touched, facts.owners),
    kindOf("migrations", touched, paths.migrations, "a migration", "migrations"),
    kindOf("configuration", touched, paths.configuration, "a file of configuration", "files of configuration"),
    kindOf("dependencies", touched, paths.dependencies, "a list of dependencies", "lists of dependencies"),
    breakingOf(facts.changes),
    newcomersOf(facts.changes),
    ageOf(facts.changes, facts.date),
    failuresOf(facts.records.slice(-memory)),
  ];
  const weighed = found
    .map((each) => ({ ...each, points: Math.round(each.level * weights[each.factor]) }))
    .filter(({ points }) => points > 0);
  const score = weighed.reduce((sum, { points }) => sum + points, 0);
  const tier = tiers.findLast(({ at }) => score >= at)?.name ?? "low";
  const reasons = weighed
    .sort((one, other) => other.points - one.points)
    .map(({ factor, points, why }) => `${factor} +${points}: ${why}`);
  return { score, tier, reasons };
}

function sizeOf(touched: readonly string[], changes: readonly Change[]): Finding {
  const level = Math.min(1, Math.log10(1 + touched.length) / 2);
  return { factor: "size", level, why: `${counted(changes.length, "change")} in ${counted(touched.length, "file")}` };
}

function ownersOf(touched: readonly string[], owners: Facts["owners"]): Finding {
  // Without owners, areas: the first folder of a path.
  const of = owners ?? ((path: string) => (path.includes("/") ? [path.slice(0, path.indexOf("/"))] : ["the root"]));
  const areas = [...new Set(touched.flatMap(of))].sort();
  const nobody = owners ? touched.filter((path) => owners(path).length === 0).length : 0;
  const level = Math.min(1, Math.max(0, areas.length - 1 + (nobody > 0 ? 1 : 0)) / 4);
  const named = `${areas.slice(0, 5).join(", ")}${areas.length > 5 ? ` and ${areas.length - 5} more` : ""}`;
  const without = nobody > 0 ? `; ${counted(nobody, "file")} of nobody` : "";
  return { factor: "owners", level, why: `${counted(areas.length, owners ? "owner" : "area")}: ${named}${without}` };
}

function kindOf(
  factor: RiskFactor,
  touched: readonly string[],
  globs: readonly string[],
  one: string,
  many: string,
): Finding {
  const found = touched.filter(pathMatcher(globs));
  const shown = found.slice(0, 3).join(", ");
  const why = `${found.length === 1 ? one : `${found.length} ${many}`}: ${shown}${found.length > 3 ? ", …" : ""}`;
  return { factor, level: found.length > 0 ? 1 : 0, why };
}

function breakingOf(changes: readonly Change[]): Finding {
  const count = changes.filter(({ breaking }) => breaking).length;
  return { factor: "breaking", level: count > 0 ? 1 : 0, why: counted(count, "breaking change") };
}

function newcomersOf(changes: readonly Change[]): Finding {
  const people = new Set(
    changes.flatMap(({ authors }) => authors.filter(({ first }) => first).map(({ name }) => name)),
  );
  const level = Math.min(1, people.size / 2);
  return { factor: "newcomers", level, why: `${[...people].sort().join(", ")}: for the first time` };
}

function ageOf(changes: readonly Change[], date: string): Finding {
  const oldest = Math.min(...changes.map((change) => Date.parse(change.date)));
  const days = Number.isFinite(oldest) ? Math.max(0, (Date.parse(date) - oldest) / day) : 0;
  return {
    factor: "age",
    level: Math.min(1, days / 30),
    why: `${counted(Math.floor(days), "day")} of changes at once`,
  };
}

function failuresOf(records: readonly ReleaseRecord[]): Finding {
  const failed = records.filter(hasFailed);
  const level = records.length === 0 ? 0 : failed.length / records.length;
  const last = failed.at(-1);
  const why = `${failed.length} of the last ${counted(records.length, "release")} failed, were undone or rolled back${last ? `, the last ${last.version}` : ""}`;
  return { factor: "failures", level, why };
}

/** A step of it failed, it was taken back, or it was itself the way back from one. */
export function hasFailed({ outcome, steps, plan }: ReleaseRecord): boolean {
  return (
    outcome === "undone" ||
    outcome === "rejected" ||
    plan.release?.type === "rollback" ||
    Object.values(steps).some(({ error }) => error !== undefined)
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
