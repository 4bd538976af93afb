import type { Actor } from "./event.ts";

/** What a line of releases has learnt and still owes: everything people noted, folded from the events. */
export interface Notebook {
  readonly incidents: readonly Incident[];
  readonly lessons: readonly Lesson[];
  readonly carryOvers: readonly CarryOver[];
}

export const incidentSeverities = ["low", "medium", "high", "critical"] as const;

export interface Incident {
  /** `INC-3`, or the id another system gave it. */
  readonly id: string;
  readonly summary: string;
  readonly severity: (typeof incidentSeverities)[number];
  /** Id and version of the release that caused it. */
  readonly release: string;
  readonly version: string;
  readonly environment: string | null;
  /** RFC 3339 in UTC, as are all times here. */
  readonly startedAt: string;
  /** Null while it goes on. */
  readonly resolvedAt: string | null;
  readonly by: Actor;
}

export interface Lesson {
  /** `LESSON-2`. */
  readonly id: string;
  readonly text: string;
  /** It comes back in the plans of releases that have one of them. */
  readonly tags: readonly string[];
  readonly release: string;
  readonly at: string;
  readonly by: Actor;
}

/** An issue that is left for the next release, whose plan has to decide on it. */
export interface CarryOver {
  /** `CARRY-1`, or the id of the incident it comes from. */
  readonly id: string;
  readonly text: string;
  readonly release: string;
  readonly at: string;
  readonly decision: null | {
    readonly as: "fix-now" | "defer" | "reject";
    readonly reason: string;
    readonly release: string;
    readonly at: string;
    readonly by: Actor;
  };
}

/** Something a person wants on record. Times default to now, the release to the last one. */
export type Note =
  | {
      readonly kind: "incident";
      readonly summary: string;
      readonly severity: Incident["severity"];
      readonly id?: string;
      /** Id or version. */
      readonly release?: string;
      readonly environment?: string;
      readonly startedAt?: string;
      readonly resolvedAt?: string;
    }
  | { readonly kind: "resolve"; readonly id: string; readonly at?: string }
  | { readonly kind: "lesson"; readonly text: string; readonly tags: readonly string[]; readonly release?: string }
  | { readonly kind: "acknowledge"; readonly id: string; readonly reason?: string }
  | { readonly kind: "carry-over"; readonly text: string; readonly release?: string }
  | {
      readonly kind: "decide";
      readonly id: string;
      readonly as: "fix-now" | "defer" | "reject";
      readonly reason: string;
    };
