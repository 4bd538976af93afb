import { join } from "node:path";
import {
  absent,
  type Action,
  conflict,
  defineAction,
  type Finding,
  present,
  type ReadContext,
  RelspecError,
  unknown,
} from "@relspec/core";
import type { BuildResult } from "./build-action.ts";
import { copyParts } from "./copy-image.ts";
import { readImageName, versionTag } from "./image-name.ts";
import { imageVersion } from "./image-version.ts";
import { blobFile, layoutManifest } from "./layout.ts";
import type { Manifest } from "./manifest.ts";
import type { DockerOptions } from "./options.ts";
import { getManifest } from "./registry/manifests.ts";
import { askRepository, openRepository } from "./registry/open-registry.ts";
import { putTag } from "./put-tag.ts";

export type PushTarget = {
  readonly image: string;
  readonly tag: string;
  /** Full id of the step that builds it. */
  readonly build: string;
};

export type PushResult = { readonly image: string; readonly tag: string; readonly digest: string };

/** Id of the step that builds, as this plugin contributes it. */
export const buildStep = "build/docker/build";

/** Push the image that was built, with its version as the tag. A version that is there is never replaced. */
export function pushAction(options: DockerOptions): Action {
  return defineAction({
    summary: "Push a built image, tagged with its version.",
    timeout: 2 * 60 * 60_000,
    options: {
      type: "object",
      additionalProperties: false,
      properties: {
        build: {
          type: "string",
          minLength: 1,
          default: buildStep,
          description: "Full id of the step that builds it. Default: the one this plugin contributes.",
        },
      },
    },
    plan: ({ build }, { facts }) => {
      const { name } = readImageName(options.image);
      const target: PushTarget = { image: name, tag: versionTag(imageVersion(options, facts)), build };
      return {
        summary: `push ${name}:${target.tag}`,
        target,
        knownAfter: { digest: build },
        irreversible: `Whoever pulled ${name}:${target.tag} has it; a version's number is never used again. Channel tags can be moved back: \`relspec rollback\`.`,
      };
    },
    check: async (target: PushTarget, context): Promise<Finding> => {
      const built = builtBy(target, context);
      const found = await look(target, options, context, built !== undefined);
      if (found === "hidden") return unknown(`${target.image} is shown only to who is logged in.`);
      if (found === null) return absent;
      if (!built) {
        return unknown(
          `${target.image}:${target.tag} is there already; whether it is this one is known after ${target.build}.`,
        );
      }
      return found.digest === built.digest
        ? present(resultOf(target, built))
        : conflict(...otherImage(target, found.digest, built.digest));
    },
    apply: async (target: PushTarget, context): Promise<PushResult> => {
      const built = builtBy(target, context);
      if (!built) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `There is no image to push: the step ${JSON.stringify(target.build)} has none on record.`,
          suggestions: ["Name the step that builds it in `with: { build: … }` and in `needs`."],
        });
      }
      const layout = join(context.artifacts, built.folder);
      const manifest = await layoutManifest(layout, built.digest);
      const repository = await openRepository(readImageName(target.image), options, context);
      const found = await getManifest(repository, target.tag);
      if (found && found.digest !== built.digest) {
        const [message, suggestions] = otherImage(target, found.digest, built.digest);
        throw new RelspecError("RS_PLAN_CONFLICT", { message, suggestions });
      }
      if (found === null) {
        const source = {
          manifest: (digest: string) => layoutManifest(layout, digest),
          blob: async ({ digest }: { readonly digest: string }) => ({ file: blobFile(layout, digest) }),
        };
        await copyParts(manifest, source, repository, context.log);
        await putTag(repository, target.tag, manifest);
      }
      context.log(`pushed ${target.image}:${target.tag}: ${built.digest}`);
      return resultOf(target, built);
    },
    irreversible: "Whoever pulled an image has it.",
  });
}

/** Without the right to look, while planning, it cannot be told: `hidden`. */
async function look(
  target: { readonly image: string; readonly tag: string },
  options: DockerOptions,
  context: ReadContext,
  running: boolean,
): Promise<Manifest | null | "hidden"> {
  const repository = await askRepository(readImageName(target.image), options, context);
  try {
    return await getManifest(repository, target.tag);
  } catch (error) {
    if (!running && error instanceof RelspecError && error.code === "RS_STEP_CREDENTIALS") return "hidden";
    throw error;
  }
}

function builtBy({ build }: PushTarget, { results }: Pick<ReadContext, "results">): BuildResult | undefined {
  return results[build] as BuildResult | undefined;
}

function resultOf({ image, tag }: PushTarget, { digest }: BuildResult): PushResult {
  return { image, tag, digest };
}

function otherImage({ image, tag }: PushTarget, found: string, built: string): [string, readonly string[]] {
  return [
    `${image}:${tag} is there already with other content (${found}) than what was built (${built}).`,
    [
      `\`docker manifest inspect ${image}:${tag}\` shows what is there.`,
      "Release another version: one that was pushed is not replaced.",
    ],
  ];
}
