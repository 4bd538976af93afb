import {
  absent,
  type Action,
  conflict,
  defineAction,
  type Finding,
  isRelspecError,
  present,
  type ReadContext,
  RelspecError,
  unknown,
  type WriteContext,
} from "@relspec/core";
import semver from "semver";
import { type Packument, type Published, readPackument } from "./ask-registry.ts";
import { dependencyChanges } from "./dependency-change.ts";
import { distTagOf, refuseDistTag } from "./dist-tag.ts";
import type { PackTarget } from "./make-tarball.ts";
import type { NpmOptions } from "./options.ts";
import type { PackResult } from "./pack-action.ts";
import { refusalOf } from "./refusals.ts";
import { questionTo } from "./registry-access.ts";
import { registryPlace } from "./registry-place.ts";
import { releasedPackage } from "./released-package.ts";
import { packedBytes, sendTarball } from "./send-tarball.ts";
import { setDistTag } from "./set-dist-tag.ts";

export type PublishTarget = PackTarget & {
  readonly registry: string;
  readonly tag: string;
  /** Null: npm's own. */
  readonly access: "public" | "restricted" | null;
  readonly provenance: boolean | "auto";
  /** Full id of the step that packs it. */
  readonly pack: string;
};

export type PublishResult = { readonly registry: string; readonly integrity: string; readonly tag: string };

/** Milliseconds a registry gets to answer: little while planning, which must work without one. */
const patience = { planning: 5_000, running: 30_000 };

export function publishAction(options: NpmOptions): Action {
  const { root } = options;

  const look = async (
    target: PublishTarget,
    context: ReadContext,
    running: boolean,
    fresh = false,
  ): Promise<Packument | null> => {
    const timeout = running ? patience.running : patience.planning;
    const question = await questionTo(context, { registry: target.registry, folder: root, lend: running, timeout });
    return readPackument(context, target.name, { ...question, fresh });
  };

  return defineAction({
    summary: "Publish a packed package to a registry.",
    timeout: 5 * 60_000,
    options: {
      type: "object",
      additionalProperties: false,
      required: ["package"],
      properties: {
        package: { type: "string", minLength: 1, description: "Name of the package." },
        pack: {
          type: "string",
          minLength: 1,
          description: "Full id of the step that packs it. Default: the one this plugin contributes.",
        },
        tag: { type: "string", minLength: 1, description: "The dist-tag; default as the plugin's options say." },
      },
    },
    plan: async ({ package: name, pack = `build/npm/pack:${name}`, tag: wanted }, context) => {
      const { planned, fact } = releasedPackage(name, context.facts);
      const place = await registryPlace(planned, options, context);
      const tag = wanted ?? options.tag ?? distTagOf(context.facts.release.channel, place.tag);
      refuseDistTag(tag);
      const { registry, access } = place;
      const { provenance } = options;
      const { path, to: version } = planned;
      const target: PublishTarget = {
        name,
        version,
        path,
        dependencies: dependencyChanges(fact, context.facts.workspace),
        registry,
        tag,
        access,
        provenance,
        pack,
      };
      return {
        summary: `publish ${name}@${version} to ${new URL(registry).host} as ${tag}`,
        target,
        knownAfter: { integrity: pack },
        irreversible: `A registry lets a version be unpublished only for a short time and while nothing depends on it, and never takes its number again. \`npm deprecate ${name}@${version} "…"\` warns whoever installs it.`,
      };
    },

    check: async (target: PublishTarget, context): Promise<Finding> => {
      const packed = packedBy(target, context);
      // In a run the answer decides whether to publish, so no cache may give it: the version may have come a moment ago.
      const found = (await look(target, context, packed !== undefined, packed !== undefined))?.versions.get(
        target.version,
      );
      if (!found) return absent;
      if (!packed) {
        return unknown(
          `${target.name}@${target.version} is in ${new URL(target.registry).host} already; whether it is this one is known after ${target.pack}.`,
        );
      }
      return isSame(found, packed)
        ? present(resultOf(target, packed))
        : conflict(...otherContent(target, found, packed));
    },

    apply: async (target: PublishTarget, context): Promise<PublishResult> => {
      const packed = packedBy(target, context);
      if (!packed) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `There is no tarball of ${target.name}@${target.version}: the step "${target.pack}" has none on record.`,
          suggestions: [`Name the step that packs ${target.name} in \`with: { pack: … }\` and in \`needs\`.`],
        });
      }
      const outcome = await sendTarball(target, await packedBytes(target, packed, context), context, root);
      if (!outcome.ok) {
        const { taken, error } = refusalOf(outcome.failure, {
          ...target,
          what: `publish ${target.name}@${target.version}`,
        });
        const found = taken ? (await look(target, context, true, true))?.versions.get(target.version) : undefined;
        if (!found)
          throw outcome.failure.code === "E429" ? await asLongAsAsked(error, () => look(target, context, true)) : error;
        if (!isSame(found, packed)) {
          const [message, suggestions] = otherContent(target, found, packed);
          throw new RelspecError("RS_PLAN_CONFLICT", { message, suggestions, details: error.details });
        }
        context.log(`${target.name}@${target.version} is there already, with the same content`);
      }
      await followTag(target, context);
      return resultOf(target, packed);
    },
  });

  /** A registry moves the tag as it takes the version; one whose write was cut off, and then repaired, may have left it. */
  async function followTag(target: PublishTarget, context: WriteContext): Promise<void> {
    // The version is published; that the registry cannot be asked about the tag just now does not undo that.
    const tags = (await look(target, context, true, true).catch(() => null))?.tags;
    const now = tags?.get(target.tag);
    if (!tags || now === target.version) return;
    // Somebody has released a later version in the meantime: moving the tag would take it back.
    if (now !== undefined && semver.valid(now) !== null && semver.gt(now, target.version)) return;
    await setDistTag(target, context, root);
    context.log(`moved the dist-tag ${target.tag} of ${target.name} to ${target.version}`);
  }
}

function packedBy(target: PublishTarget, { results }: Pick<ReadContext, "results">): PackResult | undefined {
  return results[target.pack] as PackResult | undefined;
}

function isSame(found: Published, packed: PackResult): boolean {
  return found.integrity === null
    ? found.shasum === packed.shasum
    : found.integrity.split(/\s+/).includes(packed.integrity);
}

function otherContent(
  target: PublishTarget,
  found: Published,
  packed: PackResult,
): readonly [reason: string, suggestions: readonly string[]] {
  const { name, version, registry } = target;
  return [
    `${name}@${version} is in ${new URL(registry).host} with other content (${found.integrity ?? found.shasum}) than what was packed (${packed.integrity}).`,
    [
      `\`npm view ${name}@${version}\` shows what is there.`,
      "Release another version: a published one cannot be replaced.",
    ],
  ];
}

function resultOf({ registry, tag }: PublishTarget, { integrity }: PackResult): PublishResult {
  return { registry, integrity, tag };
}

/** npm does not pass on how long to wait; a registry that is asked too often says so again when it is asked. */
async function asLongAsAsked(error: RelspecError, ask: () => Promise<unknown>): Promise<RelspecError> {
  const wait = await ask().then(
    () => undefined,
    (answer: unknown) => (isRelspecError(answer) ? answer.retryAfter : undefined),
  );
  const { message, details, suggestions, retryable } = error;
  return wait === undefined
    ? error
    : new RelspecError(error.code, { message, details, suggestions, retryable, retryAfter: wait });
}
