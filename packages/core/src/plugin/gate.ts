import type { Actor } from "../model/event.ts";
import type { Json } from "../model/json.ts";
import type { Plan, Verdict } from "../model/plan.ts";
import type { Decision, ReleaseRecord } from "../model/record.ts";
import type { LedgerSpec, Spec } from "../model/spec.ts";
import type { ReadContext } from "./context.ts";
import type { FeedbackItem } from "../model/feedback.ts";
import type { Build, EvidenceReader, LineRanges } from "./evidence.ts";
import type { Infer, Schema } from "./infer.ts";

export interface GateContext extends Omit<ReadContext, "step"> {
  readonly spec: Spec;
  /** While a plan is being made there is none yet. */
  readonly plan: Plan | null;
  /** Full id of the gate. */
  readonly gate: string;
  /** Decisions of people on this gate, in order, of this release. */
  readonly decisions: readonly Decision[];
  /** What evidence must be of; null where nothing is released. */
  readonly build: Build | null;
  /** The readers of reports that the plugins offer. */
  readonly readers: readonly EvidenceReader[];
  /** Decisions of people on the other gates of this release, in order; absent where there are none. */
  readonly elsewhere?: readonly Decision[];
  /** The release so far; null while it is not open. */
  readonly record: ReleaseRecord | null;
  /** Lines that changed since the last release: `all` where there was none; null where no plugin can tell. */
  readonly changedLines: () => Promise<LineRanges | "all" | null>;
  /** All feedback on the way to this release, of earlier candidates too. */
  readonly feedback: readonly FeedbackItem[];
  /** `rc.N`: how many candidates there were since the last release, with this one. */
  readonly candidate: number;
  /** When the candidate was opened; null while planning. */
  readonly opened: string | null;
  /** Channels and tags that steps which are done have put it on. */
  readonly published: readonly string[];
  /** Releases of the line, oldest first. */
  readonly records: readonly ReleaseRecord[];
  /** Releases of another line, from where this one is on record or from another ledger. */
  readonly releasesOf: (name: string, ledger?: LedgerSpec) => Promise<readonly ReleaseRecord[]>;
  /** The releases of the line that went through before, in order. */
  readonly released: readonly ReleaseRecord[];
  /** Who opened the release; null while planning. */
  readonly initiator: Actor | null;
}

export interface GateAnswer {
  readonly verdict: Verdict;
  /** What it still takes, each a sentence; empty on `pass`. */
  readonly missing: readonly string[];
  /** When it opens by itself, RFC 3339 in UTC; null when no end is known. Absent: not by time. */
  readonly nextOpen?: string | null;
  /** What the verdict rests on; recorded. Files as `{ uri, sha256 }`. */
  readonly evidence?: Json;
}

/** A kind of condition. It must answer from what it can read; what it cannot read is `error` or `fail`, never `pass`. */
export interface GateKind<O = Record<string, unknown>> {
  readonly summary: string;
  /** Once it is open the release goes on, even where `concurrency: supersede` would let a newer commit take its place. */
  readonly settles?: boolean;
  /** Schema of what stands under the gate's key. A schema that is not of an object is wrapped: see `shorthand`. */
  readonly options: Schema;
  /** Name of the option that a plain value under the key stands for: `approval: qa` is `approval: { role: qa }`. */
  readonly shorthand?: string;
  evaluate(options: O, context: GateContext): Promise<GateAnswer> | GateAnswer;
}

export function defineGate<const S extends Schema>(
  given: { readonly options: S } & Omit<GateKind<Infer<S>>, "options">,
): GateKind {
  return given as unknown as GateKind;
}
