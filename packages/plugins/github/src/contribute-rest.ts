import type { ContributedStep, PlanningFacts } from "@relspec/core";
import { namedIssues } from "./named-issues.ts";
import type { GitHubOptions } from "./options.ts";
import { knownName } from "./place.ts";
import { commitStepOf, releasesOf } from "./tags-of.ts";

/** What follows once a release is public. None of it can make the release fail. */
export function contributeAfter(options: GitHubOptions, facts: PlanningFacts): readonly ContributedStep[] {
  const { comments, milestone, deployment } = options;
  const commitStep = commitStepOf(facts);
  const steps: ContributedStep[] = [];
  if (comments !== false && namedIssues(facts.changes, knownName(options, facts) ?? "").length > 0) {
    const { text, labels } = comments === true ? {} : comments;
    steps.push({
      id: "github/comment",
      uses: "github/comment",
      with: { ...(text !== undefined && { text }), ...(labels && { labels: [...labels] }) },
      turn: "announce",
    });
  }
  if (milestone !== undefined)
    steps.push({ id: "github/milestone", uses: "github/milestone", with: { title: milestone }, turn: "announce" });
  if (deployment !== undefined) {
    steps.push({
      id: "github/deployment",
      uses: "github/deployment",
      with: { environment: deployment },
      turn: "announce",
      ...(commitStep !== null && { needs: [commitStep] }),
    });
  }
  return steps;
}

/** The good release is shown first again, and the bad one says that it was rolled back. Nothing is deleted. */
export function contributeRollback(options: GitHubOptions, facts: PlanningFacts): readonly ContributedStep[] {
  const releases = releasesOf(facts);
  const isLatest = facts.release.channel === null && !facts.release.version.includes("-") && !options.draft;
  const bad = [...new Map(facts.packages.map(({ previousTag, to }) => [previousTag, to]))];
  return [
    ...releases
      .filter(({ main }) => main && isLatest && options.latest !== false)
      .map(({ tag }): ContributedStep => ({
        id: `github/latest:${tag}`,
        uses: "github/latest",
        with: { tag },
        turn: "publish",
        critical: false,
      })),
    ...bad.flatMap(([tag, to]): readonly ContributedStep[] =>
      tag === null
        ? []
        : [
            {
              id: `github/banner:${tag}`,
              uses: "github/banner",
              with: { tag, text: `This release was rolled back: use ${to}.` },
              turn: "mark",
              critical: false,
            },
          ],
    ),
  ];
}
