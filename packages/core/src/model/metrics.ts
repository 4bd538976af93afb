/** One figure; null where there is no data for it. */
export interface Measure {
  readonly value: number | null;
  readonly unit: "per week" | "seconds" | "ratio";
  /** How many releases, changes or incidents it is made from. */
  readonly of: number;
}

/** What one gate has cost, over all releases. */
export interface GateCost {
  readonly gate: string;
  /** How often its answer changed. */
  readonly asked: number;
  /** In how many releases it was waited for. */
  readonly blocked: number;
  /** How often it said no. */
  readonly refused: number;
  /** Seconds waited for it. */
  readonly waited: number;
}

/** The figures of a line of releases. */
export interface Metrics {
  /** RFC 3339; null: from the first release on. */
  readonly since: string | null;
  readonly until: string;
  readonly releases: { readonly released: number; readonly undone: number; readonly open: number };
  /** The five measures of dora.dev. */
  readonly dora: {
    readonly deploymentFrequency: Measure;
    readonly changeLeadTime: Measure;
    readonly failedDeploymentRecoveryTime: Measure;
    readonly changeFailRate: Measure;
    readonly deploymentReworkRate: Measure;
  };
  readonly rework: {
    /** Times that a release went back to building and testing: `again` and `rejections`. */
    readonly cycles: number;
    readonly again: number;
    readonly rejections: number;
    /** Environments that went back by themselves. */
    readonly wentBack: number;
  };
  readonly time: { readonly working: Measure; readonly waiting: Measure };
  /** Those that cost most first. */
  readonly gates: readonly GateCost[];
  readonly incidents: { readonly opened: number; readonly unresolved: number };
}
