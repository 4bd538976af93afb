import type { Bump } from "../../model/change.ts";

/** `none`: nothing, and that is meant. */
export type IntentBump = Bump | "none";

/** A file in which someone says what a change means for packages, in the form of changesets. */
export interface Intent {
  /** Relative to the project's root. */
  readonly path: string;
  /** What it asks for, by the package's name. */
  readonly releases: ReadonlyMap<string, IntentBump>;
  /** Markdown, for the notes. Outside data. */
  readonly summary: string;
}

/** The folder that changesets has its files in. */
export const intentFolder = ".changeset";

/** What stands in the folder for people and their assistants, and is no intent. */
const others = new Set(["agents.md", "claude.md", "gemini.md", "readme.md"]);

/** Whether a path is an intent's: a Markdown file in the folder, or in the one of those that a prerelease has used. */
export function isIntentPath(path: string): boolean {
  const [, name] = /^\.changeset\/(?:pre\/)?([^/]+)$/.exec(path) ?? [];
  return name !== undefined && !name.startsWith(".") && name.endsWith(".md") && !others.has(name.toLowerCase());
}

/** Name of an intent in changesets' own files: without folder and ending; `pre/NAME` for one a prerelease has used. */
export function intentName(path: string): string {
  return path.slice(intentFolder.length + 1, -".md".length);
}
