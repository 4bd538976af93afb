import {
  absent,
  type Action,
  conflict,
  defineAction,
  type Finding,
  plainLine,
  present,
  RelspecError,
} from "@relspec/core";
import { type Asset, readAsset, type Release } from "./answers.ts";
import { type AssetFile, assetFiles } from "./asset-files.ts";
import { findRelease } from "./find-release.ts";
import { listAssets } from "./list-assets.ts";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace, nameOf, type Place } from "./place.ts";
import { releaseOf } from "./tags-of.ts";
import { uploadAsset } from "./upload-asset.ts";

export type AssetTarget = {
  readonly at: Place;
  readonly tag: string;
  /** Path or glob, from the project's root. */
  readonly path: string;
  readonly label: string | null;
  readonly optional: boolean;
};

export type AssetResult = {
  readonly release: number;
  readonly tag: string;
  readonly assets: readonly {
    readonly id: number;
    readonly name: string;
    readonly size: number;
    readonly digest: string;
  }[];
};

/** `github/asset`: files that come with a release, each there once and whole. */
export function assetAction(options: GitHubOptions, open: Opener, secrets: readonly string[]): Action {
  return defineAction({
    summary: "Upload files to a release on GitHub.",
    secrets,
    tree: true,
    timeout: 60 * 60_000,
    options: {
      type: "object",
      additionalProperties: false,
      required: ["path"],
      properties: {
        tag: {
          type: "string",
          minLength: 1,
          maxLength: 250,
          description: "Which tag's release. Default: the only one.",
        },
        path: { type: "string", minLength: 1, maxLength: 500, description: "Path or glob, from the project's root." },
        label: {
          type: "string",
          minLength: 1,
          maxLength: 200,
          template: true,
          description: "What people read instead of the name.",
        },
        optional: { type: "boolean", default: false, description: "Nothing may match. Default: that is an error." },
      },
    },
    async plan({ tag, path, label, optional }, context) {
      const at = await findPlace(options, context, context.facts);
      const release = releaseOf(tag, context.facts);
      const target: AssetTarget = {
        at,
        tag: release.tag,
        path: plainLine(path, 500),
        label: label === undefined ? null : plainLine(label, 200),
        optional,
      };
      return { summary: `upload ${target.path} to the release ${release.tag}`, target };
    },
    async check(target: AssetTarget, context): Promise<Finding> {
      const files = await assetFiles(target.path, context);
      if (files.length === 0 && !target.optional) return absent;
      const github = await open.toLook(target.at, context);
      const release = await findRelease(github, target.tag, context.results);
      if (!release) return absent;
      return judge(target, release, files, await listAssets(github, release.id));
    },
    async apply(target: AssetTarget, context): Promise<AssetResult> {
      const files = await assetFiles(target.path, context);
      if (files.length === 0 && !target.optional) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `No file matches ${target.path}, which is to come with the release ${target.tag}.`,
          suggestions: ["Let a step of the stage `build` make it, or write `optional: true` beside its path."],
        });
      }
      const github = await open.toWrite(target.at, context);
      const release = await findRelease(github, target.tag, context.results);
      if (!release) throw noRelease(target);
      const there = await listAssets(github, release.id);
      const found = judge(target, release, files, there);
      if (found.state === "conflict")
        throw new RelspecError("RS_PLAN_CONFLICT", { message: found.reason, suggestions: found.suggestions });
      const assets: AssetResult["assets"][number][] = [];
      for (const file of files) {
        const kept = assetOf(file, there);
        const asset = kept?.whole ? kept : await replaceHalf(file, kept, { target, release, github, context });
        assets.push({ id: asset.id, name: asset.name, size: file.size, digest: file.digest });
      }
      return { release: release.id, tag: target.tag, assets };
    },
    async undo(target: AssetTarget, { assets }: AssetResult, context) {
      const github = await open.toWrite(target.at, context);
      for (const { id, name } of assets) await remove(id, `delete the asset ${name}`, github);
    },
  });
}

/** What GitHub kept of an upload that broke off stands in the way of the next. */
async function replaceHalf(
  file: AssetFile,
  half: Asset | undefined,
  {
    target,
    release,
    github,
    context,
  }: {
    readonly target: AssetTarget;
    readonly release: Release;
    readonly github: GitHub;
    readonly context: Parameters<Action["apply"]>[1];
  },
): Promise<Asset> {
  if (half) {
    context.log(`${file.name} is there only in part: it is uploaded again`);
    await remove(half.id, `delete the half asset ${file.name}`, github);
  }
  const bytes = await context.files.readBytes(file.path);
  return readAsset(await uploadAsset({ file, bytes, label: target.label, release }, github), github);
}

async function remove(id: number, doing: string, github: GitHub): Promise<void> {
  await github.ask(
    "DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}",
    { asset_id: id },
    { accept: [404], doing },
  );
}

function judge(target: AssetTarget, release: Release, files: readonly AssetFile[], there: readonly Asset[]): Finding {
  const found = files.map((file) => ({ file, asset: assetOf(file, there) }));
  for (const { file, asset } of found) {
    if (asset?.whole && !isSame(file, asset)) {
      return conflict(
        `The release ${target.tag} of ${nameOf(target.at)} has the asset ${asset.name} with other content (${asset.digest ?? `${asset.size} bytes`}) than ${file.path} (${file.digest}).`,
        [`gh release delete-asset ${target.tag} ${asset.name} --repo ${nameOf(target.at)}`],
      );
    }
  }
  const missing = found.filter(({ asset }) => !asset?.whole);
  if (missing.length > 0) {
    return release.immutable
      ? conflict(
          `The release ${target.tag} of ${nameOf(target.at)} is immutable and has no ${missing.map(({ file }) => file.name).join(", ")}.`,
          ["Release the next version."],
        )
      : absent;
  }
  const assets = found.flatMap(({ file: { size, digest }, asset }) =>
    asset ? [{ id: asset.id, name: asset.name, size, digest }] : [],
  );
  return present({ release: release.id, tag: target.tag, assets });
}

/** By its name, else by what it holds: GitHub may have changed the name. */
function assetOf(file: AssetFile, there: readonly Asset[]): Asset | undefined {
  return (
    there.find(({ name }) => name === file.name) ??
    there.find(({ digest, size }) => digest === file.digest && size === file.size)
  );
}

function isSame(file: AssetFile, { size, digest }: Asset): boolean {
  return size === file.size && (digest === null || digest === file.digest);
}

function noRelease({ tag, at }: AssetTarget): RelspecError {
  return new RelspecError("RS_STEP_FAILED", {
    message: `${nameOf(at)} has no release ${tag} to upload to.`,
    suggestions: ["Let the step come after `github/release`: name that in its `needs`."],
  });
}
