import { absent, type Action, defineAction, type Json, present, RelspecError, type WriteContext } from "@relspec/core";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace, nameOf, type Place } from "./place.ts";
import {
  markedBy,
  proposalOf,
  pullMarker,
  pullRequestOf,
  pullsFrom,
  readPull,
  releaseBranch,
  type ReleasePull,
} from "./release-pull.ts";

export type PullRequestTarget = {
  readonly at: Place;
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  /** Full id of the step that makes the commit that is proposed. */
  readonly commitStep: string;
};

type PullRequestResult = { readonly pull: number; readonly url: string; readonly head: string };

/** `github/pull-request`: one pull request with the versions, the changelog and the notes of the next release. */
export function pullRequestAction(options: GitHubOptions, open: Opener, secrets: readonly string[]): Action {
  return defineAction({
    summary: "Propose the release in a pull request.",
    secrets,
    options: { type: "object", additionalProperties: false },
    async plan(_options, context) {
      const { facts } = context;
      const { branch, title } = pullRequestOf(options) ?? pullRequestOf({ pullRequest: true })!;
      const base = facts.base.branch;
      if (base === null) {
        throw new RelspecError("RS_PLAN_TREE", {
          message: "It cannot be told which branch the pull request of the release goes to: the checkout is detached.",
          suggestions: ["git switch BRANCH"],
        });
      }
      const target: PullRequestTarget = {
        at: await findPlace(options, context, facts),
        branch: releaseBranch(branch, base),
        base,
        ...(await proposalOf(title, facts)),
        commitStep: "build/git/commit",
      };
      return {
        summary: `propose "${target.title}" from ${target.branch} to ${base} of ${nameOf(target.at)}`,
        target,
        knownAfter: { head: target.commitStep },
      };
    },
    async check(target: PullRequestTarget, context) {
      const commit = commitOf(target, context.results);
      if (commit === null) return absent;
      const pulls = await pullsFrom(target.branch, target.base, await open.toLook(target.at, context));
      const ours = pulls.find((pull) => pull.state !== "closed" && isWhole(pull, target, commit));
      return ours ? present(resultOf(ours)) : absent;
    },
    async apply(target: PullRequestTarget, context): Promise<PullRequestResult> {
      const commit = commitOf(target, context.results);
      if (commit === null || commit === context.release.commit) throw nothingToMerge(target);
      const github = await open.toWrite(target.at, context);
      const body = `${target.body}\n\n${pullMarker(context.release.id, commit)}`;
      return resultOf(await propose(target, { commit, body }, github));
    },
    async undo(target: PullRequestTarget, { pull }: PullRequestResult, context) {
      const github = await open.toWrite(target.at, context);
      const there = (await pullsFrom(target.branch, target.base, github)).find(({ number }) => number === pull);
      if (there?.state === "merged") context.log(`#${pull} is merged: take its changes back with git revert.`);
      if (there?.state !== "open") return;
      await change(pull, { state: "closed" }, github);
    },
  });
}

/** Open it, or bring the one that is open up to date. */
async function propose(
  target: PullRequestTarget,
  { commit, body }: { readonly commit: string; readonly body: string },
  github: GitHub,
): Promise<ReleasePull> {
  const { branch, base, title } = target;
  const find = async () => (await pullsFrom(branch, base, github)).find(({ state }) => state === "open");
  const there = await find();
  if (there)
    return there.title === title && there.body === body ? there : change(there.number, { title, body }, github);
  const { status, data } = await github.ask(
    "POST /repos/{owner}/{repo}/pulls",
    { title, body, head: branch, base, maintainer_can_modify: true },
    { accept: [422], doing: "open a pull request" },
  );
  if (status !== 422) return readPull(data, github);
  // Another run was faster, or the answer of our own request was lost.
  const other = await find();
  if (other) return change(other.number, { title, body }, github);
  throw new RelspecError("RS_STEP_FAILED", {
    message: `GitHub does not take a pull request from ${branch} to ${base} of ${nameOf(target.at)}: ${reasonOf(data)}`,
    details: { branch, base, commit },
    suggestions: [`Look at https://docs.github.com/pull-requests, and whether ${branch} is on GitHub.`],
  });
}

async function change(number: number, to: Readonly<Record<string, string>>, github: GitHub): Promise<ReleasePull> {
  const { data } = await github.ask(
    "PATCH /repos/{owner}/{repo}/pulls/{pull_number}",
    { pull_number: number, ...to },
    { doing: "change a pull request" },
  );
  return readPull(data, github);
}

function isWhole(pull: ReleasePull, { title, body }: PullRequestTarget, commit: string): boolean {
  return (
    pull.head === commit && pull.title === title && pull.body.startsWith(body) && markedBy(pull.body)?.commit === commit
  );
}

function commitOf({ commitStep }: PullRequestTarget, results: WriteContext["results"]): string | null {
  const commit = (results[commitStep] as { readonly commit?: Json } | undefined)?.commit;
  return typeof commit === "string" ? commit : null;
}

function resultOf({ number, url, head }: ReleasePull): PullRequestResult {
  return { pull: number, url, head };
}

function reasonOf(data: unknown): string {
  const { errors, message } = (data ?? {}) as { readonly errors?: unknown; readonly message?: unknown };
  const said = Array.isArray(errors)
    ? errors.map((each: unknown) => (each as { readonly message?: unknown } | null)?.message)
    : [];
  return (
    [...said, message]
      .filter((each) => typeof each === "string")
      .join(" ")
      .slice(0, 300) || "it does not say why"
  );
}

function nothingToMerge({ branch }: PullRequestTarget): RelspecError {
  return new RelspecError("RS_STEP_FAILED", {
    message: `The release writes no file, so there is nothing to merge from ${branch}.`,
    suggestions: [
      "Let it write one: `changelog: {}` beside `git: { commit: true }`.",
      "Or ask for an approval instead: `approval: ROLE` as a gate of `prepare`.",
    ],
  });
}
