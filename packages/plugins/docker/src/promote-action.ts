import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { absent, type Action, conflict, defineAction, type Finding, present, RelspecError } from "@relspec/core";
import { copyParts, type ImageSource } from "./copy-image.ts";
import { readImageName, versionTag } from "./image-name.ts";
import { imageVersion } from "./image-version.ts";
import type { Manifest } from "./manifest.ts";
import { type DockerOptions, loginOption } from "./options.ts";
import type { PushResult } from "./push-action.ts";
import { putTag } from "./put-tag.ts";
import { fetchBlob } from "./registry/blobs.ts";
import { getManifest, putManifest } from "./registry/manifests.ts";
import { type Access, askRepository, openRepository, type Repository } from "./registry/open-registry.ts";
import { addReferrer, listReferrers } from "./registry/referrers.ts";
import { signatureTag } from "./sign-action.ts";
import { pushStep } from "./tag-action.ts";

export type PromoteTarget = {
  readonly from: string;
  readonly to: string;
  readonly version: string;
  readonly push: string;
  /** The login as the spec writes it, `{{secrets.NAME}}`; null for what the machine has. */
  readonly login: { readonly username: string; readonly password: string } | null;
  readonly insecure: boolean;
};

export type PromoteResult = { readonly image: string; readonly tag: string; readonly digest: string };

/** Give another registry or repository the very image: the same bytes under the same digest, with what is attached to it. */
export function promoteAction(options: DockerOptions): Action {
  return defineAction({
    summary: "Copy an image to another repository or registry, without building it again.",
    timeout: 2 * 60 * 60_000,
    options: {
      type: "object",
      additionalProperties: false,
      required: ["to"],
      properties: {
        to: { type: "string", minLength: 1, description: "Where it goes: `registry.acme.dev/production/payments`." },
        from: { type: "string", minLength: 1, description: "Where it is; default the image of the plugin's options." },
        version: {
          type: "string",
          minLength: 1,
          template: true,
          description: "Which version; default the image's version in this release.",
        },
        login: {
          ...loginOption,
          description:
            "Who to be where it goes. Default: the plugin's `login` for the same registry, else as the machine is logged in.",
        },
        insecure: {
          type: "boolean",
          description: "No encryption where it goes. Default: as the plugin's options say.",
        },
        push: {
          type: "string",
          minLength: 1,
          default: pushStep,
          description: "Full id of the step that pushes the image. Default: the one this plugin contributes.",
        },
      },
    },
    plan: ({ to, from, version, login, insecure, push }, { facts }) => {
      const source = readImageName(from ?? options.image);
      const goal = readImageName(to);
      if (source.name === goal.name) {
        throw new RelspecError("RS_SPEC_INVALID", {
          message: `${goal.name} is where the image is already.`,
          suggestions: ["Name another repository in `to`, or move a tag with `docker/tag`."],
        });
      }
      const same = goal.registry === readImageName(options.image).registry;
      const target: PromoteTarget = {
        from: source.name,
        to: goal.name,
        version: version ?? imageVersion(options, facts),
        push,
        login: login ?? (same ? (options.login ?? null) : null),
        insecure: insecure ?? options.insecure,
      };
      versionTag(target.version);
      return {
        summary: `promote ${source.name}:${versionTag(target.version)} to ${goal.name}`,
        target,
        irreversible: `Whoever pulled it from ${goal.name} has it.`,
      };
    },
    check: async (target: PromoteTarget, context): Promise<Finding> => {
      const tag = versionTag(target.version);
      const now = await getManifest(await askRepository(readImageName(target.to), accessTo(target), context), tag);
      if (!now) return absent;
      const digest =
        pushed(target, context) ??
        (await getManifest(await askRepository(readImageName(target.from), accessFrom(target), context), tag))?.digest;
      if (digest === now.digest) return present({ image: target.to, tag, digest });
      return conflict(...otherImage(target, now.digest, digest));
    },
    apply: async (target: PromoteTarget, context): Promise<PromoteResult> => {
      const tag = versionTag(target.version);
      const [source, goal] = [readImageName(target.from), readImageName(target.to)];
      const from = await openRepository(source, accessFrom(target), context);
      const to = await openRepository(goal, { ...accessTo(target), from: source }, context);
      const image = await getManifest(from, pushed(target, context) ?? tag);
      if (!image) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `There is no ${target.from}:${tag} to promote.`,
          suggestions: ["Let the step come after the one that pushes the image: name that in its `needs`."],
        });
      }
      const now = await getManifest(to, tag);
      if (now && now.digest !== image.digest) {
        const [message, suggestions] = otherImage(target, now.digest, image.digest);
        throw new RelspecError("RS_PLAN_CONFLICT", { message, suggestions });
      }
      const directory = await mkdtemp(join(context.artifacts, ".promote-"));
      try {
        await copyWhole(image, { from, to, directory, log: context.log });
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
      await putTag(to, tag, image);
      context.log(`promoted ${target.from}:${tag} to ${target.to}: ${image.digest}`);
      return { image: target.to, tag, digest: image.digest };
    },
    irreversible: "Whoever pulled an image has it.",
  });

  function accessFrom({ from }: PromoteTarget): Access {
    const own = readImageName(options.image).registry === readImageName(from).registry;
    return { insecure: options.insecure, login: own ? options.login : undefined };
  }
}

interface Copying {
  readonly from: Repository;
  readonly to: Repository;
  readonly directory: string;
  readonly log: (line: string) => void;
}

/** The image, and what is attached to it, before any tag shows it. */
async function copyWhole(image: Manifest, { from, to, directory, log }: Copying): Promise<void> {
  const source: ImageSource = {
    manifest: async (digest) => {
      const found = await getManifest(from, digest);
      if (found) return found;
      throw new RelspecError("RS_STEP_FAILED", { message: `${from.image.name} lacks a part of the image: ${digest}.` });
    },
    blob: async (blob) => ({ file: await fetchBlob(from, blob, directory) }),
    release: ({ digest }) => rm(join(directory, digest.replace(":", "-")), { force: true }),
    ...(from.image.registry === to.image.registry && { mount: from.image.repository }),
  };
  await copyParts(image, source, to, log);
  await putManifest(to, image.digest, image);
  for (const referrer of await listReferrers(from, image.digest)) {
    const manifest = await source.manifest(referrer.digest);
    await copyParts(manifest, source, to, log);
    await putManifest(to, manifest.digest, manifest);
    await addReferrer(to, image.digest, referrer);
  }
  const signatures = signatureTag(image.digest);
  const signed = await getManifest(from, signatures);
  if (!signed) return;
  await copyParts(signed, source, to, log);
  await putManifest(to, signatures, signed);
}

function accessTo({ login, insecure }: PromoteTarget): Access {
  return { insecure, login: login ?? undefined };
}

function pushed({ push }: PromoteTarget, { results }: { readonly results: Readonly<Record<string, unknown>> }) {
  return (results[push] as PushResult | undefined)?.digest;
}

function otherImage({ to, version }: PromoteTarget, now: string, wanted?: string): [string, readonly string[]] {
  const other = wanted === undefined ? "" : `, and not ${wanted}`;
  return [
    `${to}:${versionTag(version)} is there already with other content: ${now}${other}.`,
    ["Release another version: one that was pushed is not replaced."],
  ];
}
