import { exitCodeOf, inertJson } from "@relspec/core";
import type { CommandClass } from "./base-command.ts";
import { guardLog } from "./views/guard-log.ts";

/**
 * Shows an error and sets the exit code, the same with and without `--json`: as the one document on stdout, or for people
 * on stderr. In GitHub Actions its findings become annotations as well.
 */
export async function reportError(error: unknown, argv: readonly string[], command?: CommandClass): Promise<void> {
  const { env } = process;
  const { describeError } = await import("./describe-error.ts");
  const report = await describeError(error, command);
  process.exitCode = exitCodeOf(report.code);
  if (env["GITHUB_ACTIONS"] === "true") {
    const { annotationsOf } = await import("./ci/annotations.ts");
    process.stderr.write(annotationsOf(report).join(""));
  }
  if (argv.includes("--json")) {
    const { stack: _, ...shown } = report;
    process.stdout.write(`${inertJson(JSON.stringify({ error: shown }, null, 2))}\n`);
    return;
  }
  const [{ renderError }, { createStyle }] = await Promise.all([
    import("./views/error.ts"),
    import("./views/style.ts"),
  ]);
  const text = renderError(report, createStyle(process.stderr, env), { verbose: argv.includes("--verbose") });
  process.stderr.write(`${guardLog(text, env)}\n`);
}
