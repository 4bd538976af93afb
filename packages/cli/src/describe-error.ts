import { type Diagnostic, isRelspecError } from "@relspec/core";
import type { CommandClass } from "./base-command.ts";
import { version } from "./version.ts";

/** An error as `--json` prints it, and as the view for people takes it. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly suggestions: readonly string[];
  readonly ref: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly Diagnostic[];
  /** For `--verbose` only. */
  readonly stack?: string;
}

/** Any thrown value as a report. What is neither relspec's own nor a wrong call is a bug, and says which versions it is in. */
export async function describeError(error: unknown, command?: CommandClass): Promise<ErrorReport> {
  if (isRelspecError(error)) {
    const { code, message, suggestions, ref, details, diagnostics } = error;
    return { code, message, suggestions, ref, details, diagnostics, ...stackOf(error) };
  }
  const { describeUsage, isUsageError } = await import("./describe-usage.ts");
  if (isUsageError(error)) {
    return {
      code: "RS_USAGE",
      ref: "docs/reference/errors.md#rs_usage",
      diagnostics: [],
      ...describeUsage(error, command),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  const versions = { relspec: version, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
  return {
    code: "RS_BUG",
    message: `${message || "Something was thrown that is not an error."} (relspec ${versions.relspec}, Node ${versions.node}, ${versions.platform})`,
    suggestions: ["Report this message, its versions and what `--verbose` adds to it."],
    ref: "docs/reference/errors.md#rs_bug",
    details: versions,
    diagnostics: [],
    ...stackOf(error),
  };
}

function stackOf(error: unknown): { readonly stack?: string } {
  return error instanceof Error && error.stack ? { stack: error.stack } : {};
}
