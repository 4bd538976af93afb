import type { Diagnostic } from "./diagnostic.ts";
import { type ErrorCode, errorTable } from "./error-table.ts";

const brand = Symbol.for("relspec.error");

interface ErrorDetail {
  /** What is wrong, in the user's own names. Defaults to the code's title. */
  readonly message?: string;
  /** Plain JSON for machines: names, numbers, paths. Never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Each one command or one edit. */
  readonly suggestions?: readonly string[];
  readonly diagnostics?: readonly Diagnostic[];
  readonly cause?: unknown;
  /** Whether trying the same again may work; the executor's retry asks. Default false. */
  readonly retryable?: boolean;
  /** How long the other side asked to wait before another try, in milliseconds. */
  readonly retryAfter?: number;
}

/** The one error relspec throws. Recognise it with {@link isRelspecError}: npm may hold two copies of this class. */
export class RelspecError extends Error {
  override readonly name = "RelspecError";
  readonly [brand] = true;
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly suggestions: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;
  /** Page of the reference, relative to the documentation's root. */
  readonly ref: string;

  constructor(code: ErrorCode, detail: ErrorDetail = {}) {
    super(detail.message ?? `${errorTable[code].title}.`, detail.cause === undefined ? {} : { cause: detail.cause });
    this.code = code;
    this.details = detail.details ?? {};
    this.suggestions = detail.suggestions ?? [];
    this.diagnostics = detail.diagnostics ?? [];
    this.retryable = detail.retryable ?? false;
    this.retryAfter = detail.retryAfter;
    this.ref = `docs/reference/errors.md#${code.toLowerCase()}`;
  }
}

/** Whether a thrown value is a {@link RelspecError}, from whichever copy of this package. */
export function isRelspecError(value: unknown): value is RelspecError {
  return typeof value === "object" && value !== null && brand in value;
}
