import type { GateSpec } from "./spec.ts";

/** What risk is told from. */
export const riskFactors = [
  "size",
  "owners",
  "migrations",
  "configuration",
  "dependencies",
  "breaking",
  "newcomers",
  "age",
  "failures",
] as const;
export type RiskFactor = (typeof riskFactors)[number];

export interface RiskSpec {
  /** Points that a factor gives at its fullest. */
  readonly weights: Readonly<Record<RiskFactor, number>>;
  /** From the lowest to the highest; the first begins at 0. */
  readonly tiers: readonly RiskTier[];
  /** Globs of the files that count as a kind. */
  readonly paths: Readonly<Record<"migrations" | "configuration" | "dependencies", readonly string[]>>;
}

export interface RiskTier {
  readonly name: string;
  /** Points from which on it holds. */
  readonly at: number;
  /** What it asks for at the least, before `prepare`. */
  readonly gates: readonly GateSpec[];
}
