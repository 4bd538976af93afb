import type { JsonObject } from "@relspec/core";
import { fillTemplate } from "./fill-template.ts";
import { type Account, recordOf, textsOf, withoutEmpty } from "./migration.ts";

/** Options of `npm`. */
export function npmOf(given: unknown, account: Account): JsonObject {
  const options = recordOf(given);
  const { publish, access, tag } = options;
  account.carry("npm", "plugins.npm");
  if (options["publishPath"] !== undefined)
    account.leave(
      "npm.publishPath",
      "A package is packed where its package.json is; `plugins.npm.root` names another folder.",
    );
  account.rest(options, ["publish", "access", "tag", "publishPath", "skipChecks", "ignoreVersion"], "npm.");
  return withoutEmpty({
    ...(publish === false && { publish: false }),
    ...((access === "public" || access === "restricted") && { access }),
    ...(typeof tag === "string" && { tag }),
  });
}

/** The forge's plugin, where a release is made on it. */
export function forgeOf(
  forge: "github" | "gitlab",
  given: unknown,
  account: Account,
): Readonly<Record<string, JsonObject>> {
  const options = recordOf(given);
  if (options["release"] !== true) return {};
  const { releaseName, draft, preRelease, assets, discussionCategoryName, milestones } = options;
  account.carry(forge, `plugins.${forge}`);
  const title = fillTemplate(typeof releaseName === "string" ? releaseName : "Release ${version}", {
    version: "version",
    tagName: "tag",
  });
  if (title === null) account.leave(`${forge}.releaseName`, `Write \`plugins.${forge}.title\`.`);
  account.rest(
    options,
    [
      "release",
      "releaseName",
      "draft",
      "preRelease",
      "assets",
      "discussionCategoryName",
      "milestones",
      "tokenRef",
      "autoGenerate",
      "comments",
    ],
    `${forge}.`,
  );
  if (forge === "gitlab") {
    if (textsOf(assets).length > 0) account.leave("gitlab.assets", "Links to files are `plugins.gitlab.links`.");
    return { gitlab: withoutEmpty({ title: title ?? undefined, milestones: textsOf(milestones) }) };
  }
  return {
    github: withoutEmpty({
      title: title ?? undefined,
      ...(draft === true && { draft: true }),
      ...(preRelease === true && { prerelease: true }),
      ...(options["autoGenerate"] === true && { notes: "generated" }),
      ...(recordOf(options["comments"])["submit"] === true && { comments: true }),
      assets: textsOf(assets).map((path) => ({ path })),
      ...(typeof discussionCategoryName === "string" && { discussion: discussionCategoryName }),
    }),
  };
}
