import type { Acceptance } from "./feedback.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Track } from "./track.ts";
import type { Hidden, NotesSpec } from "./notes-spec.ts";
import type { Issuer, TokenIdentity } from "./proof.ts";
import type { Deliverable, Requirement } from "./release-plan.ts";
import type { RiskSpec } from "./risk.ts";
import type { Control } from "./control.ts";
import type { Schedule } from "./schedule.ts";
import type { Freeze, Window } from "./window.ts";

export const apiVersion = "relspec/v1";

/** The stages of a release, in the order they are gone through. */
export const stageNames = ["plan", "build", "accept", "prepare", "deploy", "assess"] as const;
export type StageName = (typeof stageNames)[number];

/**
 * The spec as the engine reads it: normalised, every default filled in, every shorthand written out, and frozen.
 * What people write is `WrittenSpec`, the type of the published JSON Schema.
 */
export interface Spec {
  readonly apiVersion: typeof apiVersion;
  readonly name: string;
  /** In the order of the file, which is the order their hooks are called in. */
  readonly plugins: readonly PluginUse[];
  /** `auto`: what the plugins discover. */
  readonly packages: "auto" | readonly PackageSpec[];
  readonly groups: readonly GroupSpec[];
  readonly version: VersionSpec;
  readonly ledger: LedgerSpec;
  readonly executor: "local";
  readonly concurrency: "queue" | "supersede";
  readonly roles: readonly Role[];
  readonly policy: Policy;
  /** All six, in order. */
  readonly stages: readonly StageSpec[];
  readonly windows: readonly Window[];
  readonly freezes: readonly Freeze[];
  /** Null: it is planned for no time. */
  readonly schedule: Schedule | null;
  readonly needs: readonly Need[];
  readonly controls: readonly Control[];
  /** Null: nobody asks, and what it takes is not read. */
  readonly risk: RiskSpec | null;
  readonly audiences: readonly Audience[];
  readonly documents: readonly DocumentSpec[];
  readonly notes: NotesSpec;
  /** Parts of the release plan that are recorded as they are written. */
  readonly requirements: readonly Requirement[];
  readonly enablement: readonly Deliverable[];
  /** What the stage `accept` asks for beside its gates; null where it asks for nothing. */
  readonly acceptance: Acceptance | null;
  readonly aims: readonly AimSpec[];
  readonly tracks: readonly Track[];
  /** `sha256:…` of the spec as written, after `extends`, without comments. */
  readonly digest: string;
}

/** What a release is for; with `at`, something that can be measured once it is out. */
export interface AimSpec {
  readonly aim: string;
  /** JSON Pointer of the actual figure in the file that the gate `aims` names. */
  readonly at?: string;
  readonly min?: number;
  readonly max?: number;
}

export interface PluginUse {
  /** As written: a short name, a package name or a path. */
  readonly name: string;
  readonly options: JsonObject;
}

export interface PackageSpec {
  readonly name: string;
  /** Relative to the repository's root; `.` is the root. */
  readonly path: string;
  readonly private: boolean;
  readonly group?: string;
}

export interface GroupSpec {
  readonly name: string;
  readonly kind: "fixed" | "linked" | "independent";
  /** Names; `*` globs are allowed. */
  readonly packages: readonly string[];
}

export interface VersionSpec {
  /** What they ask for is combined: of bumps the highest. */
  readonly strategy: readonly ("conventional-commits" | "intents" | "manual" | "calver")[];
  readonly preset: "relspec" | "angular" | "conventionalcommits";
  /** Nothing is read but what that tool reads, and as it does. */
  readonly compat?: "semantic-release@25";
  readonly rules: readonly BumpRule[];
  /** The list that a squashed commit's message holds is read too. */
  readonly squash?: boolean;
  /** Path of the file that says of single commits how to read them. */
  readonly overrides?: string;
  /** Version of a first release. Default 1.0.0, or 0.1.0 when `zero` is `minor`. */
  readonly initial: string;
  /** What a breaking change means below 1.0.0. */
  readonly zero: "strict" | "minor";
  /** How versions are numbered by date; only with the strategy `calver`. */
  readonly calver?: CalendarSpec;
  /** Where the strategy `manual` finds the version; absent: in the packages' manifests. */
  readonly manual?: ManualSpec;
  /** Template of a tag's name: values `version`, `package`. Absent: by the number of packages. */
  readonly tag?: string;
  readonly branches: readonly BranchSpec[];
  /** Which packages are released because of what they depend on: those whose range no longer holds, or all. */
  readonly dependants: "needed" | "always";
  /** Files besides the packages' own manifests that the version is written into. */
  readonly files: readonly VersionFile[];
}

/** One place that holds a version. Without `at` and `marker` the kind of the file says where it is. */
export interface VersionFile {
  /** Relative to the project's root; `*` and `**` stand for several. */
  readonly path: string;
  /** Place in a JSON, YAML or TOML document: keys with dots between them, or a JSON pointer. */
  readonly at?: string;
  /** Text on the line, or on the line before it. */
  readonly marker?: string;
  /** Name of the package whose version it is. Absent: the one whose folder it is in. */
  readonly package?: string;
}

export interface CalendarSpec {
  /** `YYYY.0M.MICRO`: parts of the commit's date, and counters. */
  readonly format: string;
  /** IANA name of the zone that the date is taken in. */
  readonly timezone: string;
}

export type ManualSpec =
  /** The version as it is written in the spec. */
  | { readonly version: string }
  /** Path of a file whose first line is the version, relative to the project's root. */
  | { readonly path: string };

export interface BumpRule {
  readonly type?: string;
  readonly scope?: string;
  readonly subject?: string;
  readonly breaking?: boolean;
  /** `false`: no release for what matches. */
  readonly release: "major" | "minor" | "patch" | false;
}

export interface BranchSpec {
  readonly name: string;
  /** Channel its releases go to; absent on the main release branch. */
  readonly channel?: string;
  /** `1.x`, `1.2.x`: what a maintenance branch may release. */
  readonly range?: string;
  /** Identifier of prereleases, for example `beta`. */
  readonly prerelease?: string;
}

/** Where events are kept: `auto`, `sqlite`, or what a plugin offers, with its options as written. */
export interface LedgerSpec {
  readonly store: string;
  readonly options: JsonObject;
}

/** One person, by whatever shows that it is them. */
export interface Identity {
  readonly email?: OneOrMore<string>;
  /** Fingerprints (`SHA256:…`) or public keys. */
  readonly ssh?: OneOrMore<string>;
  /** Fingerprints. */
  readonly gpg?: OneOrMore<string>;
  readonly oidc?: OneOrMore<TokenIdentity>;
  /** Who may decide in this person's place in the role, each until a date. */
  readonly delegates?: readonly Delegate[];
}

export interface Delegate extends Omit<Identity, "delegates"> {
  /** Last day, `YYYY-MM-DD`, in UTC. Absent: until it is taken out. */
  readonly until?: string;
}

export type OneOrMore<T> = T | readonly T[];

export interface Role {
  readonly name: string;
  readonly members: readonly Identity[];
  /** How many different members must approve. */
  readonly quorum: number;
}

export interface Policy {
  /** `claimed`: the identity git is configured with is taken at its word. Default `verified`. */
  readonly identity: "verified" | "claimed";
  /** Who may not approve. Default: authors of the changes. */
  readonly separation: readonly ("authors" | "initiator" | "seats")[];
  /** Whose identity tokens are believed. */
  readonly issuers?: readonly Issuer[];
  /** Environments that nothing is deployed to without a way back. */
  readonly wayBack: readonly string[];
  /** The policy that the spec may not loosen, with the digest of what it says. */
  readonly floor?: { readonly preset: string; readonly digest: string };
  /** Who may waive which gates. Without it, nobody may waive any. */
  readonly waivers?: readonly WaiverRule[];
}

export interface WaiverRule {
  /** Name of a role. */
  readonly by: string;
  /** Ids, ends of ids, globs of ids or kinds of gates. Absent: all. */
  readonly gates?: readonly string[];
  /** How long a waiver may last; default P30D. */
  readonly longest?: string;
}

export interface StageSpec {
  readonly name: StageName;
  readonly gates: readonly GateSpec[];
  readonly steps: readonly StepSpec[];
  /** Only in `deploy`: gone through in order, what is required first, each with gates and steps of its own. */
  readonly environments: readonly EnvironmentSpec[];
}

export interface EnvironmentSpec {
  readonly name: string;
  /** Names of environments that must be verified before. */
  readonly requires: readonly string[];
  /** The one of `window` among them. */
  readonly gates: readonly GateSpec[];
  readonly steps: readonly StepSpec[];
  /** Parts that are deployed to one after the other; empty when it is one whole. */
  readonly rings: readonly string[];
  /** Milliseconds that it, and each ring of it, must have been verified before what comes after. */
  readonly soak: number;
  /** Steps that measure whether it runs well; the environment is verified once all are done. */
  readonly verify: readonly StepSpec[];
  readonly onFailure: "rollback" | "stop";
}

export interface GateSpec {
  /** Unique in its stage: as written, else made from the kind: `approval:product-manager`, `coverage`. */
  readonly id: string;
  /** The key that names it: `approval`, `coverage`, `command` … */
  readonly kind: string;
  /** What is written under that key, normalised by the gate's kind to an object. */
  readonly options: JsonObject;
  readonly owner?: string;
  readonly because?: string;
  /** Where it holds, in CEL. Absent: always. */
  readonly when?: string;
}

/** Another release that has to be out before this one is deployed. */
export interface Need {
  readonly name: string;
  readonly version?: string;
  readonly environment?: string;
  readonly ledger?: Json;
  readonly because?: string;
}

export interface RetrySpec {
  /** Tries in all, 1 is no retry. */
  readonly attempts: number;
  /** First wait, in milliseconds; doubles each time, with jitter. */
  readonly delay: number;
}

export interface StepSpec {
  /** Unique in its stage or environment. */
  readonly id: string;
  /** `plugin/action`. */
  readonly uses: string;
  /** Where it is taken, in CEL. Absent: always. */
  readonly when?: string;
  /** The action's options; `{{…}}` not yet rendered. */
  readonly with: JsonObject;
  /** Ids of steps that must be done first. Absent: the step before it in the list. */
  readonly needs?: readonly string[];
  readonly retry?: RetrySpec;
  /** Milliseconds. */
  readonly timeout?: number;
  /** A step that is not critical cannot fail the release. Absent: as its action says. */
  readonly critical?: boolean;
}

/** When an audience is told. */
export type Moment = "planned" | "approved" | "live" | "rolled-back";

export interface Audience {
  readonly name: string;
  /** Name of the plugin that carries the message. */
  readonly announcer: string;
  readonly to: readonly string[];
  readonly moments: readonly Moment[];
  /** Name of a document, or a path of a template. Absent: the announcer's own. */
  readonly template?: string;
  /** What is left out of all that this audience gets. */
  readonly hide?: readonly Hidden[];
}

export interface DocumentSpec {
  readonly name: string;
  /** Path of a Handlebars template. */
  readonly template: string;
  readonly output?: string;
  readonly format: "markdown" | "html" | "text" | "json";
}
