import {
  absent,
  type Action,
  defineAction,
  type Finding,
  present,
  type ReadContext,
  RelspecError,
} from "@relspec/core";
import { type Packument, readPackument } from "./ask-registry.ts";
import { distTagOf, refuseDistTag } from "./dist-tag.ts";
import type { NpmOptions } from "./options.ts";
import { questionTo } from "./registry-access.ts";
import { registryPlace } from "./registry-place.ts";
import { releasedPackage } from "./released-package.ts";
import { setDistTag } from "./set-dist-tag.ts";

export type DistTagTarget = {
  readonly name: string;
  readonly version: string;
  readonly tag: string;
  readonly registry: string;
};

/** `previous`: the version it pointed to before, null for none; absent when the tag was found in place. */
export type DistTagResult = { readonly previous?: string | null };

const timeout = 5_000;

/** Promote a published version: `npm install NAME@TAG` gives it from then on. */
export function distTagAction(options: NpmOptions): Action {
  const { root } = options;
  const look = async (target: DistTagTarget, context: ReadContext, fresh: boolean): Promise<Packument | null> => {
    const question = await questionTo(context, {
      registry: target.registry,
      folder: root,
      lend: fresh,
      timeout: fresh ? 6 * timeout : timeout,
    });
    return readPackument(context, target.name, { ...question, fresh });
  };

  return defineAction({
    summary: "Point a dist-tag at a published version.",
    options: {
      type: "object",
      additionalProperties: false,
      required: ["package"],
      properties: {
        package: { type: "string", minLength: 1, description: "Name of the package." },
        tag: {
          type: "string",
          minLength: 1,
          description: "The dist-tag: `latest`, `next` … Default: that of the release's channel.",
        },
        version: {
          type: "string",
          template: true,
          description: "The version it is to point to; default the package's version in this release.",
        },
      },
    },
    plan: async ({ package: name, tag: wanted, version }, context) => {
      const { planned } = releasedPackage(name, context.facts);
      const place = await registryPlace(planned, options, context);
      const { registry } = place;
      const tag = wanted ?? options.tag ?? distTagOf(context.facts.release.channel, place.tag);
      refuseDistTag(tag);
      const target: DistTagTarget = { name, version: version ?? planned.to, tag, registry };
      return { summary: `point ${tag} of ${name} at ${target.version}`, target };
    },
    check: async (target: DistTagTarget, context): Promise<Finding> => {
      const found = await look(target, context, false);
      return found?.tags.get(target.tag) === target.version ? present({}) : absent;
    },
    apply: async (target: DistTagTarget, context): Promise<DistTagResult> => {
      const found = await look(target, context, true);
      if (!found?.versions.has(target.version)) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `${new URL(target.registry).host} has no ${target.name}@${target.version} to point ${target.tag} at.`,
          details: target,
          suggestions: [`Let the step come after the one that publishes ${target.name}: name that in its \`needs\`.`],
        });
      }
      await setDistTag(target, context, root);
      return { previous: found.tags.get(target.tag) ?? null };
    },
    undo: async (target: DistTagTarget, { previous }: DistTagResult, context) => {
      const { name, tag, version } = target;
      if (previous === undefined) {
        throw new RelspecError("RS_STEP_IRREVERSIBLE", {
          message: `The dist-tag ${tag} of ${name} was at ${version} before this release set it, and what came before is not on record.`,
          details: target,
          suggestions: [`\`npm dist-tag add ${name}@VERSION ${tag}\` points it at the version you choose.`],
        });
      }
      const now = (await look(target, context, true))?.tags.get(tag);
      // Somebody has moved it on since, or it is back already: either way nothing of this step is left to take back.
      if (now !== version) return;
      await setDistTag({ ...target, version: previous }, context, root);
    },
  });
}
