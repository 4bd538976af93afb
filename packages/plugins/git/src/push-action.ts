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
  type WriteContext,
} from "@relspec/core";
import { cleanName } from "./clean-text.ts";
import { type GitOptions, nobody } from "./options.ts";
import { pushRefs } from "./push-refs.ts";
import { remoteRefs } from "./read-tags.ts";
import { isIn } from "./release-commit.ts";
import { tryGit, tryRemote } from "./run-git.ts";
import { isBranchName } from "./tell-branch.ts";

export type PushTarget = {
  readonly remote: string;
  readonly branch: string;
  /** Null: the commit that `commitStep` makes. */
  readonly commit: string | null;
  readonly commitStep: string | null;
  /** The branch is relspec's own, by this committer: it is put to the commit from wherever it is. Null: only forward. */
  readonly owner: { readonly name: string; readonly email: string } | null;
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
    replace: {
      type: "boolean",
      default: false,
      description:
        "The branch is the release's own, and is put to the commit from wherever it is, as long as nobody else has committed to it.",
    },
  },
} as const;

/** `git/push`: move a branch of the remote forward; never back and never aside, unless it is the release's own. */
export function pushAction(options: GitOptions): Action {
  return defineAction({
    summary: "Push a commit to a branch.",
    options: actionOptions,
    plan({ branch, "commit-step": commitStep = null, replace }, { facts }) {
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
        owner: replace ? (options.author ?? nobody) : null,
      };
      if (replace && name === facts.base.branch) {
        throw new RelspecError("RS_SPEC_INVALID", {
          message: `The branch "${cleanName(name)}" is the one that is released: it is not the release's own to replace.`,
          suggestions: ["Give the branch of the release another name."],
        });
      }
      return {
        summary: `push to ${name} on ${options.remote}`,
        target,
        ...(!replace && { irreversible: "Others may have built on the branch; relspec rewinds none." }),
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
      const { remote, branch, owner } = target;
      const leases = owner === null ? undefined : await leaseOf(target, owner, context);
      await pushRefs(
        { run: context.exec, env: context.env },
        { remote, branch, groups: [[`${commit}:refs/heads/${branch}`]], ...(leases && { leases }) },
      );
      return { commit };
    },
    async undo({ remote, branch }: PushTarget, { commit }: { readonly commit: string }, { exec, query, env }) {
      const ref = `refs/heads/${branch}`;
      if ((await remoteRefs({ run: query, env }, remote, [ref])).get(ref)?.commit !== commit) return;
      await pushRefs(
        { run: exec, env },
        { remote, branch: "", groups: [[`:${ref}`]], leases: new Map([[ref, commit]]) },
      );
    },
  });
}

function commitOf({ commit, commitStep }: PushTarget, { results }: Pick<ReadContext, "results">): string | null {
  const made =
    commitStep === null ? undefined : (results[commitStep] as { readonly commit?: Json } | undefined)?.commit;
  return commit ?? (typeof made === "string" ? made : null);
}

/** That the branch is still where it was seen. @throws `RS_PLAN_CONFLICT` when somebody else has committed to it. */
async function leaseOf(
  { remote, branch }: PushTarget,
  owner: { readonly name: string; readonly email: string },
  { query, env }: WriteContext,
): Promise<ReadonlyMap<string, string>> {
  const ref = `refs/heads/${branch}`;
  const reach = { run: query, env };
  const tip = (await remoteRefs(reach, remote, [ref])).get(ref)?.commit ?? "";
  if (tip === "") return new Map([[ref, ""]]);
  const read = () => tryGit(query, ["show", "--no-patch", "--format=%cn <%ce>", "--end-of-options", tip]);
  let { code, stdout } = await read();
  if (code !== 0) {
    await tryRemote(reach, [...fetching, "--end-of-options", remote, ref]);
    ({ code, stdout } = await read());
  }
  if (code === 0 && stdout.trim() === `${owner.name} <${owner.email}>`) return new Map([[ref, tip]]);
  const shown = cleanName(branch);
  throw new RelspecError("RS_PLAN_CONFLICT", {
    message: `Somebody else has committed to the branch "${shown}" on ${remote} (${tip.slice(0, 9)}), which the release would replace.`,
    suggestions: [`Keep what is wanted of it, then git push ${remote} --delete ${shown} and relspec run.`],
  });
}

const fetching = ["fetch", "--quiet", "--no-tags", "--refmap=", "--no-write-fetch-head"];

async function look(
  { remote, branch, owner }: PushTarget,
  commit: string,
  { query, env }: ReadContext,
): Promise<Finding> {
  const ref = `refs/heads/${branch}`;
  const reach = { run: query, env };
  const tip = (await remoteRefs(reach, remote, [ref])).get(ref)?.commit;
  if (tip === undefined) return absent;
  if (owner !== null) return tip === commit ? present({ commit }) : absent;
  if (await isIn(query, commit, tip)) return present({ commit });
  if (await isIn(query, tip, commit)) return absent;
  // Others have pushed meanwhile, perhaps on top of this commit. Objects are fetched to look, no ref and no file changes.
  await tryRemote(reach, [...fetching, "--end-of-options", remote, ref]);
  if (await isIn(query, commit, tip)) return present({ commit });
  return conflict(`The branch "${cleanName(branch)}" on ${remote} has commits that are not here.`, [
    `git pull --rebase ${remote} ${cleanName(branch)}`,
  ]);
}
