import { cutNotes, plainLine, type PlanningFacts, renderDocument } from "@relspec/core";
import { fieldsOf, notGitHub, readId, textOf } from "./answers.ts";
import { listPages } from "./list-pages.ts";
import type { GitHub } from "./open-github.ts";
import type { GitHubOptions } from "./options.ts";

/** A release's pull request, as GitHub has it. */
export interface ReleasePull {
  readonly number: number;
  readonly state: "open" | "merged" | "closed";
  readonly title: string;
  readonly body: string;
  readonly url: string;
  /** Commit at the end of its branch. */
  readonly head: string;
  /** What the merge made of it; null while it is not merged. */
  readonly merge: string | null;
}

/** Which branch a release is proposed from, and how. Null: releases are not proposed. */
export function pullRequestOf({ pullRequest }: Pick<GitHubOptions, "pullRequest">) {
  if (pullRequest === false) return null;
  const given: { readonly branch?: string; readonly title?: string } = pullRequest === true ? {} : pullRequest;
  return {
    branch: given.branch ?? "relspec/release-{{branch}}",
    title: given.title ?? "chore(release): {{name}} {{version}}",
  };
}

/** Name of the branch that a release of `base` is proposed from. */
export function releaseBranch(template: string, base: string): string {
  return template.replaceAll(/\{\{\s*branch\s*\}\}/g, base);
}

/** GitHub takes no longer text of a pull request, in characters; the marker comes on top. */
const longest = 60_000;

/** Title and text of the pull request, without its marker. */
export async function proposalOf(
  title: string,
  { release, notes, packages }: Pick<PlanningFacts, "release" | "notes" | "packages">,
): Promise<{ readonly title: string; readonly body: string }> {
  const { name, version } = release;
  const listed = packages.map((each) => `- ${each.name} ${each.from === null ? "" : `${each.from} → `}${each.to}`);
  return {
    title: plainLine(await renderDocument(title, { name, version }, { html: false }), 250),
    body: [
      `Merging this releases ${name} ${version}.`,
      ...(packages.length > 1 ? [listed.join("\n")] : []),
      cutNotes(notes, { limit: longest }).trim(),
    ]
      .filter((part) => part !== "")
      .join("\n\n"),
  };
}

/** Says, at the end of the text, for which release and which commit relspec wrote it. */
export function pullMarker(release: string, commit: string): string {
  return `<!-- relspec: ${release} ${commit} -->`;
}

export function markedBy(body: string): { readonly release: string; readonly commit: string } | null {
  const [, release, commit] = /<!-- relspec: (\S{1,300}) ([0-9a-f]{40,64}) -->\s*$/.exec(body) ?? [];
  return release === undefined || commit === undefined ? null : { release, commit };
}

/** Every pull request from the branch to the base, the newest first. */
export async function pullsFrom(branch: string, base: string, github: GitHub): Promise<readonly ReleasePull[]> {
  const pulls: ReleasePull[] = [];
  const asked = { state: "all", head: `${github.place.owner}:${branch}`, base, sort: "created", direction: "desc" };
  for await (const each of listPages(github, "GET /repos/{owner}/{repo}/pulls", asked, {
    doing: "read its pull requests",
  }))
    pulls.push(readPull(each, github));
  return pulls;
}

export function readPull(data: unknown, github: GitHub): ReleasePull {
  const { title, body, state, merged_at, merge_commit_sha, head, html_url } = fieldsOf(data);
  const sha = textOf(fieldsOf(head)["sha"]);
  if (sha === null || typeof title !== "string" || typeof state !== "string") throw notGitHub(github, "a pull request");
  const merged = typeof merged_at === "string";
  return {
    number: readId(data, github, "a pull request", "number"),
    state: merged ? "merged" : state === "open" ? "open" : "closed",
    title,
    body: (textOf(body) ?? "").replaceAll("\r\n", "\n"),
    url: textOf(html_url) ?? "",
    head: sha,
    merge: merged ? textOf(merge_commit_sha) : null,
  };
}
