import { spawnSync } from "node:child_process";

/** The first of these programs that this machine lacks, for a test that says why it is skipped; null when all are there. */
export function missingProgram(...names: readonly string[]): string | null {
  const missing = names.find((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).error !== undefined) ?? null;
  if (missing !== null) process.stderr.write(`skipped: there is no ${missing} on this machine\n`);
  return missing;
}
