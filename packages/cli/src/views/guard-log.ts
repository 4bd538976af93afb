/**
 * Text that goes to the log of a CI. GitHub's runner takes a line that begins with `::` (or holds `##[`) for a command to
 * itself, and what a commit or a program says must not be able to give it one.
 */
export function guardLog(text: string, env: Readonly<Record<string, string | undefined>>): string {
  if (env["GITHUB_ACTIONS"] !== "true") return text;
  return text.replace(/^((?:\s|\u001b\[[0-9;]*m)*):(?=:)/gm, "$1: ").replaceAll("##[", "## [");
}
