import {
  absent,
  type Action,
  conflict,
  defineAction,
  type Finding,
  plainLine,
  present,
  RelspecError,
  renderDocument,
} from "@relspec/core";
import { readRelease, type Release } from "./answers.ts";
import { findRelease, type ReleaseResult } from "./find-release.ts";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace, nameOf, type Place } from "./place.ts";
import { bodyOf, markerOf, sameText } from "./release-body.ts";
import { commitStepOf, releaseOf, type TaggedRelease } from "./tags-of.ts";

export type ReleaseTarget = {
  readonly at: Place;
  readonly tag: string;
  /** Null: the tag decides, which is there before the release becomes public. */
  readonly commit: string | null;
  readonly title: string;
  readonly body: string;
  /** In the body; whoever finds it knows the release as this one. */
  readonly marker: string;
  readonly generate: boolean;
  readonly previousTag: string | null;
  readonly prerelease: boolean;
};

/** `github/release`: a draft, which nobody is told of before `github/publish`. */
export function releaseAction(options: GitHubOptions, open: Opener, secrets: readonly string[]): Action {
  return defineAction({
    summary: "Draft a release on GitHub.",
    secrets,
    options: {
      type: "object",
      additionalProperties: false,
      properties: {
        tag: {
          type: "string",
          minLength: 1,
          maxLength: 250,
          description: "Which tag's release. Default: the only one.",
        },
        title: { type: "string", minLength: 1, maxLength: 500, template: true, description: "Title of the release." },
        notes: { type: "string", template: true, description: "Text of the release, Markdown. Default: its notes." },
      },
    },
    async plan(given, context) {
      const { facts } = context;
      const release = releaseOf(given.tag, facts);
      const at = await findPlace(options, context, facts);
      const { tag, previousTag } = release;
      const marker = markerOf(release.name, release.version, facts.base.commit);
      const encoded = encodeURIComponent(tag);
      const full =
        previousTag === null
          ? `${at.web}/commits/${encoded}`
          : `${at.web}/compare/${encodeURIComponent(previousTag)}...${encoded}`;
      const text = given.notes ?? (options.notes === "generated" ? "" : release.notes);
      const target: ReleaseTarget = {
        at,
        tag,
        commit: commitStepOf(facts) === null ? facts.base.commit : null,
        title: plainLine(given.title ?? (await titleOf(options.title, release, facts.release.name)), 250),
        body: bodyOf(text, { marker, full }),
        marker,
        generate: options.notes !== "own" && given.notes === undefined,
        previousTag,
        prerelease: options.prerelease === "auto" ? facts.release.type === "prerelease" : options.prerelease,
      };
      return { summary: `draft the release ${tag} of ${nameOf(at)}`, target };
    },
    async check(target: ReleaseTarget, context): Promise<Finding> {
      return judge(target, await findRelease(await open.toLook(target.at, context), target.tag, context.results));
    },
    async apply(target: ReleaseTarget, context): Promise<ReleaseResult> {
      const github = await open.toWrite(target.at, context);
      const found = judge(target, await findRelease(github, target.tag, context.results));
      if (found.state === "present") return found.result as ReleaseResult;
      if (found.state === "conflict")
        throw new RelspecError("RS_PLAN_CONFLICT", { message: found.reason, suggestions: found.suggestions });
      return resultOf(await draft(target, github));
    },
    async undo(target: ReleaseTarget, { release: id }: ReleaseResult, context) {
      const github = await open.toWrite(target.at, context);
      const doing = "delete a draft";
      const { status, data } = await github.ask(
        "GET /repos/{owner}/{repo}/releases/{release_id}",
        { release_id: id },
        { accept: [404], doing },
      );
      if (status === 404) return;
      const { draft: isDraft, url } = readRelease(data, github);
      if (!isDraft) {
        throw new RelspecError("RS_STEP_IRREVERSIBLE", {
          message: `The release ${target.tag} is public (${plainLine(url, 200)}), and people may have it.`,
          suggestions: [`gh release delete ${target.tag} --repo ${nameOf(target.at)}`, "Or release a newer version."],
        });
      }
      await github.ask(
        "DELETE /repos/{owner}/{repo}/releases/{release_id}",
        { release_id: id },
        { accept: [404], doing },
      );
    },
  });
}

async function titleOf(template: string, { tag, version, name }: TaggedRelease, spec: string): Promise<string> {
  return renderDocument(template, { tag, version, package: name, name: spec }, { html: false });
}

/** Whether what stands at the tag is this release. */
function judge(target: ReleaseTarget, found: Release | null): Finding {
  if (found === null) return absent;
  if (found.body.includes(target.marker)) return present(resultOf(found));
  const same = found.title === target.title && sameText(found.body, target.body);
  if (same) return present(resultOf(found));
  const kind = found.draft ? "a draft of a release" : "a release";
  return conflict(
    `${nameOf(target.at)} has ${kind} ${target.tag} that relspec did not make: ${plainLine(found.url, 200)}`,
    [
      found.draft
        ? "Delete that draft on its page, then run again."
        : "Release the next version, or delete that release on its page.",
    ],
  );
}

async function draft(target: ReleaseTarget, github: GitHub): Promise<Release> {
  const { tag, commit, title, body, generate, previousTag, prerelease } = target;
  const doing = `draft the release ${tag}`;
  const text = generate ? await withGenerated({ tag, commit, previousTag, body, marker: target.marker }, github) : body;
  const { data } = await github.ask(
    "POST /repos/{owner}/{repo}/releases",
    {
      tag_name: tag,
      ...(commit !== null && { target_commitish: commit }),
      name: title,
      body: text,
      draft: true,
      prerelease,
    },
    { doing },
  );
  const made = readRelease(data, github);
  if (made.tag === tag && made.draft) return made;
  throw new RelspecError("RS_STEP_FAILED", {
    message: `${new URL(github.place.api).host} was asked for a draft of ${tag} and answers with something else.`,
    details: { release: made.id },
  });
}

/** GitHub's own notes below the text: asked for beforehand, so that the length can be kept to. */
async function withGenerated(
  { tag, commit, previousTag, body, marker }: Pick<ReleaseTarget, "tag" | "commit" | "previousTag" | "body" | "marker">,
  github: GitHub,
): Promise<string> {
  const { data } = await github.ask(
    "POST /repos/{owner}/{repo}/releases/generate-notes",
    {
      tag_name: tag,
      ...(commit !== null && { target_commitish: commit }),
      ...(previousTag !== null && { previous_tag_name: previousTag }),
    },
    { doing: "generate notes" },
  );
  const { body: generated } = (data ?? {}) as { readonly body?: unknown };
  const own = body.replace(marker, "").trim();
  const text = [own, typeof generated === "string" ? generated : ""].filter((part) => part !== "").join("\n\n");
  return bodyOf(text, { marker, full: `${github.place.web}/commits/${encodeURIComponent(tag)}` });
}

function resultOf({ id, tag, url }: Release): ReleaseResult {
  return { release: id, tag, url: plainLine(url, 500) };
}
