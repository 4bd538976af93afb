import { join } from "node:path";
import {
  absent,
  type Action,
  defineAction,
  type Finding,
  present,
  type ReadContext,
  RelspecError,
  type WriteContext,
} from "@relspec/core";
import { type Packument, readPackument } from "./ask-registry.ts";
import type { NpmOptions } from "./options.ts";
import { refusalOf } from "./refusals.ts";
import { accessTo, questionTo } from "./registry-access.ts";
import { registryFlags, registryPlace } from "./registry-place.ts";
import { releasedPackage } from "./released-package.ts";
import { runNpm } from "./run-npm.ts";

export type DeprecateTarget = {
  readonly name: string;
  readonly version: string;
  readonly message: string;
  readonly registry: string;
};

/** `previous`: what the version said before, null for nothing. */
type DeprecateResult = { readonly previous?: string | null };

/** Milliseconds. */
const timeout = 30_000;

/** Warn whoever installs a version. It stays installable: nothing that depends on it breaks. */
export function deprecateAction(options: NpmOptions): Action {
  const look = async (target: DeprecateTarget, context: ReadContext): Promise<Packument | null> => {
    const question = await questionTo(context, {
      registry: target.registry,
      folder: options.root,
      lend: true,
      timeout,
    });
    return readPackument(context, target.name, { ...question, fresh: true });
  };
  const say = async (target: DeprecateTarget, message: string, context: WriteContext): Promise<void> => {
    const { name, version, registry } = target;
    const { env } = await accessTo(context, { registry, folder: options.root, lend: true });
    const args = ["deprecate", ...registryFlags({ name, registry }), "--", `${name}@${version}`, message];
    const outcome = await runNpm(context, args, { cwd: join(context.root, options.root), env });
    if (!outcome.ok) throw refusalOf(outcome.failure, { name, registry, what: `deprecate ${name}@${version}` }).error;
  };

  return defineAction({
    summary: "Deprecate a published version.",
    options: {
      type: "object",
      additionalProperties: false,
      required: ["package", "message"],
      properties: {
        package: { type: "string", minLength: 1, description: "Name of the package." },
        version: {
          type: "string",
          minLength: 1,
          template: true,
          description: "The version to deprecate; default the one before this release.",
        },
        message: {
          type: "string",
          minLength: 1,
          maxLength: 1_000,
          template: true,
          description: "What whoever installs it reads.",
        },
      },
    },
    plan: async ({ package: name, version, message }, context) => {
      const { planned } = releasedPackage(name, context.facts);
      const bad = version ?? planned.from;
      if (bad === null) {
        throw new RelspecError("RS_SPEC_INVALID", {
          message: `${name} has no version before this one to deprecate.`,
          suggestions: ["Name it: `with: { version: … }`."],
        });
      }
      const { registry } = await registryPlace(planned, options, context);
      const target: DeprecateTarget = { name, version: bad, message, registry };
      return { summary: `deprecate ${name}@${bad}`, target };
    },
    check: async (target: DeprecateTarget, context): Promise<Finding> => {
      const found = (await look(target, context))?.versions.get(target.version);
      return found?.deprecated === target.message ? present({}) : absent;
    },
    apply: async (target: DeprecateTarget, context): Promise<DeprecateResult> => {
      const found = (await look(target, context))?.versions.get(target.version);
      if (!found) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `${new URL(target.registry).host} has no ${target.name}@${target.version} to deprecate.`,
          details: target,
        });
      }
      await say(target, target.message, context);
      return { previous: found.deprecated };
    },
    undo: async (target: DeprecateTarget, { previous }: DeprecateResult, context) => {
      const now = (await look(target, context))?.versions.get(target.version)?.deprecated ?? null;
      // Somebody has written something else since: that is theirs.
      if (now !== target.message) return;
      await say(target, previous ?? "", context);
    },
  });
}
