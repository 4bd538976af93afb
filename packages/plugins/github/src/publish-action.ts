import {
  absent,
  type Action,
  conflict,
  defineAction,
  type Finding,
  plainLine,
  present,
  type ReadContext,
  RelspecError,
} from "@relspec/core";
import { type Asset, fieldsOf, readRelease, type Release } from "./answers.ts";
import type { AssetResult } from "./asset-action.ts";
import { type CommitTarget, commitOf, neededCommit } from "./commit-of.ts";
import { findRelease } from "./find-release.ts";
import { findTag } from "./find-tag.ts";
import { listAssets } from "./list-assets.ts";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace, nameOf, type Place } from "./place.ts";
import { markerOf } from "./release-body.ts";
import { commitStepOf, releaseOf } from "./tags-of.ts";

export type PublishTarget = CommitTarget & {
  readonly at: Place;
  readonly tag: string;
  readonly marker: string;
  readonly prerelease: boolean;
  readonly latest: "true" | "false" | "legacy";
  readonly discussion: string | null;
};

export type PublishResult = {
  readonly release: number;
  readonly tag: string;
  readonly url: string;
  readonly immutable: boolean;
};

/** `github/publish`: the draft becomes public, last, when all that belongs to it is there and whole. */
export function publishAction(options: GitHubOptions, open: Opener, secrets: readonly string[]): Action {
  return defineAction({
    summary: "Publish a drafted release on GitHub.",
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
      },
    },
    async plan({ tag: given }, context) {
      const { facts } = context;
      const at = await findPlace(options, context, facts);
      const { tag, name, version, main } = releaseOf(given, facts);
      const { type, channel } = facts.release;
      const commitStep = commitStepOf(facts);
      const prerelease = options.prerelease === "auto" ? type === "prerelease" : options.prerelease;
      const auto = !prerelease && type === "release" && channel === null && main;
      const target: PublishTarget = {
        at,
        tag,
        commit: commitStep === null ? facts.base.commit : null,
        commitStep,
        marker: markerOf(name, version, facts.base.commit),
        prerelease,
        // GitHub takes no prerelease as its latest.
        latest: prerelease
          ? "false"
          : options.latest === "auto"
            ? (`${auto}` as const)
            : (`${options.latest}` as const),
        discussion: options.discussion ?? null,
      };
      const kind = prerelease ? " as a prerelease" : target.latest === "true" ? " as the latest" : "";
      return { summary: `publish the release ${tag} of ${nameOf(at)}${kind}`, target };
    },
    async check(target: PublishTarget, context): Promise<Finding> {
      const github = await open.toLook(target.at, context);
      const release = await findRelease(github, target.tag, context.results);
      if (!release || release.draft) return absent;
      return judge(target, release, await faultsOf(target, release, github, context), context);
    },
    async apply(target: PublishTarget, context): Promise<PublishResult> {
      const github = await open.toWrite(target.at, context);
      const release = await findRelease(github, target.tag, context.results);
      if (!release) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `${nameOf(target.at)} has no release ${target.tag} to publish.`,
          suggestions: ["Let the step come after `github/release`: name that in its `needs`."],
        });
      }
      const faults = await faultsOf(target, release, github, context);
      if (!release.draft) {
        const found = judge(target, release, faults, context);
        if (found.state === "present") return found.result as PublishResult;
        throw new RelspecError("RS_PLAN_CONFLICT", {
          message: found.state === "conflict" ? found.reason : `The release ${target.tag} is public already.`,
        });
      }
      if (faults.length > 0) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `The release ${target.tag} is not published: ${faults.join(", ")}.`,
          suggestions: ["Take the release back and begin again: relspec undo"],
        });
      }
      return resultOf(await publish(target, release, neededCommit(target, context), github));
    },
    async undo(target: PublishTarget, { release: id }: PublishResult, context) {
      const github = await open.toWrite(target.at, context);
      const route = "/repos/{owner}/{repo}/releases/{release_id}";
      const doing = `make the release ${target.tag} a draft again`;
      const { status, data } = await github.ask(`GET ${route}`, { release_id: id }, { accept: [404], doing });
      if (status === 404) return;
      const release = readRelease(data, github);
      if (release.draft) return;
      if (release.immutable) {
        throw new RelspecError("RS_STEP_IRREVERSIBLE", {
          message: `The release ${target.tag} of ${nameOf(target.at)} is immutable: it can be neither hidden nor used again.`,
          suggestions: ["Release the next version.", "Or make an earlier one the latest: relspec rollback VERSION"],
        });
      }
      await github.ask(`PATCH ${route}`, { release_id: id, draft: true }, { doing });
    },
  });
}

async function publish(target: PublishTarget, { id, tag }: Release, commit: string, github: GitHub): Promise<Release> {
  const doing = `publish the release ${tag}`;
  const standing = await findTag(github, tag);
  if (standing !== null && standing !== commit) {
    throw new RelspecError("RS_PLAN_CONFLICT", {
      message: `The tag ${tag} of ${nameOf(target.at)} stands on ${standing.slice(0, 9)}, and the release is of ${commit.slice(0, 9)}.`,
      suggestions: ["git fetch --tags", `git ls-remote origin refs/tags/${tag}`],
    });
  }
  if (standing === null && target.commitStep !== null) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `The tag ${tag} is not on ${nameOf(target.at)} yet, and GitHub would put it on another commit.`,
      suggestions: ["Run again in a minute.", "Or let the git plugin push its tags: `git: { push: true }`."],
      retryable: true,
    });
  }
  const { prerelease, latest, discussion } = target;
  const { data } = await github.ask(
    "PATCH /repos/{owner}/{repo}/releases/{release_id}",
    {
      release_id: id,
      tag_name: tag,
      target_commitish: commit,
      draft: false,
      prerelease,
      make_latest: latest,
      ...(discussion !== null && { discussion_category_name: discussion }),
    },
    { doing },
  );
  const made = readRelease(data, github);
  if (!made.draft && made.tag === tag) return made;
  throw new RelspecError("RS_STEP_FAILED", {
    message: `${new URL(github.place.api).host} was asked to publish ${tag} and has not done it.`,
    retryable: true,
  });
}

/** What of the steps before is not there as it was left. */
async function faultsOf(
  { tag }: PublishTarget,
  { id }: Release,
  github: GitHub,
  { results }: Pick<ReadContext, "results">,
): Promise<readonly string[]> {
  const wanted = Object.values(results).flatMap((result): AssetResult["assets"] => {
    const { tag: of, assets } = fieldsOf(result);
    return of === tag && Array.isArray(assets) ? (assets as AssetResult["assets"]) : [];
  });
  const there = new Map((await listAssets(github, id)).map((asset) => [asset.name, asset]));
  const half = [...there.values()]
    .filter(({ whole }) => !whole)
    .map(({ name }) => `${plainLine(name, 100)} is there only in part`);
  return [
    ...half,
    ...wanted.flatMap((asset) => {
      const fault = faultOf(asset, there.get(asset.name));
      return fault === null ? [] : [`${asset.name} ${fault}`];
    }),
  ];
}

function faultOf(wanted: AssetResult["assets"][number], found: Asset | undefined): string | null {
  if (!found) return "is missing";
  if (!found.whole) return null;
  if (found.size !== wanted.size) return `has ${found.size} bytes instead of ${wanted.size}`;
  return found.digest === null || found.digest === wanted.digest ? null : "has other content";
}

function judge(
  target: PublishTarget,
  release: Release,
  faults: readonly string[],
  context: Pick<ReadContext, "results">,
): Finding {
  const own =
    release.body.includes(target.marker) ||
    Object.values(context.results).some((result) => fieldsOf(result)["release"] === release.id);
  if (!own) {
    return conflict(
      `${nameOf(target.at)} has a release ${target.tag} that relspec did not make: ${plainLine(release.url, 200)}`,
      ["Release the next version, or delete that release on its page."],
    );
  }
  // Before there are results, nothing is known of what should be there.
  if (faults.length > 0 && commitOf(target, context) !== null)
    return conflict(`The release ${target.tag} is public, and ${faults.join(", ")}.`, ["Release the next version."]);
  return present(resultOf(release));
}

function resultOf({ id, tag, url, immutable }: Release): PublishResult {
  return { release: id, tag, url: plainLine(url, 500), immutable };
}
