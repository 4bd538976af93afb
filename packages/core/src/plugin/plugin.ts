import type { ErrorCode } from "../errors/error-table.ts";
import type { Actor } from "../model/event.ts";
import type { Moment, StageName } from "../model/spec.ts";
import type { JsonObject } from "../model/json.ts";
import type { Plan } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Action } from "./action.ts";
import type { ReadContext } from "./context.ts";
import type { ContributedStep, PlanningFacts } from "./facts.ts";
import type { EvidenceReader } from "./evidence.ts";
import type { GateKind } from "./gate.ts";
import type { Hooks } from "./hook-table.ts";
import type { Infer, Schema } from "./infer.ts";
import type { Permissions } from "./permissions.ts";
import type { StoreKind } from "./store.ts";

/** Proves one thing that a release will need, without changing anything. */
export interface Checkup {
  /** `PLUGIN/WHAT`. */
  readonly id: string;
  readonly title: string;
  /** A run examines it before it opens a release, and refuses with what it finds. Default false: only `doctor` asks. */
  readonly blocks?: boolean;
  examine(context: Omit<ReadContext, "step" | "results">): Promise<CheckupAnswer> | CheckupAnswer;
}

export interface CheckupAnswer {
  readonly verdict: "ok" | "warning" | "failed" | "skipped";
  /** What was found, one sentence. */
  readonly message: string;
  /** The exact remedy, each one command or edit. */
  readonly fix?: readonly string[];
  /** Code of the error when a run refuses; default `RS_PLAN_TREE`. */
  readonly code?: ErrorCode;
}

/** Carries messages to an audience: it turns a message into options of one of its plugin's actions. */
export interface Announcer {
  /** `plugin/action`. */
  readonly uses: string;
  /** It also carries a message in words of its own: see {@link OutgoingMessage.words}. */
  readonly words?: boolean;
  /** Each address gets a step of its own, so that one that fails or is killed says nothing of the others. Default false. */
  readonly each?: boolean;
  message(message: OutgoingMessage): JsonObject;
}

export interface OutgoingMessage {
  readonly audience: string;
  readonly moment: Moment;
  readonly to: readonly string[];
  readonly template?: string;
  readonly facts: PlanningFacts;
  /** What is to be said, instead of what is said of the moment; only to an announcer that says it can. */
  readonly words?: { readonly subject: string; readonly text: string };
}

/** Text from a record, by name: `relspec render NAME`. */
export interface DocumentKind {
  readonly summary: string;
  readonly format: "markdown" | "html" | "text" | "json";
  render(records: readonly ReleaseRecord[], context: Pick<ReadContext, "files" | "root">): Promise<string> | string;
  /** From a plan alone: of the next release, where none is asked for by name and none is open. Absent: only `render`. */
  preview?(plan: Plan, records: readonly ReleaseRecord[]): Promise<string> | string;
}

/** What a plugin gives, once it has its options. Everything is optional. */
export interface Contributions {
  readonly actions?: Readonly<Record<string, Action>>;
  readonly gates?: Readonly<Record<string, GateKind>>;
  /** Readers of reports, for the gates that rest on them. */
  readonly evidence?: Readonly<Record<string, EvidenceReader>>;
  readonly announcers?: Readonly<Record<string, Announcer>>;
  readonly documents?: Readonly<Record<string, DocumentKind>>;
  readonly checkups?: readonly Checkup[];
  /** Places where events can be kept: `ledger: NAME`. */
  readonly stores?: Readonly<Record<string, StoreKind>>;
  /** Its usual steps in a stage, so that a spec need not name them. Pure. */
  readonly contribute?: Partial<Readonly<Record<StageName, (facts: PlanningFacts) => readonly ContributedStep[]>>>;
  /**
   * Its steps to make an earlier version the current one again. In the facts a package's `to` is that version, `from` the one
   * that is current now, and no step may build or delete anything. Pure.
   */
  readonly rollback?: (facts: PlanningFacts) => readonly ContributedStep[];
  readonly hooks?: Hooks;
}

export interface Plugin<O = Record<string, unknown>> {
  /** Short name, as in `uses: NAME/ACTION`. */
  readonly name: string;
  readonly summary?: string;
  /** Range of relspec versions it works with, as npm writes ranges; with any other it is refused. Absent: with all. */
  readonly relspec?: string;
  /** `semantic`: what it works with takes semantic versions only, so a spec with another scheme is refused. */
  readonly versions?: "semantic";
  /**
   * All it needs of the outside: what is not named is refused to its actions, gates, checkups, stores and hooks. Absent: nothing is
   * refused, and the plan says so. A guard against mistakes, not a sandbox: a plugin is code in the same process.
   */
  readonly permissions?: Permissions | ((options: O) => Permissions);
  /** JSON Schema of its options in the spec; absent: it takes none. */
  readonly options?: Schema;
  /**
   * Used by `relspec init`: the options to write when what is in the project's root says that the plugin is of use
   * (`{}` for the defaults), else null.
   */
  readonly detect?: (context: Pick<ReadContext, "files" | "query">) => Promise<JsonObject | null>;
  readonly setup: (options: O) => Contributions;
}

/**
 * Define a plugin; a plugin's module exports this as its default.
 *
 * @example
 * export default definePlugin({ name: "bell", options: { type: "object", additionalProperties: false }, setup: () => ({ actions: { ring } }) });
 */
export function definePlugin<const S extends Schema = { type: "object"; additionalProperties: false }>(
  given: { readonly options?: S } & Omit<Plugin<Infer<S>>, "options">,
): Plugin {
  return given as unknown as Plugin;
}

export type { Actor };
