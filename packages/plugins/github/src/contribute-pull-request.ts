import { commitsRelease, type ContributedStep, type PlanningFacts, RelspecError } from "@relspec/core";
import type { GitHubOptions } from "./options.ts";
import { pullRequestOf, releaseBranch } from "./release-pull.ts";

const commitStep = "build/git/commit";

/** The release commit goes to a branch of its own, and a pull request proposes it. */
export function contributePullRequest(options: GitHubOptions, facts: PlanningFacts): readonly ContributedStep[] {
  const proposal = pullRequestOf(options);
  if (proposal === null) return [];
  if (!commitsRelease(facts)) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: "The option `pullRequest` of the plugin github proposes the release commit, and the release makes none.",
      suggestions: ["Write `git: { commit: true }` in the spec."],
    });
  }
  const branch = releaseBranch(proposal.branch, facts.base.branch ?? "");
  const push: ContributedStep = {
    id: "git/push:release",
    uses: "git/push",
    with: { branch, "commit-step": commitStep, replace: true },
    turn: "publish",
    needs: [commitStep],
  };
  const pull: ContributedStep = {
    id: "github/pull-request",
    uses: "github/pull-request",
    with: {},
    turn: "publish",
    needs: [push.id, commitStep],
  };
  return [push, pull];
}

/** After the gate: which commit is released. */
export function contributeMerged(): readonly ContributedStep[] {
  return [{ id: "github/merged", uses: "github/merged", with: {}, turn: "write", needs: [commitStep] }];
}
