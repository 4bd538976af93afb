import type { CalendarRequest } from "./calendar-project.ts";
import type { CalendarEntry } from "./time/calendar-entries.ts";
import type { TickResult } from "./run/escalate.ts";
import type { Diagnostic } from "./errors/diagnostic.ts";
import type { Actor, Event } from "./model/event.ts";
import type { Advice } from "./model/advice.ts";
import type { EnvironmentReport } from "./model/inventory.ts";
import type { Metrics } from "./model/metrics.ts";
import type { Note, Notebook } from "./model/notebook.ts";
import type { SupportedVersion } from "./model/track.ts";
import type { Holder } from "./model/ledger.ts";
import type { FeedbackAnswer, KnownFeedback } from "./feedback-project.ts";
import type { Disposition, FeedbackRow } from "./model/feedback.ts";
import type { PlacedFeedback } from "./record/feedback-of.ts";
import type { Plan, PlannedGate, PlannedPackage, PlannedRelease, PlanWarning, Verdict } from "./model/plan.ts";
import type { Decision, PacketDelivery, ReleaseOutcome, ReleaseRecord } from "./model/record.ts";
import type { WhoCould } from "./gate/who-could.ts";
import type { GatePassage } from "./record/gate-history.ts";
import type { Spec, StageName } from "./model/spec.ts";
import type { VersionStory } from "./plan/explain-versions.ts";
import type { Precompiled } from "./schema/compile-schema.ts";
import type { CheckupAnswer } from "./plugin/plugin.ts";
import type { Schema } from "./plugin/infer.ts";
import type { DeclaredPermissions } from "./plugin/permissions.ts";
import type { IntentSurvey } from "./survey-intents.ts";
import type { EffectClass } from "./model/plan.ts";

export interface EngineOptions {
  /** Where to start looking for the spec; absolute. */
  readonly cwd: string;
  /** Path of the spec, relative to `cwd`; absent: look for it. */
  readonly spec?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly now?: () => Date;
  /** Directories that plugins are also looked up from, after the project: the CLI's own. */
  readonly pluginsFrom?: readonly string[];
  /** Follow what happens; called synchronously, must not throw. */
  readonly observe?: (notice: Notice) => void;
  /** Validators generated at build time, by the digest of their schema, so that nothing is compiled at start. */
  readonly precompiled?: Precompiled;
}

/** What a view can show while something is going on. */
export type Notice =
  | { readonly kind: "log"; readonly line: string; readonly step?: string }
  | { readonly kind: "event"; readonly event: Event }
  | {
      readonly kind: "step";
      readonly step: string;
      readonly phase: "checking" | "applying" | "retrying";
      readonly detail?: string;
    };

/** The API of relspec: what every command is a view of. Methods load the spec and plugins on first need. */
export interface Engine {
  readonly root: () => Promise<string>;
  /** The spec, or `RS_SPEC_…`. */
  load(): Promise<{ readonly spec: Spec; readonly file: string; readonly warnings: readonly Diagnostic[] }>;
  /** Every finding at once; never throws for what is wrong with the spec. */
  validate(): Promise<readonly Diagnostic[]>;
  doctor(): Promise<readonly (CheckupAnswer & { readonly id: string; readonly title: string })[]>;
  /** Why the next versions are what they are, and what each preset would have given. */
  explainVersion(): Promise<VersionStory>;
  plan(options?: { readonly at?: Date }): Promise<Plan>;
  /** What was changed since a branch or commit, and which intents say what of it. @throws `RS_USAGE`, `RS_SPEC_INTENT`. */
  surveyIntents(options?: { readonly since?: string }): Promise<IntentSurvey>;
  run(options?: RunRequest): Promise<RunResult>;
  /**
   * Give the open release's build to one environment, and stop after it; `reason` lets a held environment go.
   * @throws `RS_RUN_NONE`, `RS_USAGE`.
   */
  promote(
    environment: string,
    options?: { readonly reason?: string; readonly signal?: AbortSignal },
  ): Promise<RunResult>;
  /** Everything people noted of the line: incidents, lessons, and what is left to the next release. */
  notebook(): Promise<Notebook>;
  /** Put a note on record. @throws `RS_USAGE`, `RS_RUN_NONE`. */
  note(note: Note): Promise<Notebook>;
  /** Figures of the line, from its events; `since` is RFC 3339. */
  metrics(options?: { readonly since?: string }): Promise<Metrics>;
  /** What runs where, and whether the world still agrees. */
  environments(): Promise<readonly EnvironmentReport[]>;
  /** The versions that are supported at a moment, RFC 3339; default now. */
  support(options?: { readonly at?: string }): Promise<readonly SupportedVersion[]>;
  /** The five pitfalls, on this project's own figures. */
  advise(): Promise<readonly Advice[]>;
  status(): Promise<Status>;
  history(): Promise<readonly ReleaseSummary[]>;
  /** By id, version, or a unique beginning of the id. @throws `RS_USAGE_RELEASE`. */
  show(release: string): Promise<ReleaseRecord & { readonly log: readonly Event[] }>;
  /** `gate`: its id, or a unique end of it (`product-manager`). @throws `RS_USAGE_GATE`, `RS_POLICY_IDENTITY`, `RS_POLICY_ORDER`. */
  approve(
    gate: string,
    options?: {
      readonly reason?: string;
      readonly onBehalfOf?: string;
      /** Refuse with `RS_PLAN_STALE` where the open release has another. */
      readonly plan?: Plan;
    },
  ): Promise<Decision>;
  reject(gate: string, options: { readonly reason: string; readonly onBehalfOf?: string }): Promise<Decision>;
  /**
   * Open a gate on someone's responsibility. `until`: RFC 3339, or a day, which is its end in UTC.
   * @throws `RS_USAGE_GATE`, `RS_POLICY_WAIVER`, `RS_USAGE`.
   */
  waive(gate: string, options: { readonly reason: string; readonly until: string }): Promise<Decision>;
  /** What is known of a gate of the open release, or of the planned one, besides its verdict. @throws `RS_USAGE_GATE`. */
  explainGate(gate: string): Promise<GateInsight>;
  /** Put feedback on the open candidate on record. @throws `RS_RUN_NONE`, `RS_USAGE`, `RS_POLICY_COHORT`. */
  addFeedback(rows: readonly FeedbackRow[], source: string): Promise<FeedbackAnswer>;
  /** All feedback on the way to the last release. */
  feedback(): Promise<readonly KnownFeedback[]>;
  /** `id`: of the piece, or a unique beginning of it. @throws `RS_RUN_NONE`, `RS_USAGE`. */
  decideFeedback(
    decision: { readonly id: string } & Pick<Disposition, "kind" | "reason" | "changes">,
  ): Promise<PlacedFeedback>;
  /** Erase who a person is and what they wrote. */
  forgetFeedback(from: string): Promise<{ readonly erased: number }>;
  /** The packet of the open release is with the board: its lead time begins, once. @throws `RS_RUN_NONE`. */
  deliverPacket(): Promise<PacketDelivery>;
  /** Everything that has a time, of the release and of those it needs. */
  calendar(request?: CalendarRequest): Promise<readonly CalendarEntry[]>;
  /** Tell what is due: overdue controls, each rung once, however often it is called. @throws `RS_STEP_…`. */
  tick(): Promise<TickResult>;
  /** What `undo` would do, and what it can't: nothing is changed. */
  planUndo(): Promise<UndoPlan>;
  undo(options?: {
    readonly signal?: AbortSignal;
    readonly reason?: string;
    /** A person's word on steps whose effect is unknown. */
    readonly assume?: NonNullable<RunRequest["assume"]>;
  }): Promise<RunResult>;
  /** What releasing an earlier version again would do. @throws `RS_USAGE_RELEASE`. */
  planRollback(options: { readonly version: string; readonly reason?: string }): Promise<Plan>;
  /** Release an earlier version again; called again, it goes on. @throws `RS_USAGE_RELEASE`, `RS_PLAN_STALE`. */
  rollback(options: {
    readonly version: string;
    readonly reason?: string;
    readonly signal?: AbortSignal;
  }): Promise<RunResult>;
  /** Take the claim from whoever has it, on record; null when nobody had it. */
  unlock(options: { readonly reason: string }): Promise<Holder | null>;
  /** Names and summaries of what `render` takes. */
  documents(): Promise<readonly { readonly name: string; readonly summary: string }[]>;
  /**
   * Notes of the planned release, or of one on record (id or version), as everyone or one audience gets them.
   * @throws `RS_USAGE_RELEASE`, `RS_USAGE`, `RS_POLICY_INTERNAL`, `RS_SPEC_TEMPLATE`.
   */
  notes(options?: { readonly release?: string; readonly audience?: string }): Promise<NotesAnswer>;
  /** A document of a release (default: the last one, or the planned one for `notes`). */
  render(document: string, options?: { readonly release?: string }): Promise<string>;
  /**
   * The notes of every release that a tag of the checked-out history tells of, newest first: each is handed on as soon as it
   * is whole. Gives how many there are. @throws `RS_USAGE` for a package that does not exist, `RS_PLAN_HISTORY`.
   */
  historyNotes(onNotes: (text: string) => void, options?: { readonly package?: string }): Promise<number>;
  audit(): Promise<AuditResult>;
  /** JSON Schema of the spec with the plugins in use. */
  schema(): Promise<Schema>;
  inspectPlugins(): Promise<readonly PluginInfo[]>;
  /** Releases the ledger; call it when done. */
  close(): Promise<void>;
}

export interface NotesAnswer {
  /** Null when there is nothing to release. */
  readonly release: Pick<PlannedRelease, "name" | "version"> | null;
  readonly audience: string | null;
  /** Markdown, unless a template says otherwise. */
  readonly notes: string;
  readonly packages: readonly Pick<PlannedPackage, "name" | "from" | "to" | "notes">[];
  /** Features that say nothing of how to use them. */
  readonly findings: readonly PlanWarning[];
}

export interface GateInsight {
  /** Where it is written; null where nobody wrote it. */
  readonly written: { readonly file: string; readonly line: number } | null;
  /** Of an approval: who could still give it, and who of those asked could not, and why. */
  readonly who: WhoCould;
  /** Roles that may waive it. */
  readonly waivers: readonly string[];
  /** What each release that came to it met. */
  readonly history: readonly GatePassage[];
}

export interface RunRequest {
  /** Carry out exactly this plan; refuse when it is stale. */
  readonly plan?: Plan;
  /** Stop before the stage after this one. */
  readonly until?: StageName;
  /** Deploy to this environment and to no other, and stop after it. */
  readonly promote?: string;
  /** Why, where the environment is held. */
  readonly reason?: string;
  /** Wait for closed gates and a held lock instead of returning. */
  readonly wait?: boolean;
  /** Ends the run after the steps under way are on record. */
  readonly signal?: AbortSignal;
  /** A person's word on steps whose effect is unknown. */
  readonly assume?: readonly { readonly step: string; readonly done: boolean }[];
}

export interface RunResult {
  readonly outcome: "released" | "nothing-to-release" | "waiting" | "failed" | "undone";
  readonly release: { readonly id: string; readonly name: string; readonly version: string } | null;
  /** The stage it stands in; null when it is through, or there is nothing. */
  readonly stage: { readonly name: StageName; readonly environment?: string; readonly ring?: string } | null;
  readonly waitingFor: readonly Pick<PlannedGate, "id" | "kind" | "verdict" | "missing" | "nextOpen">[];
  readonly steps: { readonly done: number; readonly adopted: number; readonly failed: number; readonly left: number };
  /** Steps that failed without failing the release. */
  readonly notCritical: readonly {
    readonly step: string;
    readonly code: string;
    readonly message: string;
    readonly suggestions: readonly string[];
  }[];
  /** Why the open release may not be what one would plan now, each a sentence; absent when nothing has changed. */
  readonly changed?: readonly string[];
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly suggestions: readonly string[];
    readonly step?: string;
  };
}

export interface Status {
  /** The open release, if any. */
  readonly open: ReleaseRecord | null;
  /** What is not as it was when the open release was planned, each a sentence; absent when nothing has changed. */
  readonly changed?: readonly string[];
  readonly last: ReleaseSummary | null;
  readonly waitingFor: readonly {
    readonly id: string;
    readonly verdict: Verdict;
    readonly missing: readonly string[];
  }[];
  readonly holder: { readonly host: string; readonly pid: number; readonly until: string } | null;
}

export interface ReleaseSummary {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Only where it went back to an earlier version. */
  readonly type?: "rollback";
  readonly outcome: ReleaseOutcome;
  readonly openedAt: string;
  readonly closedAt: string | null;
  /** Digest of its plan. */
  readonly plan: string;
  readonly packages: readonly { readonly name: string; readonly version: string }[];
}

export interface UndoPlan {
  readonly release: string;
  readonly version: string;
  /** In the order they would be undone: last first. */
  readonly steps: readonly UndoStep[];
}

export interface UndoStep {
  readonly id: string;
  readonly summary: string;
  /** Why it stays. */
  readonly irreversible?: string;
  /** Nobody has seen its end: whether it took place is looked up, or asked, before anything is closed. */
  readonly unknown?: true;
}

export interface AuditResult {
  readonly scope: string;
  readonly events: number;
  readonly releases: number;
  /** Hash of the last event; null when there is none. */
  readonly head: string | null;
  readonly intact: boolean;
  /** The first thing that does not hold. */
  readonly broken?: { readonly seq: number; readonly id: string; readonly reason: string };
}

export interface PluginInfo {
  readonly name: string;
  readonly summary: string;
  /** Where it was loaded from. */
  readonly origin: string;
  readonly options: Schema | null;
  /** All it may do outside; null: it has declared nothing, and nothing is refused to it. */
  readonly permissions: DeclaredPermissions | null;
  readonly actions: readonly {
    readonly name: string;
    readonly summary: string;
    readonly effect: EffectClass;
    readonly undo: boolean;
    readonly irreversible?: string;
    readonly secrets: readonly string[];
    readonly options: Schema;
  }[];
  readonly gates: readonly string[];
  readonly documents: readonly string[];
  readonly checkups: readonly string[];
  readonly contributes: readonly StageName[];
  /** Hook names the plugin taps, with the milliseconds spent in them so far. */
  readonly hooks: readonly { readonly hook: string; readonly calls: number; readonly milliseconds: number }[];
}

export type { Actor, TickResult };
export type { PackageStory, PresetAnswer, VersionStory } from "./plan/explain-versions.ts";
