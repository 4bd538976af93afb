import type { Change } from "../model/change.ts";
import type { Plan } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";

/** What a report says, one thing at a time. All text in it is outside data. */
export type Fact =
  | TestFact
  | CoverageFact
  | FindingFact
  | ComponentFact
  /** Which build the report is of, as far as it says: a commit, or the digest of a plan or of an artifact. */
  | BuildFact;

export interface TestFact {
  readonly kind: "test";
  readonly name: string;
  readonly state: "passed" | "failed" | "skipped";
}

/** How much of a file ran; `path` is null for the sum of a whole report. */
export interface CoverageFact {
  readonly kind: "coverage";
  readonly path: string | null;
  readonly lines: Covered;
  readonly branches: Covered;
  readonly functions: Covered;
  /** How often each line ran, by its number; absent where the report only has sums. */
  readonly hits?: ReadonlyMap<number, number>;
}

export interface Covered {
  readonly found: number;
  readonly hit: number;
}

export const severities = ["unknown", "info", "low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

/** Something wrong that an audit or an analysis found. */
export interface FindingFact {
  readonly kind: "finding";
  readonly id: string;
  /** `unknown` where the report names none: it counts as if it were as bad as can be. */
  readonly severity: Severity;
  /** What it is in: a package with its version, or a file. */
  readonly where: string;
}

/** Something that the product is made of. */
export interface ComponentFact {
  readonly kind: "component";
  readonly name: string;
  readonly version: string | null;
  /** SPDX ids or expressions, or what the report has instead; none where it names none. */
  readonly licences: readonly string[];
}

export interface BuildFact {
  readonly kind: "build";
  readonly commit?: string;
  readonly digest?: string;
  /** Kind of tests, as the team calls it: `unit`, `scenario`. */
  readonly tests?: string;
  readonly environment?: string;
}

/** Reads one format of reports. A report may be larger than memory, and hostile. */
export interface EvidenceReader {
  /** Name of the format, for people. */
  readonly summary: string;
  /** What it tells of; a gate asks the readers of its own kind. */
  readonly gives: Exclude<Fact["kind"], "build">;
  /** Whether a file looks like one. @param head its first characters, at most 4096. */
  fits(head: string, path: string): boolean;
  /** @throws where the report is not what it looked like, or ends too soon. */
  read(pieces: AsyncIterable<string>): AsyncIterable<Fact>;
}

/** What evidence must be of. */
export interface Build {
  readonly commit: string;
  readonly version: string;
  /** Of the plan, and of every artifact that the steps of the release have made so far. */
  readonly digests: readonly string[];
  /** What went into it. */
  readonly changes: readonly Change[];
}

/** Lines from the first to the last of each range, by path below the project's root. */
export type LineRanges = ReadonlyMap<string, readonly (readonly [first: number, last: number])[]>;

/** The build that a plan makes, with what is known of its artifacts; null where nothing is released. */
export function buildOf(plan: Plan, record: ReleaseRecord | null): Build | null {
  if (!plan.release) return null;
  const found = new Set([plan.digest]);
  for (const { result, state } of Object.values(record?.steps ?? {}))
    if (state === "done") for (const [text] of JSON.stringify(result ?? null).matchAll(digest)) found.add(text);
  return { commit: plan.base.commit, version: plan.release.version, digests: [...found], changes: plan.changes };
}

/** `sha256:` with hexadecimal digits, or the `sha512-` with base 64 of a package. */
const digest = /\bsha256:[0-9a-f]{64}\b|\bsha(?:256|512)-[A-Za-z0-9+/]{43,88}={0,2}/g;
