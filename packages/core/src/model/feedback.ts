import type { Actor } from "./event.ts";

export const feedbackSeverities = ["blocker", "major", "minor", "none"] as const;
export type FeedbackSeverity = (typeof feedbackSeverities)[number];

export const dispositions = ["fix-now", "defer", "reject"] as const;

/** What was decided about one piece of feedback. */
export interface Disposition {
  readonly kind: (typeof dispositions)[number];
  readonly reason: string;
  /** Full or short ids of commits that mend it, where the commits do not name it themselves. */
  readonly changes: readonly string[];
  readonly by: Actor;
  readonly at: string;
}

/**
 * One piece of feedback as events have it: nothing that says who wrote it, and nothing that they wrote. What is personal is
 * kept beside the ledger, where it can be erased.
 */
export interface FeedbackItem {
  /** `fb-` and hexadecimal digits, made from the text and who wrote it: the same feedback has the same id. */
  readonly id: string;
  /** Stands for the person; means nothing without what is kept beside. */
  readonly member: string;
  /** What the person gives the release; null when it was not said. */
  readonly score: number | null;
  readonly severity: FeedbackSeverity;
  readonly source: string;
  readonly at: string;
  /** `rc.N`: the Nth candidate since the last release. */
  readonly candidate: number;
  readonly disposition: Disposition | null;
}

/** One piece of feedback as it comes in. All of it is outside data. */
export interface FeedbackRow {
  readonly from: string;
  readonly text: string;
  readonly score?: number;
  readonly severity?: FeedbackSeverity;
  /** The id that it has where it comes from. Absent: it is known by who wrote what. */
  readonly id?: string;
  /** For messages: `row 12`, `inbox/3.eml`. */
  readonly place?: string;
}

/** What is kept beside the ledger. */
export interface PersonalPart {
  readonly from: string;
  readonly text: string;
}

/** Who accepts: everybody, or these. */
export interface Cohort {
  readonly name: string;
  /** Addresses, or `*@domain`. Null: the public. */
  readonly members: readonly string[] | null;
  /** How many are in it, where that is known. */
  readonly size: number | null;
}

/** What the stage `accept` asks for, beside its gates. */
export interface Acceptance {
  readonly channel: string | null;
  readonly cohort: Cohort;
  /** How long it takes from the opening of the candidate (a duration), or its end (a time with its offset, or a date). */
  readonly until: string | null;
  /** How many people must have answered at the least. */
  readonly minimum: number;
}
