import type { Bump, Change, Commit } from "../model/change.ts";
import type { JsonObject } from "../model/json.ts";
import type { PlanBase, PlannedPackage, PlannedRelease } from "../model/plan.ts";
import type { RetrySpec, Spec } from "../model/spec.ts";

/** A package as found in the project. */
export interface PackageFact {
  readonly name: string;
  /** Name of the plugin that found it; absent when only the spec names it. */
  readonly source?: string;
  /** Relative to the project's root; `.` is the root. */
  readonly path: string;
  /** As its manifest says; null when the manifest has none. */
  readonly version: string | null;
  /** Never published. */
  readonly private: boolean;
  readonly dependencies: readonly {
    readonly name: string;
    readonly range: string;
    /** As its manifest says it, where that only refers to the range: `catalog:`. */
    readonly written?: string;
    readonly kind: "runtime" | "peer" | "optional" | "development";
  }[];
}

export interface TagFact {
  readonly name: string;
  /** Full id of the commit it stands on. */
  readonly commit: string;
  /** Reachable from the head. */
  readonly merged: boolean;
}

/** A file as the released commit holds it. */
export interface CommittedFile {
  /** Relative to the project's root. */
  readonly path: string;
  readonly text: string;
  /** Full ids of those of the asked commits that hold a file of this path. */
  readonly releasedIn: readonly string[];
}

/** What a source of changes is asked for. */
export interface HistoryRequest {
  readonly packages: readonly PackageFact[];
  /**
   * Given all tags, the commit of each package's last release: the history is wanted from there to the head.
   * A package without one gets its whole history. Pure; call it once.
   */
  readonly bases: (tags: readonly TagFact[], branch: string | null) => ReadonlyMap<string, string | null>;
  /**
   * Of these names of tags, for each package those of its releases, the highest version first. A release comes after the
   * first that `counts` on the branch and is part of the head; what is ranked below that one decides nothing, and a source
   * may leave it out of all tags it gives. Pure. Absent: every tag is wanted.
   */
  readonly ranked?: (names: readonly string[], branch: string | null) => readonly (readonly RankedTag[])[];
  /** A folder below the project's root whose files are wanted as the head holds them, with those below it. */
  readonly folder?: {
    readonly path: string;
    /** Given all tags, the commits that {@link CommittedFile.releasedIn} tells of. Pure; call it once. */
    readonly releases: (tags: readonly TagFact[]) => readonly string[];
  };
  /**
   * Of these commits, the addresses of those who made them, in small letters. Of whom the last releases have no commit is
   * wanted. Pure. Absent: nobody asks.
   */
  readonly contributors?: (commits: readonly Commit[]) => readonly string[];
  /** The paths that commits touch are wanted even where packages do not ask for them. */
  readonly paths?: boolean;
  /** Whether a branch is one to release from, so that the tags on it are wanted. Absent: none is. Pure. */
  readonly isReleased?: (branch: string) => boolean;
  /**
   * Of branches that hold the head, the one it is released from: a plain release branch before others, in the spec's order.
   * Null: it names none of them. Absent: nobody asks. Pure.
   */
  readonly releasedFrom?: (branches: readonly string[]) => string | null;
}

/** A whole history, opened to be read commit by commit. */
export interface OpenHistory {
  /** Where the project is hosted, as in {@link History}. */
  readonly url: string | null;
  /** Name of each tag → full id of what it stands on. */
  readonly tags: ReadonlyMap<string, string>;
  /** The project's folder from the repository's root, with a slash at its end; empty when it is the root. */
  readonly prefix: string;
  /** From the head down, each commit after all of its children; none is kept. With the paths it touches, if they are asked for. */
  read(onCommit: (commit: Commit) => void, asked: { readonly paths: boolean }): Promise<void>;
}

export interface BranchFact {
  readonly name: string;
  /** Names of every tag that is part of it. */
  readonly tags: readonly string[];
}

export interface RankedTag {
  readonly name: string;
  readonly counts: boolean;
}

export interface History {
  readonly head: PlanBase;
  /** CI says that this is a pull request's checkout, whatever its branch is called. */
  readonly pullRequest?: boolean;
  readonly tags: readonly TagFact[];
  /** Branches to release from, with their tags; absent or empty where only the one that is checked out is known. */
  readonly branches?: readonly BranchFact[];
  /** By name of a tag: the channels its version is on, null is the default one. A tag that is not named is on that one. */
  readonly channels?: ReadonlyMap<string, readonly (string | null)[]>;
  /** Every commit that some package has not released, newest first, each once. */
  readonly commits: readonly Commit[];
  /** Files of the folder asked for, sorted by path. Absent: none was asked for, or this source cannot read it. */
  readonly files?: readonly CommittedFile[];
  /** Those of the contributors asked for who have no commit in the last releases. Absent: it cannot be told. */
  readonly newcomers?: ReadonlySet<string>;
  /** Where the project is hosted, for links: `https://host/owner/name`; null when it cannot be told. */
  readonly url: string | null;
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
    readonly suggestions: readonly string[];
  }[];
}

/** What is checked out now. */
export interface Checkout {
  /** Full object id. */
  readonly commit: string;
  /** Null on a detached head whose branch cannot be told. */
  readonly branch: string | null;
  /** No tracked file differs from the commit. */
  readonly clean: boolean;
}

/** What the contributing plugins and `plan` functions see. */
export interface PlanningFacts {
  readonly spec: Spec;
  readonly base: PlanBase;
  readonly url: string | null;
  readonly release: Omit<PlannedRelease, "id">;
  /** The packages of this release. */
  readonly packages: readonly PlannedPackage[];
  /** Every package of the project, with its version after this release. */
  readonly workspace: readonly (PackageFact & { readonly next: string | null })[];
  readonly changes: readonly Change[];
  readonly notes: string;
}

/**
 * When a contributed step comes within its stage; all of one turn are done before the next begins.
 * The steps people write in the spec come before every contributed one, unless one of those is named in their `needs`.
 *
 * `write` files → `commit` them → `pack` artifacts → `publish` what cannot be taken back → `mark` (tags, the record) →
 * `reveal` (a forge's release page) → `announce`.
 */
export const turns = ["write", "commit", "pack", "publish", "mark", "reveal", "announce"] as const;
export type Turn = (typeof turns)[number];

/** A step that a plugin adds to a stage. */
export interface ContributedStep {
  /** Unique in its stage; by convention `PLUGIN/ACTION[:WHAT]`. */
  readonly id: string;
  readonly uses: string;
  readonly with: JsonObject;
  readonly turn: Turn;
  /** Further ids, short (same stage) or full, on top of what the turn implies. */
  readonly needs?: readonly string[];
  /** Among steps of one turn: true (default) side by side, false in the order given. */
  readonly parallel?: boolean;
  readonly retry?: RetrySpec;
  readonly timeout?: number;
  readonly critical?: boolean;
}

export type { Bump };
