import type { Actor, Event } from "../model/event.ts";
import type { Bump, Change } from "../model/change.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import type { Json } from "../model/json.ts";
import type { Plan, PlannedStep } from "../model/plan.ts";
import type { Proof } from "../model/proof.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Spec, StageName } from "../model/spec.ts";
import type { ReadContext, WriteContext } from "./context.ts";
import type {
  Checkout,
  ContributedStep,
  History,
  HistoryRequest,
  OpenHistory,
  PackageFact,
  PlanningFacts,
} from "./facts.ts";
import type { LineRanges } from "./evidence.ts";
import type { GateAnswer, GateContext } from "./gate.ts";

type Asked = Omit<ReadContext, "step" | "results">;
/** A run may change the clone's own state, so it may run programs that do. */
type Refreshing = Asked & Pick<WriteContext, "exec">;
type Wait<T> = T | Promise<T>;

/**
 * waterfall: each tap gets what the last one returned · collect: every tap's answer, in order · bail: the first answer
 * that is not undefined · series: one after the other, an error stops · observe: side by side, an error is logged only.
 */
export type HookKind = "waterfall" | "collect" | "bail" | "series" | "observe";

interface HookRow {
  readonly kind: HookKind;
  /** Names of the arguments, for the reference page and for tapable. */
  readonly args: readonly string[];
  /** One hook for each stage. */
  readonly perStage?: true;
  readonly summary: string;
}

/** Every lifecycle hook. It makes the tapable instances, the reference page and (with {@link HookFunctions}) the types. */
export const hookTable = {
  specLoaded: { kind: "waterfall", args: ["spec"], summary: "Amend the spec after validation." },
  identify: { kind: "bail", args: ["context"], summary: "Say who is acting: the identity behind approvals and runs." },
  signStatement: {
    kind: "bail",
    args: ["text", "context"],
    summary: "Sign what a person decides, with the key that is theirs.",
  },
  checkSignature: {
    kind: "bail",
    args: ["proof", "text", "context"],
    summary: "Say whose key made a signature, or why it does not hold; whose the key is, the spec's roles say.",
  },
  fetchIdToken: {
    kind: "bail",
    args: ["audience", "context"],
    summary: "Get the identity token of the job that relspec runs in, for an audience.",
  },
  refresh: {
    kind: "series",
    args: ["context"],
    summary: "Bring what planning reads up to date, before a run plans: others may have released meanwhile.",
  },
  discoverPackages: { kind: "collect", args: ["spec", "context"], summary: "Find packages." },
  collectChanges: { kind: "bail", args: ["request", "context"], summary: "Read the history: head, tags, commits." },
  openHistory: {
    kind: "bail",
    args: ["context"],
    summary: "Open the whole history: its tags, and every commit as it is read.",
  },
  listChanged: {
    kind: "bail",
    args: ["since", "context"],
    summary: "List the files that differ from where the head parted from a branch, tag or commit.",
  },
  changedLines: {
    kind: "bail",
    args: ["since", "context"],
    summary: "Tell which lines the head has that a tag or commit had not; null where that cannot be told.",
  },
  locate: {
    kind: "bail",
    args: ["context"],
    summary: "Say which commit is checked out, and whether files differ from it.",
  },
  classifyChange: { kind: "bail", args: ["change"], summary: "Decide what one change asks for; false is no release." },
  decideVersion: { kind: "bail", args: ["name", "proposal"], summary: "Replace a package's next version." },
  contribute: { kind: "collect", args: ["facts"], perStage: true, summary: "Add the plugin's usual steps to a stage." },
  promote: {
    kind: "collect",
    args: ["facts"],
    summary: "Add the steps that bring a released version to one more channel; they run in place of all others.",
  },
  amendPlan: { kind: "waterfall", args: ["plan"], summary: "Change the plan before its digest is taken." },
  validatePlan: { kind: "collect", args: ["plan"], summary: "Refuse the plan with diagnostics." },
  evaluateGate: {
    kind: "bail",
    args: ["gate", "context"],
    summary: "Answer a gate in place of its kind; it can only be made stricter.",
  },
  beforeStage: {
    kind: "series",
    args: ["stage", "record"],
    perStage: true,
    summary: "Before a stage's steps, after its gates.",
  },
  afterStage: { kind: "series", args: ["stage", "record"], perStage: true, summary: "After a stage's steps." },
  beforeStep: { kind: "series", args: ["step"], summary: "Before a step is looked up, checked and applied." },
  afterStep: { kind: "series", args: ["step", "result"], summary: "After a step is on record as done." },
  stepFailed: { kind: "series", args: ["step", "error"], summary: "After a step has failed for good." },
  runOpened: { kind: "observe", args: ["record"], summary: "A run began to move a release." },
  runClosed: { kind: "observe", args: ["record"], summary: "A run stopped: released, waiting, failed." },
  eventRecorded: { kind: "observe", args: ["event"], summary: "An event is on record." },
} as const satisfies Record<string, HookRow>;

export type HookName = keyof typeof hookTable;

/** The functions authors write, one type for each row of the table. */
export interface HookFunctions {
  specLoaded(spec: Spec): Wait<Spec>;
  identify(context: Asked): Wait<Actor | undefined>;
  signStatement(text: string, context: Refreshing): Wait<Proof | undefined>;
  checkSignature(
    proof: Proof,
    text: string,
    context: Asked,
  ): Wait<{ readonly key: string } | { readonly refused: string } | undefined>;
  fetchIdToken(audience: string, context: Asked): Wait<string | undefined>;
  refresh(context: Refreshing): Wait<void>;
  discoverPackages(spec: Spec, context: Asked): Wait<readonly PackageFact[]>;
  collectChanges(request: HistoryRequest, context: Asked): Wait<History | undefined>;
  openHistory(context: Asked): Wait<OpenHistory | undefined>;
  listChanged(since: string, context: Asked): Wait<readonly string[] | undefined>;
  changedLines(since: string, context: Asked): Wait<LineRanges | null | undefined>;
  locate(context: Asked): Wait<Checkout | undefined>;
  classifyChange(change: Change): Wait<Bump | false | undefined>;
  decideVersion(name: string, proposal: string): Wait<string | undefined>;
  contribute(facts: PlanningFacts): Wait<readonly ContributedStep[]>;
  promote(facts: PlanningFacts): Wait<readonly ContributedStep[]>;
  amendPlan(plan: Plan): Wait<Plan>;
  validatePlan(plan: Plan): Wait<readonly Diagnostic[]>;
  evaluateGate(
    gate: { readonly id: string; readonly kind: string },
    context: GateContext,
  ): Wait<GateAnswer | undefined>;
  beforeStage(stage: StageName, record: ReleaseRecord): Wait<void>;
  afterStage(stage: StageName, record: ReleaseRecord): Wait<void>;
  beforeStep(step: PlannedStep): Wait<void>;
  afterStep(step: PlannedStep, result: Json): Wait<void>;
  stepFailed(step: PlannedStep, error: { readonly code: string; readonly message: string }): Wait<void>;
  runOpened(record: ReleaseRecord): Wait<void>;
  runClosed(record: ReleaseRecord): Wait<void>;
  eventRecorded(event: Event): Wait<void>;
}

/** A tap: the function, or the function with its place among the other plugins' taps. */
type Tap<F> = F | { readonly handler: F; readonly order?: "first" | "last" };

type PerStage = { [K in HookName]: (typeof hookTable)[K] extends { readonly perStage: true } ? K : never }[HookName];

/** What a plugin's `hooks` holds: plain functions by the hook's name, by stage where the hook has one for each. */
export type Hooks = {
  readonly [K in HookName]?: K extends PerStage
    ? Partial<Readonly<Record<StageName, Tap<HookFunctions[K]>>>>
    : Tap<HookFunctions[K]>;
} & {
  /** The way out: the tapable hooks themselves, their public side (`tap*`, `intercept`, `withOptions`). */
  readonly tapable?: (hooks: Readonly<Record<string, unknown>>) => void;
};

// Each row has a function type and each function type a row; the compiler says which is missing.
true satisfies keyof HookFunctions extends HookName ? true : never;
true satisfies HookName extends keyof HookFunctions ? true : never;
