import { appendFile } from "node:fs/promises";

/** Adds Markdown to GitHub's job summary. A summary that cannot be written is no reason to fail. */
export async function addJobSummary(
  markdown: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const file = env["GITHUB_STEP_SUMMARY"];
  if (!file) return;
  await appendFile(file, `${markdown}\n`).catch(() => undefined);
}

/** Text from outside as Markdown that shows it and does nothing else. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~@&.-]/g, (character) =>
    character === "<" ? "&lt;" : character === "&" ? "&amp;" : `\\${character}`,
  );
}
