import { absent, type Action, defineAction, plainText, present, RelspecError } from "@relspec/core";
import { fieldsOf, type Release } from "./answers.ts";
import { findRelease } from "./find-release.ts";
import { oneLine } from "./one-line.ts";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace, nameOf, type Place } from "./place.ts";
import { longestBody } from "./release-body.ts";

export type BannerTarget = { readonly at: Place; readonly tag: string; readonly text: string };

const begin = "<!-- relspec: banner -->";
const end = "<!-- relspec: end of banner -->";

/** `github/banner`: a warning above the notes of a release. It is edited, never deleted; that works with immutable ones too. */
export function bannerAction(options: GitHubOptions, open: Opener, secrets: readonly string[]): Action {
  return defineAction({
    summary: "Put a warning above the notes of a release on GitHub.",
    secrets,
    options: {
      type: "object",
      additionalProperties: false,
      required: ["tag", "text"],
      properties: {
        tag: { type: "string", minLength: 1, maxLength: 250, description: "Tag of the release." },
        text: {
          type: "string",
          minLength: 1,
          maxLength: 10_000,
          template: true,
          description: "The warning, Markdown.",
        },
      },
    },
    async plan({ tag, text }, context) {
      const at = await findPlace(options, context, context.facts);
      const target: BannerTarget = { at, tag: oneLine(tag, "tag", 250), text: quote(text) };
      return { summary: `warn on the release ${target.tag} of ${nameOf(at)}`, target };
    },
    async check({ at, tag, text }: BannerTarget, context) {
      const release = await findRelease(await open.toLook(at, context), tag);
      return release?.body.startsWith(`${begin}\n${text}\n`) ? present({ release: release.id }) : absent;
    },
    async apply({ at, tag, text }: BannerTarget, context) {
      const github = await open.toWrite(at, context);
      const release = await findRelease(github, tag);
      if (!release) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `${nameOf(at)} has no release ${tag} to put a warning on.`,
          suggestions: [`Look at ${at.web}/releases.`],
        });
      }
      await edit(release, above(`${begin}\n${text}\n${end}\n\n`, without(release.body)), github);
      return { release: release.id };
    },
    async undo({ at, tag }: BannerTarget, result, context) {
      const github = await open.toWrite(at, context);
      const release = await findRelease(github, tag);
      if (!release || release.id !== fieldsOf(result)["release"]) return;
      if (release.body.startsWith(begin)) await edit(release, without(release.body), github);
    },
  });
}

function quote(text: string): string {
  const lines = plainText(text).trim().replaceAll("<!--", "&lt;!--").split("\n");
  return ["> [!CAUTION]", ...lines.map((line) => `> ${line}`)].join("\n");
}

/** Notes that leave no room are cut before their last line, which says whose they are. */
function above(banner: string, body: string): string {
  const room = longestBody - banner.length;
  if (body.length <= room) return `${banner}${body}`;
  const [last = ""] = /\n\n<!-- relspec: [^>]{0,500}-->\s*$/.exec(body) ?? [];
  return `${banner}${body.slice(0, room - last.length - 1).toWellFormed()}…${last}`;
}

function without(body: string): string {
  const stop = body.startsWith(begin) ? body.indexOf(end) : -1;
  return stop === -1 ? body : body.slice(stop + end.length).trimStart();
}

async function edit({ id, tag }: Release, body: string, github: GitHub): Promise<void> {
  await github.ask(
    "PATCH /repos/{owner}/{repo}/releases/{release_id}",
    { release_id: id, body },
    { doing: `change the notes of the release ${tag}` },
  );
}
