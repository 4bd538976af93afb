import type { Actor } from "./event.ts";
import type { FeedbackItem } from "./feedback.ts";
import type { Escalation } from "./control.ts";
import type { Json } from "./json.ts";
import type { Plan, Verdict } from "./plan.ts";
import type { Proof, Statement } from "./proof.ts";
import type { StageName } from "./spec.ts";

/** Everything known of one release: the fold of its events. */
export interface ReleaseRecord {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly outcome: ReleaseOutcome;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly openedBy: Actor;
  /** How often this same plan was opened; above 1 after an undo. */
  readonly attempt: number;
  /** The attempts before, each taken back or rejected, in their order. */
  readonly earlier: readonly ReleaseRecord[];
  readonly plan: Plan;
  readonly stages: readonly {
    readonly name: StageName;
    readonly environment?: string;
    readonly ring?: string;
    readonly state: "to-do" | "started" | "done";
    /** When it came into this state; null when nothing has happened. */
    readonly at: string | null;
  }[];
  /** Environments whose verification has failed and that go, or went, back by themselves. */
  readonly held: readonly HeldEnvironment[];
  /** Ids of lessons that were acknowledged, and of carry-overs that were decided on, for this release. */
  readonly settled: readonly string[];
  /** By full id. */
  readonly steps: Readonly<Record<string, StepRecord>>;
  readonly gates: Readonly<Record<string, GateRecord>>;
  readonly decisions: readonly Decision[];
  /** `rc.N`: how many candidates there were since the last release, with this one. */
  readonly candidate: number;
  /** How many of the candidates before this one were rejected. */
  readonly rework: number;
  readonly feedback: readonly FeedbackItem[];
  /** Rungs of overdue controls that were told, in order. Absent: none. */
  readonly escalations?: readonly Escalation[];
  /** Packets that the board got, in order. Absent: none. */
  readonly deliveries?: readonly PacketDelivery[];
  /** How many events there are. */
  readonly events: number;
}

export type ReleaseOutcome = "open" | "released" | "undone" | "superseded" | "rejected";

export interface StepRecord {
  /** `intended`: an intent is on record and no end; `unknown` to anyone who did not see it. */
  readonly state: "to-do" | "intended" | "done" | "failed" | "undone";
  readonly result: Json;
  /** The effect was found already present. */
  readonly adopted: boolean;
  readonly tries: number;
  readonly at: string | null;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface GateRecord {
  readonly verdict: Verdict;
  readonly missing: readonly string[];
  readonly evidence: Json;
  /** When it opens by itself; see {@link PlannedGate.nextOpen}. */
  readonly nextOpen?: string | null;
  readonly at: string;
}

/** The packet of a plan is with the board. */
export interface PacketDelivery {
  /** Digest of the plan it is about. */
  readonly plan: string;
  /** Digest of the packet. */
  readonly packet: string;
  readonly by: Actor;
  readonly at: string;
}

export interface Decision {
  readonly kind: "approved" | "rejected" | "waived";
  readonly gate: string;
  readonly role: string;
  readonly by: Actor;
  /** Digest of the plan that was decided on. */
  readonly plan: string;
  readonly reason: string | null;
  readonly at: string;
  /** Whom `by` stands in for: an address of theirs. */
  readonly onBehalfOf?: string;
  /** When a waiver ends, RFC 3339 in UTC. */
  readonly until?: string;
  /** What was signed and what shows by whom; absent where the identity is only claimed. */
  readonly statement?: Statement;
  readonly proof?: Proof;
  /** Which of the people in the spec's roles it is, once the proof has been looked at; null is none of them. */
  readonly person?: string | null;
  /** Why it does not count: the proof does not hold, one sentence. */
  readonly refused?: string;
}

/** An environment that nothing is deployed to any more by this release, until a person lets it go. */
export interface HeldEnvironment {
  readonly environment: string;
  /** `going-back`: the way back has begun and its end is not on record. */
  readonly state: "going-back" | "held";
  /** Full id of the step that failed. */
  readonly step: string;
  readonly reason: string;
  readonly at: string;
  /** The version that is active again; null when there was none, or it could not be brought back. */
  readonly version: string | null;
}
