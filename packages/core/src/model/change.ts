export type Bump = "major" | "minor" | "patch";

export interface Person {
  readonly name: string;
  readonly email: string;
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
  /** Names of the packages it touches. */
  readonly packages: readonly string[];
}
