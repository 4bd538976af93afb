import { absent, type Action, defineAction, present, RelspecError } from "@relspec/core";
import { fieldsOf, readRelease, type Release } from "./answers.ts";
import { findRelease } from "./find-release.ts";
import { oneLine } from "./one-line.ts";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace, nameOf, type Place } from "./place.ts";

export type LatestTarget = { readonly at: Place; readonly tag: string };

/** `previous`: what was the latest before; null for none; absent when it was found in place. */
type LatestResult = { readonly release: number; readonly previous?: number | null };

/** `github/latest`: make a published release the one that people are shown first. */
export function latestAction(options: GitHubOptions, open: Opener, secrets: readonly string[]): Action {
  return defineAction({
    summary: "Make a release the latest on GitHub.",
    secrets,
    options: {
      type: "object",
      additionalProperties: false,
      required: ["tag"],
      properties: { tag: { type: "string", minLength: 1, maxLength: 250, description: "Tag of the release." } },
    },
    async plan({ tag }, context) {
      const at = await findPlace(options, context, context.facts);
      const target: LatestTarget = { at, tag: oneLine(tag, "tag", 250) };
      return { summary: `make ${target.tag} the latest release of ${nameOf(at)}`, target };
    },
    async check({ at, tag }: LatestTarget, context) {
      const latest = await latestOf(await open.toLook(at, context));
      return latest?.tag === tag ? present({ release: latest.id }) : absent;
    },
    async apply({ at, tag }: LatestTarget, context): Promise<LatestResult> {
      const github = await open.toWrite(at, context);
      const release = await findRelease(github, tag);
      if (!release || release.draft || release.prerelease) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: release
            ? `The release ${tag} of ${nameOf(at)} is a ${release.draft ? "draft" : "prerelease"}, and cannot be the latest.`
            : `${nameOf(at)} has no release ${tag} to make the latest.`,
          suggestions: [`Look at ${at.web}/releases.`],
        });
      }
      const before = await latestOf(github);
      if (before?.id === release.id) return { release: release.id };
      await make(release.id, tag, github);
      return { release: release.id, previous: before?.id ?? null };
    },
    async undo({ at, tag }: LatestTarget, result, context) {
      const { release, previous } = fieldsOf(result);
      if (typeof previous !== "number") return;
      const github = await open.toWrite(at, context);
      // Somebody has moved it on since, or it is back already.
      if ((await latestOf(github))?.id === release) await make(previous, `before ${tag}`, github);
    },
  });
}

async function make(id: number, what: string, github: GitHub): Promise<void> {
  await github.ask(
    "PATCH /repos/{owner}/{repo}/releases/{release_id}",
    { release_id: id, make_latest: "true" },
    { doing: `make the release ${what} the latest` },
  );
}

async function latestOf(github: GitHub): Promise<Release | null> {
  const { status, data } = await github.ask(
    "GET /repos/{owner}/{repo}/releases/latest",
    {},
    { accept: [404], doing: "read its latest release" },
  );
  return status === 404 ? null : readRelease(data, github);
}
