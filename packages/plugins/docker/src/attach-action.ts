import {
  absent,
  type Action,
  defineAction,
  type Finding,
  present,
  type ReadContext,
  RelspecError,
} from "@relspec/core";
import { digestOf } from "./digest.ts";
import { readImageName, versionTag } from "./image-name.ts";
import { imageVersion } from "./image-version.ts";
import { type Descriptor, type Manifest, mediaTypes, readManifest } from "./manifest.ts";
import type { DockerOptions } from "./options.ts";
import { projectPath } from "./project-path.ts";
import type { PushResult } from "./push-action.ts";
import { putBlob } from "./registry/blobs.ts";
import { getManifest, putManifest } from "./registry/manifests.ts";
import { askRepository, openRepository } from "./registry/open-registry.ts";
import { addReferrer, listReferrers } from "./registry/referrers.ts";
import { pushStep } from "./tag-action.ts";

export type AttachTarget = {
  readonly image: string;
  readonly version: string;
  readonly file: string;
  readonly type: string;
  readonly push: string;
};

export type AttachResult = { readonly digest: string; readonly subject: string; readonly content: string };

const empty = "{}";

/** Attach a file to a pushed image, so that who has the image finds it: a bill of materials, a statement of its origin. */
export function attachAction(options: DockerOptions): Action {
  return defineAction({
    summary: "Attach a file to a pushed image.",
    options: {
      type: "object",
      additionalProperties: false,
      required: ["file", "type"],
      properties: {
        file: { type: "string", minLength: 1, description: "Path, relative to the spec's folder." },
        type: {
          type: "string",
          pattern: "^[a-z0-9][a-z0-9.+-]{0,100}/[A-Za-z0-9][A-Za-z0-9.+-]{0,100}$",
          description: "Its media type: `application/spdx+json`, `application/vnd.cyclonedx+json`.",
        },
        push: {
          type: "string",
          minLength: 1,
          default: pushStep,
          description: "Full id of the step that pushes the image. Default: the one this plugin contributes.",
        },
      },
    },
    plan: ({ file, type, push }, { facts }) => {
      const { name } = readImageName(options.image);
      const version = imageVersion(options, facts);
      const target: AttachTarget = { image: name, version, file: projectPath(file, "file"), type, push };
      return {
        summary: `attach ${JSON.stringify(target.file)} to ${name}:${version}`,
        target,
        irreversible: "Whoever pulled it has it.",
      };
    },
    check: async (target: AttachTarget, context): Promise<Finding> => {
      const pushed = context.results[target.push] as PushResult | undefined;
      const bytes = await context.files.readBytes(target.file);
      // Made by a step that has not run: nothing can be attached yet.
      if (!pushed || bytes === null) return absent;
      const repository = await askRepository(readImageName(target.image), options, context);
      const made = artifactOf(target, await subjectOf(repository, pushed.digest), bytes);
      const found = (await listReferrers(repository, pushed.digest)).some(({ digest }) => digest === made.digest);
      return found ? present(resultOf(made, pushed.digest, bytes)) : absent;
    },
    apply: async (target: AttachTarget, context): Promise<AttachResult> => {
      const bytes = await context.files.readBytes(target.file);
      if (bytes === null) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `There is no ${JSON.stringify(target.file)} to attach to ${target.image}:${target.version}.`,
          suggestions: ["Let a step before make it: its `uses: exec/run` in the stage `build`."],
        });
      }
      const repository = await openRepository(readImageName(target.image), options, context);
      const reference = digestIn(target, context) ?? versionTag(target.version);
      const subject = await subjectOf(repository, reference);
      const made = artifactOf(target, subject, bytes);
      const [config, layer] = made.blobs;
      if (!config || !layer) throw new Error("an artifact has a configuration and a layer");
      await putBlob(repository, config, async () => ({ text: empty }));
      await putBlob(repository, layer, async () => ({ bytes }));
      await putManifest(repository, made.digest, made);
      await addReferrer(repository, subject.digest, descriptorOf(made));
      context.log(`attached ${target.file} to ${target.image}@${subject.digest}: ${made.digest}`);
      return resultOf(made, subject.digest, bytes);
    },
    irreversible: "Whoever pulled it has it.",
  });
}

function digestIn({ push }: AttachTarget, { results }: Pick<ReadContext, "results">): string | undefined {
  return (results[push] as PushResult | undefined)?.digest;
}

async function subjectOf(repository: Parameters<typeof getManifest>[0], reference: string): Promise<Manifest> {
  const found = await getManifest(repository, reference);
  if (found) return found;
  throw new RelspecError("RS_STEP_FAILED", {
    message: `There is no ${repository.image.name} at ${reference} to attach anything to.`,
    suggestions: ["Let the step come after the one that pushes the image: name that in its `needs`."],
  });
}

/** The same file attached to the same image is the same artifact: nothing of when or where is in it. */
function artifactOf({ file, type }: AttachTarget, subject: Manifest, bytes: Uint8Array): Manifest {
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    artifactType: type,
    config: { mediaType: mediaTypes.empty, digest: digestOf(empty), size: empty.length },
    layers: [
      {
        mediaType: type,
        digest: digestOf(bytes),
        size: bytes.byteLength,
        annotations: { "org.opencontainers.image.title": file.split("/").at(-1) ?? file },
      },
    ],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: Buffer.byteLength(subject.text) },
  });
  return readManifest(text, "relspec");
}

function descriptorOf({ mediaType, digest, text, artifactType }: Manifest): Descriptor {
  return { mediaType, digest, size: Buffer.byteLength(text), ...(artifactType !== null && { artifactType }) };
}

function resultOf({ digest }: Manifest, subject: string, bytes: Uint8Array): AttachResult {
  return { digest, subject, content: digestOf(bytes) };
}
