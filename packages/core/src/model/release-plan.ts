/** What a release must fulfil, as the spec asks. */
export interface Requirement {
  readonly id: string;
  readonly title: string;
  /** The release is not complete without it. */
  readonly must: boolean;
  /** Names of tests that show it. */
  readonly tests: readonly string[];
  /** Issues that stand for it; changes that name one, or the requirement's id, carry it out. */
  readonly issues: readonly string[];
}

/** What tells people of a release, and how to use it: a message, an article, documentation, a demonstration. */
export interface Deliverable {
  readonly name: string;
  readonly kind: "message" | "article" | "documentation" | "demonstration" | "training";
  /** Role or person who sees to it. */
  readonly owner: string;
  /** Date, or time with an offset, it must be there by. */
  readonly due?: string;
  readonly audience?: string;
  /** Where it is: an address, or a path in the project. One of both. */
  readonly link?: string;
  readonly file?: string;
}

/** Which changes and tests carry out which requirement, and what has no counterpart. */
export interface Trace {
  readonly requirements: readonly (Requirement & {
    /** Full ids of changes of this release. */
    readonly changes: readonly string[];
  })[];
  /** Full ids of changes that are released and that no requirement asks for. */
  readonly orphans: readonly string[];
}
