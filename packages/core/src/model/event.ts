import type { Json, JsonObject } from "./json.ts";

/** Who did it. */
export interface Actor {
  readonly kind: "human" | "ci" | "system";
  readonly name: string;
  readonly email: string | null;
  /** `claimed`: nobody has proved it. */
  readonly proof: "claimed" | "ssh" | "gpg" | "oidc";
  /** What proved it: a key's fingerprint, or ISSUER#SUBJECT of a token. Absent where nothing did. */
  readonly key?: string;
}

/** What an event says, before the ledger puts it in its place. */
export interface EventDraft {
  readonly type: EventType;
  /** Id of the release. */
  readonly release: string;
  /** RFC 3339 in UTC. */
  readonly at: string;
  readonly actor: Actor;
  readonly data: JsonObject;
}

/**
 * One fact. Events of a scope form a chain: `hash` is the digest of the event without `hash`, and `prev` the hash of the
 * event before (`null` for the first), so that none can be changed, put in or taken out of the middle unseen.
 */
export interface Event extends EventDraft {
  /** 1-based, without gaps, within the scope. */
  readonly seq: number;
  /** Unique anywhere. */
  readonly id: string;
  /** The idempotency key it was appended under. */
  readonly key: string;
  readonly prev: string | null;
  readonly hash: string;
}

/**
 * | type | data |
 * |---|---|
 * | release.opened | `{ plan: Plan, attempt }`, the whole plan |
 * | stage.started, stage.done | `{ stage, environment?, ring?, version?, digest?, artifacts? }`; of an environment with what it gets |
 * | environment.failed | `{ environment, ring?, step, code, message }`: verification failed, the way back begins |
 * | environment.restored | `{ environment, version, left }`: the version before is active again; `left` could not be taken back |
 * | environment.released | `{ environment, steps, reason }`: a person let a held environment go; its steps begin anew |
 * | gate.evaluated | `{ gate, verdict, missing, evidence }` |
 * | approval.given, approval.rejected | `{ gate, role, plan (digest), reason?, statement?, proof? }`; a claimed identity has no proof |
 * | gate.waived | `{ gate, role, plan (digest), reason, until, statement?, proof? }` |
 * | feedback.added | `{ items: [{ id, member, score, severity, source, at }] }`, nothing personal |
 * | feedback.decided | `{ item, disposition, reason, changes, …}`, with the item as it came in |
 * | packet.delivered | `{ plan, packet }` (digests): the board has it, and its lead time begins |
 * | control.escalated | `{ control, rung, role, due, told }`: an overdue control; `told` by a message, else only here |
 * | step.intent | `{ step, try }`, written before an effect of class C |
 * | step.done | `{ step, result, adopted }` |
 * | step.failed | `{ step, try, code, message, critical }` |
 * | step.assumed | `{ step, done, reason }`, a person said whether an unknown effect took place |
 * | step.undoing | `{ step, found }`, written before an undo; `found` is what `check` said then, `none` without one |
 * | step.undone | `{ step, result, environment? }`, the last where an environment went back by itself |
 * | incident.opened | `{ id, summary, severity, version, environment?, startedAt, resolvedAt }` of the release that caused it |
 * | incident.resolved | `{ id, at }` |
 * | lesson.added | `{ id, text, tags }`; it comes back in later releases with one of the tags |
 * | lesson.acknowledged | `{ id, plan (digest), reason }`, by the release that it came back in |
 * | carry-over.added | `{ id, text }`, left to the next release |
 * | carry-over.decided | `{ id, as, reason }`, by the release that it was left to |
 * | run.interrupted | `{ signal }` |
 * | lock.broken | `{ host, pid, until, reason }`, the claim of a live holder was taken from it |
 * | release.closed | `{ outcome: "released" | "undone" | "superseded" | "rejected", reason? }` |
 */
export type EventType =
  | "release.opened"
  | "stage.started"
  | "stage.done"
  | "gate.evaluated"
  | "approval.given"
  | "approval.rejected"
  | "packet.delivered"
  | "control.escalated"
  | "gate.waived"
  | "feedback.added"
  | "feedback.decided"
  | "step.intent"
  | "step.done"
  | "step.failed"
  | "step.assumed"
  | "step.undoing"
  | "step.undone"
  | "environment.failed"
  | "environment.restored"
  | "environment.released"
  | "incident.opened"
  | "incident.resolved"
  | "lesson.added"
  | "lesson.acknowledged"
  | "carry-over.added"
  | "carry-over.decided"
  | "run.interrupted"
  | "lock.broken"
  | "release.closed";

export type { Json };
