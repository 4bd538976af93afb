import { absent, conflict, defineAction, type Finding, plainLine, present, RelspecError } from "@relspec/core";
import { ask } from "./ask.ts";
import { readRelease } from "./find-release.ts";
import { bannerOptions, type GitLabOptions } from "./options.ts";
import { findPlace, type Place } from "./place.ts";

export type BannerTarget = { readonly at: Place; readonly tag: string; readonly line: string };

/** `gitlab/banner`: a line above the text of a release, for one that was left by a rollback. */
export const bannerAction = (gitlab: GitLabOptions) => {
  type Context = Parameters<typeof ask>[3];
  const path = (tag: string) => `/releases/${encodeURIComponent(tag)}`;
  const find = async ({ at, tag }: BannerTarget, context: Context) =>
    readRelease(
      await ask(at, { path: path(tag), accept: [404], doing: `read the release ${tag}` }, gitlab, context),
      tag,
      at.project,
    );
  const write = (target: BannerTarget, description: string, context: Context) =>
    ask(
      target.at,
      { method: "PUT", path: path(target.tag), body: { description }, doing: `write into the release ${target.tag}` },
      gitlab,
      context,
    );
  return defineAction({
    summary: "Put a line above the text of a release on GitLab.",
    options: bannerOptions,
    plan: ({ tag, text }, context) => ({
      summary: `write "${plainLine(text, 80)}" above the release ${plainLine(tag, 100)}`,
      target: {
        at: findPlace(gitlab, context, context.facts),
        tag,
        line: `> ${plainLine(text, 1000)}`,
      } satisfies BannerTarget,
    }),
    async check(target: BannerTarget, context): Promise<Finding> {
      const found = await find(target, context);
      if (found === null) return conflict(`${target.at.project} has no release ${plainLine(target.tag, 250)}.`);
      return hasLine(found.description, target.line) ? present() : absent;
    },
    async apply(target: BannerTarget, context) {
      const found = await find(target, context);
      if (found === null)
        throw new RelspecError("RS_PLAN_CONFLICT", {
          message: `${target.at.project} has no release ${plainLine(target.tag, 250)}.`,
        });
      if (!hasLine(found.description, target.line))
        await write(target, `${target.line}\n\n${found.description}`, context);
      return null;
    },
    async undo(target: BannerTarget, _result, context) {
      const found = await find(target, context);
      if (found === null || !hasLine(found.description, target.line)) return;
      await write(target, found.description.slice(target.line.length).replace(/^\r?\n\r?\n/, ""), context);
    },
  });
};

function hasLine(description: string, line: string): boolean {
  return description === line || description.startsWith(`${line}\n`) || description.startsWith(`${line}\r\n`);
}
