import { absent, type Action, conflict, defineAction, type Finding, present, RelspecError } from "@relspec/core";
import semver from "semver";
import { readImageName, refuseTag, versionTag } from "./image-name.ts";
import { imageVersion } from "./image-version.ts";
import type { Manifest } from "./manifest.ts";
import type { DockerOptions } from "./options.ts";
import type { PushResult } from "./push-action.ts";
import { putTag } from "./put-tag.ts";
import { deleteTag, getManifest } from "./registry/manifests.ts";
import { askRepository, openRepository, type Repository } from "./registry/open-registry.ts";

export type TagTarget = {
  readonly image: string;
  readonly tag: string;
  readonly version: string;
  /** Full id of the step that pushes the version; where it has no result, the version's own tag is looked up. */
  readonly push: string;
  /** The tag may go from a higher version to a lower one. */
  readonly back: boolean;
};

/** `previous`: the digest it was at before, null for none; absent when the tag was found in place. */
export type TagResult = { readonly digest: string; readonly previous?: string | null };

/** Id of the step that pushes, as this plugin contributes it. */
export const pushStep = "deploy/docker/push";

/** Move a tag that follows releases, such as `latest`, to the image of a version. */
export function tagAction(options: DockerOptions): Action {
  return defineAction({
    summary: "Move a tag to the image of a version, by digest.",
    options: {
      type: "object",
      additionalProperties: false,
      required: ["tag"],
      properties: {
        tag: { type: "string", minLength: 1, template: true, description: "The tag: `latest`, `1`, `beta`." },
        version: {
          type: "string",
          minLength: 1,
          template: true,
          description: "The version it is to be at; default the image's version in this release.",
        },
        back: { type: "boolean", default: false, description: "It may go from a higher version to a lower one." },
        push: {
          type: "string",
          minLength: 1,
          default: pushStep,
          description: "Full id of the step that pushes the image. Default: the one this plugin contributes.",
        },
      },
    },
    plan: ({ tag, version, back, push }, { facts }) => {
      refuseTag(tag);
      const { name } = readImageName(options.image);
      const wanted = version ?? imageVersion(options, facts);
      if (tag === versionTag(wanted)) {
        throw new RelspecError("RS_SPEC_INVALID", {
          message: `${tag} is the tag of the version itself, which docker/push sets and nothing moves.`,
          suggestions: ["Name a tag that moves with releases: `latest`."],
        });
      }
      const target: TagTarget = { image: name, tag, version: wanted, push, back };
      return { summary: `move ${name}:${tag} to ${wanted}`, target };
    },
    check: async (target: TagTarget, context): Promise<Finding> => {
      const repository = await askRepository(readImageName(target.image), options, context);
      const now = await getManifest(repository, target.tag).catch((error: unknown) => {
        if (error instanceof RelspecError && error.code === "RS_STEP_CREDENTIALS" && !pushedBy(target, context))
          return null;
        throw error;
      });
      if (!now) return absent;
      const wanted =
        pushedBy(target, context)?.digest ?? (await getManifest(repository, versionTag(target.version)))?.digest;
      if (now.digest === wanted) return present({ digest: now.digest });
      const ahead = higher(now, target);
      return ahead === null ? absent : conflict(...wouldGoBack(target, ahead));
    },
    apply: async (target: TagTarget, context): Promise<TagResult> => {
      const repository = await openRepository(readImageName(target.image), options, context);
      const wanted = await getManifest(repository, pushedBy(target, context)?.digest ?? versionTag(target.version));
      if (!wanted) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `There is no ${target.image}:${versionTag(target.version)} to move ${target.tag} to.`,
          suggestions: ["Let the step come after the one that pushes the image: name that in its `needs`."],
        });
      }
      const now = await getManifest(repository, target.tag);
      const ahead = now && now.digest !== wanted.digest ? higher(now, target) : null;
      if (ahead !== null) {
        const [message, suggestions] = wouldGoBack(target, ahead);
        throw new RelspecError("RS_PLAN_CONFLICT", { message, suggestions });
      }
      await putTag(repository, target.tag, wanted);
      context.log(`moved ${target.image}:${target.tag} to ${target.version}: ${wanted.digest}`);
      return { digest: wanted.digest, previous: now?.digest ?? null };
    },
    undo: async (target: TagTarget, { digest, previous }: TagResult, context) => {
      const { image, tag } = target;
      if (previous === undefined) {
        throw new RelspecError("RS_STEP_IRREVERSIBLE", {
          message: `${image}:${tag} was at ${target.version} before this release set it, and what came before is not on record.`,
          suggestions: ["`relspec rollback` moves it to the version you choose."],
        });
      }
      const repository = await openRepository(readImageName(image), options, context);
      // Somebody has moved it on since, or it is back already: either way nothing of this step is left to take back.
      if ((await getManifest(repository, tag))?.digest !== digest) return;
      await (previous === null ? takeAway(repository, tag) : moveBack(repository, tag, previous));
    },
  });
}

async function moveBack(repository: Repository, tag: string, previous: string): Promise<void> {
  const manifest = await getManifest(repository, previous);
  if (manifest) return putTag(repository, tag, manifest);
  throw new RelspecError("RS_STEP_IRREVERSIBLE", {
    message: `${repository.image.name}:${tag} was at ${previous}, which the registry no longer has.`,
    suggestions: ["`relspec rollback` moves it to a version that is there."],
  });
}

async function takeAway(repository: Repository, tag: string): Promise<void> {
  if (await deleteTag(repository, tag)) return;
  const { name, registry } = repository.image;
  throw new RelspecError("RS_STEP_IRREVERSIBLE", {
    message: `${name}:${tag} was not there before, and ${registry} lets nobody take a tag away.`,
    suggestions: [`Delete the tag ${tag} on the pages of ${registry}, where it has such.`],
  });
}

function pushedBy({ push }: TagTarget, { results }: { readonly results: Readonly<Record<string, unknown>> }) {
  return results[push] as PushResult | undefined;
}

/** The version the tag is at, when that is higher than the target's and it may not go back; else null. */
function higher({ annotations }: Manifest, { version, back }: TagTarget): string | null {
  const now = annotations["org.opencontainers.image.version"];
  if (back || now === undefined || semver.valid(now) === null || semver.valid(version) === null) return null;
  return semver.gt(now, version) ? now : null;
}

function wouldGoBack({ image, tag, version }: TagTarget, now: string): [string, readonly string[]] {
  return [
    `${image}:${tag} is at ${now}, which is higher than ${version}.`,
    [
      "`relspec rollback` goes back to an earlier version on purpose.",
      "A branch that maintains old versions moves its own tags only: set `tags` in the docker plugin's options.",
    ],
  ];
}
