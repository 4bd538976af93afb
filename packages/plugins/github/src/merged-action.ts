import {
  absent,
  type Action,
  defineAction,
  type Finding,
  type Json,
  present,
  type ReadContext,
  RelspecError,
} from "@relspec/core";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace, nameOf, type Place } from "./place.ts";
import { pullRequestOf, pullsFrom, releaseBranch, type ReleasePull } from "./release-pull.ts";

export type MergedTarget = {
  readonly at: Place;
  readonly branch: string;
  readonly base: string;
  readonly remote: string;
  /** Full id of the step that made the commit that was proposed. */
  readonly commitStep: string;
};

/** `github/merged`: which commit of the branch holds the merged release, and nothing that was not planned. */
export function mergedAction(options: GitHubOptions, open: Opener, secrets: readonly string[]): Action {
  return defineAction({
    summary: "Find the commit that the release's pull request became.",
    secrets,
    options: { type: "object", additionalProperties: false },
    async plan(_options, context) {
      const { facts } = context;
      const { branch } = pullRequestOf(options) ?? pullRequestOf({ pullRequest: true })!;
      const base = facts.base.branch ?? "";
      const git = facts.spec.plugins.find(({ name }) => name === "git" || name === "@relspec/plugin-git");
      const remote = git?.options["remote"];
      const target: MergedTarget = {
        at: await findPlace(options, context, facts),
        branch: releaseBranch(branch, base),
        base,
        remote: typeof remote === "string" ? remote : "origin",
        commitStep: "build/git/commit",
      };
      return {
        summary: `release what the pull request from ${target.branch} became`,
        target,
        knownAfter: { commit: "its merge" },
      };
    },
    check: async (target: MergedTarget, context) => look(target, context, await open.toLook(target.at, context)),
    async apply(target: MergedTarget, context): Promise<Json> {
      const found = await look(target, context, await open.toWrite(target.at, context));
      if (found.state === "present") return found.result ?? null;
      throw new RelspecError(found.state === "conflict" ? "RS_PLAN_CONFLICT" : "RS_STEP_FAILED", {
        message:
          found.state === "absent"
            ? `The pull request from ${target.branch} of ${nameOf(target.at)} is not merged.`
            : found.reason,
        suggestions: found.state === "conflict" ? found.suggestions : [],
      });
    },
    // It has only looked.
    undo: () => undefined,
  });
}

async function look(target: MergedTarget, context: ReadContext, github: GitHub): Promise<Finding> {
  const commit = (context.results[target.commitStep] as { readonly commit?: Json } | undefined)?.commit;
  if (typeof commit !== "string") return absent;
  const pull = (await pullsFrom(target.branch, target.base, github)).find(
    ({ state, head }) => state === "merged" && head === commit,
  );
  return pull?.merge ? judge(target, { pull, merge: pull.merge, commit }, context) : absent;
}

/** The merge, where it holds just what was proposed; else the proposed commit, where the branch has that. */
async function judge(
  { remote, base }: MergedTarget,
  { pull, merge, commit }: { readonly pull: ReleasePull; readonly merge: string; readonly commit: string },
  context: ReadContext,
): Promise<Finding> {
  // Objects are fetched to look; no ref and no file of the clone changes.
  if (!(await isHere(merge, context))) await fetch(remote, `refs/heads/${base}`, context);
  if (!(await isHere(commit, context))) await fetch(remote, `refs/pull/${pull.number}/head`, context);
  const [made, wanted] = [await treeOf(merge, context), await treeOf(commit, context)];
  const result = (chosen: string) => present({ commit: chosen, pull: pull.number, url: pull.url });
  if (made !== null && made === wanted) return result(merge);
  if (made !== null && wanted !== null && (await isIn(commit, merge, context))) return result(commit);
  return {
    state: "conflict",
    reason: `#${pull.number} was merged into more than it was proposed for: ${merge.slice(0, 9)} on ${base} holds other files than ${commit.slice(0, 9)}, so releasing it would release what nobody has planned.`,
    suggestions: [
      `Take the merge back (git revert ${merge.slice(0, 9)}), then relspec undo and relspec run.`,
      "Have GitHub require branches to be up to date before they are merged.",
    ],
  };
}

async function isHere(commit: string, { query }: ReadContext): Promise<boolean> {
  return (await query(["git", "cat-file", "-e", `${commit}^{commit}`], { accept: [0, 1, 128] })).code === 0;
}

async function fetch(remote: string, ref: string, { query }: ReadContext): Promise<void> {
  const args = ["fetch", "--quiet", "--no-tags", "--refmap=", "--no-write-fetch-head", "--end-of-options", remote, ref];
  await query(["git", ...args] as [string, ...string[]], { accept: [0, 1, 128], env: { GIT_TERMINAL_PROMPT: "0" } });
}

async function treeOf(commit: string, { query }: ReadContext): Promise<string | null> {
  const { code, stdout } = await query(["git", "rev-parse", "--verify", "--quiet", `${commit}^{tree}`], {
    accept: [0, 1, 128],
  });
  return code === 0 ? stdout.trim() : null;
}

async function isIn(commit: string, merge: string, { query }: ReadContext): Promise<boolean> {
  return (await query(["git", "merge-base", "--is-ancestor", commit, merge], { accept: [0, 1, 128] })).code === 0;
}
