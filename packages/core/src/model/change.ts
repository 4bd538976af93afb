export type Bump = "major" | "minor" | "patch";

export interface Person {
  readonly name: string;
  readonly email: string;
  /** Has no commit in the last release. Absent: has one, or nobody asked. */
  readonly first?: boolean;
}

/** One commit as the history gives it, before anyone has read meaning into it. All text is outside data. */
export interface Commit {
  /** Full object id. */
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: Person;
  /** Committer's date, RFC 3339 in UTC. */
  readonly date: string;
  /** The whole message, header and body. */
  readonly message: string;
  /** Paths the commit touches, relative to the repository's root; a merge names none. */
  readonly files: readonly string[];
}

/** One of the commits that were squashed into one, as its message lists them. */
export interface SquashedChange {
  readonly type?: string;
  readonly scope?: string;
  readonly subject: string;
  readonly breaking: boolean;
  readonly bump?: Bump;
}

/** What each preset makes of one commit or package; null asks for no release. */
export interface PresetBumps {
  readonly angular: Bump | null;
  readonly conventionalcommits: Bump | null;
  readonly relspec: Bump | null;
}

export type NearMissKind =
  | "mark"
  | "type"
  | "colon"
  | "breaking"
  | "prose"
  | "revert"
  | "squash"
  | "skip"
  | "release-as";

/** Something in a message that may not be read as it was meant. */
export interface NearMiss {
  readonly kind: NearMissKind;
  /** What the message says and how it is read, one sentence. Holds text from outside, shortened and made plain. */
  readonly message: string;
  /** One edit of the spec, or of how the next message is written. */
  readonly suggestion: string;
}

/** A commit with the meaning that the version strategy found in it. */
export interface Change {
  /** Full object id of the commit. */
  readonly id: string;
  readonly date: string;
  /** The author, then the co-authors named in trailers. */
  readonly authors: readonly Person[];
  /** First line of the message. */
  readonly header: string;
  readonly body: string;
  /** `feat`, `fix` …; absent when the header is not in the strategy's form. */
  readonly type?: string;
  readonly scope?: string;
  /** What the header says after type and scope; the header itself when there is no type. */
  readonly subject: string;
  readonly breaking: boolean;
  /** Text of a `BREAKING CHANGE` note, when there is one. */
  readonly breakingNote?: string;
  /** Issues and pull requests named, as written: `#12`, `PAY-3`. */
  readonly references: readonly string[];
  /** What this change asks for; absent when it asks for no release. */
  readonly bump?: Bump;
  /** Name of the rule that decided the bump, or why there is none. */
  readonly rule: string;
  /** Path of the intent that it comes from; absent for a commit, which speaks by its message. */
  readonly file?: string;
  /** With `version.squash`: the commits that its message lists. Their bumps are part of this one's. */
  readonly entries?: readonly SquashedChange[];
  /** A version asked for by a footer `Release-As:`, and the package it names, if any. */
  readonly releaseAs?: { readonly version: string; readonly package?: string };
  /** Why the message is not the one to read: the reason given in `version.overrides`. */
  readonly overridden?: string;
  /** What may not be read as it was meant. */
  readonly nearMisses?: readonly NearMiss[];
  /** What each preset makes of it, where they differ or something was nearly missed. */
  readonly presets?: PresetBumps;
  /** Names of the packages it touches. */
  readonly packages: readonly string[];
}
