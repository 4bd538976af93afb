import type { Change } from "../model/change.ts";
import type { Plan, PlanBase, PlannedPackage, PlannedRelease } from "../model/plan.ts";

/** What a condition is asked about: facts of the plan, and nothing of the moment, so that the same plan has the same gates. */
export interface ConditionFacts {
  readonly release: Omit<PlannedRelease, "id">;
  readonly base: PlanBase;
  readonly packages: readonly Pick<PlannedPackage, "name">[];
  readonly changes: readonly Change[];
  readonly risk: Plan["risk"];
  readonly stage: string;
  /** Empty outside of environments. */
  readonly environment: string;
}

/**
 * The names that conditions know, with their types in CEL. A name that is not here is an error when the spec is validated, so
 * that a condition that is misspelt never leaves a gate out.
 */
export const conditionTypes = {
  release: {
    name: "string",
    version: "string",
    previous: "string",
    bump: "string",
    channel: "string",
    type: "string",
  },
  risk: { score: "double", tier: "string", reasons: "list<string>" },
  changes: {
    count: "int",
    breaking: "int",
    types: "list<string>",
    scopes: "list<string>",
    authors: "list<string>",
  },
  packages: "list<string>",
  branch: "string",
  stage: "string",
  environment: "string",
} as const;

/** The values behind the names: what is null or absent is an empty text. */
export function conditionValues({ release, base, packages, changes, risk, stage, environment }: ConditionFacts) {
  const unique = (values: readonly (string | undefined)[]): readonly string[] => [
    ...new Set(values.filter((value) => value !== undefined)),
  ];
  return {
    release: {
      name: release.name,
      version: release.version,
      previous: release.previous ?? "",
      bump: release.bump ?? "",
      channel: release.channel ?? "",
      type: release.type,
    },
    risk: { score: risk.score, tier: risk.tier, reasons: [...risk.reasons] },
    changes: {
      count: BigInt(changes.length),
      breaking: BigInt(changes.filter(({ breaking }) => breaking).length),
      types: unique(changes.map(({ type }) => type)),
      scopes: unique(changes.map(({ scope }) => scope)),
      authors: unique(changes.flatMap(({ authors }) => authors.map(({ email }) => email.toLowerCase()))),
    },
    packages: packages.map(({ name }) => name),
    branch: base.branch ?? "",
    stage,
    environment,
  };
}
