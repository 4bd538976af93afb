import type { PlanWarning } from "../model/plan.ts";
import type { Spec } from "../model/spec.ts";
import type { History } from "../plugin/facts.ts";
import { entryOf } from "./branch-of.ts";
import { plainLine } from "./plain-text.ts";

/**
 * Why what is checked out is planned but not released: it is a pull request's, or stands on no release branch. Null: it may be.
 * As semantic-release has it: a branch that the spec does not name, and whatever a pull request proposes, is not released.
 */
export function branchObstacle(
  { version }: Spec,
  { head, pullRequest = false }: Pick<History, "head" | "pullRequest">,
): PlanWarning | null {
  const first = plainLine(version.branches[0]?.name ?? "main", 100);
  const shown = `this is what ${first} would release with these commits, and \`relspec run\` refuses to`;
  if (pullRequest) {
    return {
      code: "RS_PLAN_BRANCH",
      message: `CI says that this is a pull request: ${shown}.`,
      suggestions: [`Let CI call \`relspec run\` for pushes to ${first}.`],
    };
  }
  if (head.branch === null) {
    return {
      code: "RS_PLAN_BRANCH",
      message: `${head.commit.slice(0, 7)} is checked out on no branch, and no release branch is known to hold it: ${shown}.`,
      suggestions: [`git switch ${first}`],
    };
  }
  if (entryOf(version.branches, head.branch)) return null;
  return {
    code: "RS_PLAN_BRANCH",
    message: `The branch ${plainLine(head.branch, 100)} is not one to release from: ${shown}.`,
    suggestions: [
      `git switch ${first}`,
      "Or name the branch under `version.branches` in the spec, if it is one to release from.",
    ],
  };
}
