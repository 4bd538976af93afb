/** One finding among possibly many: what is wrong, where, and what to do. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** A code of the error table, `RS_AREA_WHAT`. */
  readonly code: string;
  /** What is wrong, in the user's own names; one sentence. */
  readonly message: string;
  /** Path of the file the finding is in, as the user would type it. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** JSON Pointer (RFC 6901) to the value, from the root of the file. */
  readonly pointer?: string;
  /** The lines around the place, ready to print. */
  readonly frame?: string;
  /** Each one command or one edit. */
  readonly suggestions: readonly string[];
}
