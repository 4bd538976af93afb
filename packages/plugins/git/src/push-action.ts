import {
  type Action,
  absent,
  conflict,
  defineAction,
  type Finding,
  type Json,
  present,
  type ReadContext,
  RelspecError,
} from "@relspec/core";
import { cleanName } from "./clean-text.ts";
import type { GitOptions } from "./options.ts";
import { pushRefs } from "./push-refs.ts";
import { remoteRefs } from "./read-tags.ts";
import { isIn } from "./release-commit.ts";
import { tryRemote } from "./run-git.ts";
import { isBranchName } from "./tell-branch.ts";

export type PushTarget = {
  readonly remote: string;
  readonly branch: string;
  /** Null: the commit that `commitStep` makes. */
  readonly commit: string | null;
  readonly commitStep: string | null;
};

const actionOptions = {
  type: "object",
  additionalProperties: false,
  properties: {
    branch: {
      type: "string",
      minLength: 1,
      maxLength: 250,
      template: true,
      description: "Branch on the remote. Default: the one that is released.",
    },
    "commit-step": {
      type: "string",
      description: "Full id of the step that makes the commit to push. Default: the commit that is released.",
    },
  },
} as const;

/** `git/push`: move a branch of the remote forward. Never back, and never aside. */
export function pushAction(options: GitOptions): Action {
  return defineAction({
    summary: "Push a commit to a branch.",
    options: actionOptions,
    plan({ branch, "commit-step": commitStep = null }, { facts }) {
      const name = branch ?? facts.base.branch;
      if (name === null || !isBranchName(name)) {
        throw new RelspecError("RS_PLAN_INVALID", {
          message:
            name === null
              ? "It cannot be told which branch to push to."
              : `Git does not take "${cleanName(name)}" as the name of a branch.`,
          suggestions: ["Name it in the step's `with.branch`."],
        });
      }
      const target: PushTarget = {
        remote: options.remote,
        branch: name,
        commit: commitStep === null ? facts.base.commit : null,
        commitStep,
      };
      return {
        summary: `push to ${name} on ${options.remote}`,
        target,
        ...(commitStep !== null && { knownAfter: { commit: commitStep } }),
      };
    },
    async check(target: PushTarget, context) {
      const commit = commitOf(target, context);
      return commit === null ? absent : look(target, commit, context);
    },
    async apply(target: PushTarget, context): Promise<{ commit: string }> {
      const commit = commitOf(target, context);
      if (commit === null)
        throw new RelspecError("RS_STEP_FAILED", {
          message: `The step ${target.commitStep} has not said which commit to push.`,
        });
      const { remote, branch } = target;
      await pushRefs(
        { run: context.exec, env: context.env },
        { remote, branch, groups: [[`${commit}:refs/heads/${branch}`]] },
      );
      return { commit };
    },
    irreversible: "Others may have built on the branch; relspec rewinds none.",
  });
}

function commitOf({ commit, commitStep }: PushTarget, { results }: Pick<ReadContext, "results">): string | null {
  const made =
    commitStep === null ? undefined : (results[commitStep] as { readonly commit?: Json } | undefined)?.commit;
  return commit ?? (typeof made === "string" ? made : null);
}

async function look({ remote, branch }: PushTarget, commit: string, { query, env }: ReadContext): Promise<Finding> {
  const ref = `refs/heads/${branch}`;
  const reach = { run: query, env };
  const tip = (await remoteRefs(reach, remote, [ref])).get(ref)?.commit;
  if (tip === undefined) return absent;
  if (await isIn(query, commit, tip)) return present({ commit });
  if (await isIn(query, tip, commit)) return absent;
  // Others have pushed meanwhile, perhaps on top of this commit. Objects are fetched to look, no ref and no file changes.
  await tryRemote(reach, [
    "fetch",
    "--quiet",
    "--no-tags",
    "--refmap=",
    "--no-write-fetch-head",
    "--end-of-options",
    remote,
    ref,
  ]);
  if (await isIn(query, commit, tip)) return present({ commit });
  return conflict(`The branch "${cleanName(branch)}" on ${remote} has commits that are not here.`, [
    `git pull --rebase ${remote} ${cleanName(branch)}`,
  ]);
}
