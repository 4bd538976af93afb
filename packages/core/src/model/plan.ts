import type { Bump, Change } from "./change.ts";
import type { JsonObject } from "./json.ts";
import type { PlanPolicy } from "./plan-policy.ts";
import type { Trace } from "./release-plan.ts";
import type { Schedule } from "./schedule.ts";
import type { apiVersion, RetrySpec, StageName } from "./spec.ts";

/**
 * The intended release. The digest covers what will be done, and nothing of the moment: same commit and same spec give
 * the same digest on any machine, at any time. What is of the moment (a step's `state`, a gate's `verdict` and `missing`,
 * the branch's name, warnings) is shown beside it.
 */
export interface Plan {
  readonly apiVersion: typeof apiVersion;
  readonly kind: "Plan";
  readonly outcome: "release" | "nothing-to-release";
  /** `sha256:…` of {@link digestOfPlan}'s view of this plan. */
  readonly digest: string;
  readonly base: PlanBase;
  /** Name of the spec. */
  readonly name: string;
  /** Digest of the spec the plan was made from. */
  readonly spec: string;
  /** Who may decide on it, and how. Absent in plans of an earlier version. */
  readonly policy?: PlanPolicy;
  /** Null when there is nothing to release. */
  readonly release: PlannedRelease | null;
  readonly packages: readonly PlannedPackage[];
  readonly changes: readonly Change[];
  readonly stages: readonly PlannedStage[];
  readonly messages: readonly PlannedMessage[];
  /** Notes of the whole release, Markdown. */
  readonly notes: string;
  /** Where the project is hosted, for links; null when it cannot be told. Not in the digest. */
  readonly url?: string | null;
  /** Which changes carry out which requirement; absent where the spec has none. Not in the digest, which has spec and commit. */
  readonly trace?: Trace;
  readonly risk: { readonly score: number; readonly tier: string; readonly reasons: readonly string[] };
  /** For when it is planned. Not in the digest: the spec, which says so, is. */
  readonly schedule?: Schedule;
  readonly warnings: readonly PlanWarning[];
  /** What each plugin with a step in this plan has declared, in the order of the spec. Not in the digest. */
  readonly permissions?: readonly PlannedPermissions[];
}

export interface PlannedPermissions {
  readonly plugin: string;
  /** Null: it has declared nothing, and nothing is refused to it. */
  readonly declared: {
    readonly hosts: readonly string[];
    readonly commands: readonly string[];
    readonly secrets: readonly string[];
    readonly paths: readonly string[];
  } | null;
}

export interface PlanBase {
  /** Full object id of the commit that is released. */
  readonly commit: string;
  /** Null on a detached head whose branch cannot be told. */
  readonly branch: string | null;
  /** Committer's date of the commit, RFC 3339 in UTC: the only date a plan knows. */
  readonly date: string;
}

/** `rollback`: an earlier version is made the current one again. */
export type ReleaseType = "release" | "prerelease" | "maintenance" | "rollback";

export interface PlannedRelease {
  /** `NAME-VERSION-XXXXXXXX`, the last part from the plan's digest. Not itself in the digest. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly previous: string | null;
  readonly bump: Bump | null;
  /** `null` is the default channel (npm's `latest`). */
  readonly channel: string | null;
  readonly type: ReleaseType;
  /**
   * Channels that the version is on already: nothing is built or published, it only gets {@link channel} as well. Absent for a
   * new version.
   */
  readonly promotes?: readonly (string | null)[];
  /** Which rule of `version.branches` applied, for people. Not in the digest. */
  readonly rule?: string;
}

export interface Reason {
  /** Full id of the commit, or null when it is not a commit that asks (a dependency, a group). */
  readonly commit: string | null;
  /** `feat`, `breaking change`, `depends on @acme/a` … */
  readonly rule: string;
  /** Why the rule holds, where it is not a change: `~1.0.0 does not allow 1.1.0`. */
  readonly detail?: string;
}

export interface PlannedPackage {
  readonly name: string;
  readonly path: string;
  readonly private: boolean;
  /** Null on a first release. */
  readonly from: string | null;
  readonly to: string;
  readonly bump: Bump | null;
  /** Tag of this release, rendered. */
  readonly tag: string;
  readonly previousTag: string | null;
  /** Where the version is to be found after this release; null is the default channel. Absent: on the release's channel. */
  readonly channels?: readonly (string | null)[];
  /** What its branch may release, `>=1.2.0 <2.0.0`, and why no more. Not in the digest. */
  readonly range?: { readonly text: string; readonly because: string | null };
  readonly reasons: readonly Reason[];
  /** Markdown. */
  readonly notes: string;
  /** Names of packages of the same workspace it depends on at run time. */
  readonly dependencies: readonly string[];
}

export interface PlannedStage {
  readonly name: StageName;
  readonly environment?: string;
  /** The part of the environment, where it is divided; parts of one environment follow one another. */
  readonly ring?: string;
  readonly gates: readonly PlannedGate[];
  readonly steps: readonly PlannedStep[];
  /** Full ids of the steps that verify the environment. */
  readonly verify?: readonly string[];
  /** What happens when one of them fails; absent: the run stops. */
  readonly onFailure?: "rollback";
  /** With `rollback`: for each step that cannot be undone, the step that makes the version before active again. */
  readonly back?: readonly WayBack[];
}

/** A step that brings the version before back where another step, which cannot be undone, has replaced it. */
export interface WayBack {
  /** Full id of the step it answers. */
  readonly for: string;
  readonly step: PlannedStep;
}

/**
 * Only `pass` and `waived` open a gate. `error`: it could not be evaluated, which never counts as open. `waived`: it would not
 * pass, and someone above it has taken that upon them until a date.
 */
export type Verdict = "pass" | "waived" | "waiting" | "fail" | "inconclusive" | "error";

export interface PlannedGate {
  /** `STAGE[/ENVIRONMENT[/RING]]/ID`, for example `prepare/approval:product-manager`. */
  readonly id: string;
  readonly kind: string;
  readonly options: JsonObject;
  readonly owner?: string;
  readonly because?: string;
  /** The condition because of which it is here; what does not hold is not in a plan. */
  readonly when?: string;
  /** It comes from what earlier releases have left behind, and not from the spec: not in the digest. */
  readonly standing?: true;
  readonly verdict: Verdict;
  /** What it still takes, each a sentence; empty when the verdict is `pass`. Of what is `waived`: by whom and until when, first. */
  readonly missing: readonly string[];
  /** When it opens by itself, RFC 3339 in UTC; null when no end is known. Absent: not by time. */
  readonly nextOpen?: string | null;
}

/**
 * How an effect is kept from happening twice.
 * A: the other side refuses a second one (a version, a tag), so trying again is safe.
 * B: the other side takes the step's key as its own idempotency key.
 * C: neither (a mail, a chat post): an intent is on record first, and an intent without an end is `unknown`.
 */
export type EffectClass = "A" | "B" | "C";

export type StepState = "to-do" | "done" | "conflict" | "unknown";

export interface PlannedStep {
  /** `STAGE[/ENVIRONMENT[/RING]]/ID`, for example `deploy/npm/publish:@acme/a`; unique in the plan and stable over plans. */
  readonly id: string;
  /** `plugin/action`. */
  readonly uses: string;
  /** What it will do, one line. */
  readonly summary: string;
  readonly target: JsonObject;
  /** Full ids of steps that must be done before. */
  readonly needs: readonly string[];
  readonly effect: EffectClass;
  readonly critical: boolean;
  readonly retry: RetrySpec;
  /** Milliseconds. */
  readonly timeout: number;
  /** Names of the secrets it reads. */
  readonly secrets: readonly string[];
  /** Keys of the result that cannot be known before, with the step that makes them known: `{ integrity: "build/npm/pack:a" }`. */
  readonly knownAfter?: Readonly<Record<string, string>>;
  /** Why it cannot be taken back; absent when it can. */
  readonly irreversible?: string;
  /** It reads or writes the checked-out files, so it only runs where the plan's commit is checked out. */
  readonly tree: boolean;
  /** Found when the plan was made. Not in the digest. */
  readonly state: StepState;
  /** What was found, when the state is `conflict` or `unknown`. */
  readonly stateReason?: string;
}

export interface PlannedMessage {
  readonly audience: string;
  readonly moment: string;
  readonly announcer: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** Full id of the step that sends it. */
  readonly step: string;
}

export interface PlanWarning {
  readonly code: string;
  readonly message: string;
  readonly suggestions: readonly string[];
}
