import type { JsonObject } from "@relspec/core";
import { fillTemplate } from "./fill-template.ts";
import { type Account, listOf, recordOf, textsOf, withoutEmpty } from "./migration.ts";
import type { PartReader } from "./semantic-release-part.ts";

/** The options about a failed release: relspec's record and CI say it. */
const aboutFailure = ["failComment", "failTitle", "failCommentCondition", "labels", "assignees"];

export const githubPart: PartReader = (options, account) => {
  const { githubApiPathPrefix, githubUrl, assets, successComment, releasedLabels, draftRelease, releaseNameTemplate } =
    options;
  account.carry("@semantic-release/github", "plugins.github");
  const told = successComment !== false && recordOf(options)["successCommentCondition"] !== false;
  const labels =
    releasedLabels === false ? [] : textsOf(releasedLabels ?? "released").filter((label) => !/<%|\$\{/.test(label));
  const comment =
    typeof successComment === "string" ? fillTemplate(successComment, { "nextRelease.version": "version" }) : undefined;
  if (comment === null)
    account.leave("github successComment", "It is a template with code. Write `plugins.github.comments.text`.");
  const title =
    typeof releaseNameTemplate === "string"
      ? fillTemplate(releaseNameTemplate, {
          "nextRelease.name": "tag",
          "nextRelease.gitTag": "tag",
          "nextRelease.version": "version",
        })
      : undefined;
  if (title === null) account.leave("github releaseNameTemplate", "Write `plugins.github.title`.");
  for (const key of aboutFailure)
    if (options[key] !== undefined && options[key] !== false)
      account.leave(
        `github ${key}`,
        "relspec opens no issue about a release that failed: the job fails, and `relspec status` says where it stands.",
      );
  if (typeof githubUrl === "string" || githubApiPathPrefix !== undefined)
    account.carry("github githubUrl", "plugins.github.api");
  account.rest(
    options,
    [
      "githubApiPathPrefix",
      "githubUrl",
      "assets",
      "successComment",
      "successCommentCondition",
      "releasedLabels",
      "draftRelease",
      "releaseNameTemplate",
      "discussionCategoryName",
      ...aboutFailure,
    ],
    "github ",
  );
  return {
    plugins: {
      github: withoutEmpty({
        ...(typeof githubUrl === "string" && {
          api: `${githubUrl.replace(/\/+$/, "")}${typeof githubApiPathPrefix === "string" ? githubApiPathPrefix : "/api/v3"}`,
        }),
        assets: listOf(assets === false ? undefined : assets).flatMap((asset, index) => assetOf(asset, index, account)),
        ...(told && { comments: withoutEmpty({ text: comment ?? undefined, labels }) }),
        ...(draftRelease === true && { draft: true }),
        title: title ?? undefined,
        ...(typeof options["discussionCategoryName"] === "string" && { discussion: options["discussionCategoryName"] }),
      }),
    },
  };
};

function assetOf(given: unknown, index: number, { leave }: Account): readonly JsonObject[] {
  const { path, label, name } =
    typeof given === "string" ? { path: given, label: undefined, name: undefined } : recordOf(given);
  if (typeof path !== "string") {
    leave(
      `github assets[${index}]`,
      "Several patterns in one entry, or none. Write an entry of `plugins.github.assets` for each.",
    );
    return [];
  }
  if (name !== undefined) leave(`github assets[${index}].name`, "A file is uploaded under the name it has.");
  const plain = typeof label === "string" && !/\$\{|<%/.test(label);
  if (label !== undefined && !plain) leave(`github assets[${index}].label`, "A label is text without values.");
  return [{ path, ...(plain && { label }) }];
}

export const gitlabPart: PartReader = (options, account) => {
  const { gitlabUrl, milestones } = options;
  account.rest(options, ["gitlabUrl", "milestones"], "gitlab ");
  account.carry("@semantic-release/gitlab", "plugins.gitlab");
  return {
    plugins: {
      gitlab: withoutEmpty({
        ...(typeof gitlabUrl === "string" && { url: gitlabUrl }),
        milestones: textsOf(milestones),
      }),
    },
  };
};
