import { type ReadContext, RelspecError } from "@relspec/core";
import { fieldsOf, readRelease, type Release } from "./answers.ts";
import { listPages } from "./list-pages.ts";
import type { GitHub } from "./open-github.ts";

/** What the steps of a release leave for one another. */
export type ReleaseResult = { readonly release: number; readonly tag: string; readonly url: string };

/**
 * The release of a tag, published or draft: a draft is not found by its tag, so the list is looked through; null when there
 * is none. Of several drafts of one tag none can be told to be the one.
 * @throws `RS_PLAN_CONFLICT` for several drafts, else as GitHub refuses.
 */
export async function findRelease(
  github: GitHub,
  tag: string,
  results: ReadContext["results"] = {},
): Promise<Release | null> {
  const doing = "read its releases";
  const hint = idOf(tag, results);
  if (hint !== null) {
    const { status, data } = await github.ask(
      "GET /repos/{owner}/{repo}/releases/{release_id}",
      { release_id: hint },
      { accept: [404], doing },
    );
    const found = status === 404 ? null : readRelease(data, github);
    if (found?.tag === tag) return found;
  }
  const published = await github.ask(
    "GET /repos/{owner}/{repo}/releases/tags/{tag}",
    { tag },
    { accept: [404], doing },
  );
  if (published.status !== 404) {
    const found = readRelease(published.data, github);
    if (found.tag === tag) return found;
  }
  // Nobody in particular is shown no drafts.
  if (!github.known) return null;
  const drafts: Release[] = [];
  for await (const each of listPages(github, "GET /repos/{owner}/{repo}/releases", {}, { doing, size: 30 })) {
    if (fieldsOf(each)["tag_name"] === tag) drafts.push(readRelease(each, github));
  }
  if (drafts.length > 1) throw severalDrafts(tag, drafts);
  return drafts[0] ?? null;
}

/** Id that an earlier step has on record for the tag. */
function idOf(tag: string, results: ReadContext["results"]): number | null {
  for (const result of Object.values(results)) {
    const { release, tag: of } = fieldsOf(result);
    if (of === tag && typeof release === "number") return release;
  }
  return null;
}

function severalDrafts(tag: string, drafts: readonly Release[]): RelspecError {
  return new RelspecError("RS_PLAN_CONFLICT", {
    message: `There are ${drafts.length} drafts of a release ${tag}, and nothing tells which is the one.`,
    details: { tag, drafts: drafts.map(({ id, url }) => ({ id, url })) },
    suggestions: ["Delete the drafts that are not wanted on the page of the releases, then run again."],
  });
}
