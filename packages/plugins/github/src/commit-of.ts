import { type ReadContext, RelspecError } from "@relspec/core";
import { fieldsOf, textOf } from "./answers.ts";

export type CommitTarget = {
  /** Full id; null: the one that `commitStep` makes. */
  readonly commit: string | null;
  readonly commitStep: string | null;
};

/** The commit that is released; null before it is made. */
export function commitOf(
  { commit, commitStep }: CommitTarget,
  { results }: Pick<ReadContext, "results">,
): string | null {
  return commit ?? (commitStep === null ? null : textOf(fieldsOf(results[commitStep])["commit"]));
}

/** @throws `RS_STEP_FAILED` where the step that makes it has none on record. */
export function neededCommit(target: CommitTarget, context: Pick<ReadContext, "results">): string {
  const commit = commitOf(target, context);
  if (commit !== null) return commit;
  throw new RelspecError("RS_STEP_FAILED", {
    message: `The step "${target.commitStep}" has not said which commit is released.`,
    suggestions: [`Name it in the step's \`needs\`: ["${target.commitStep}"].`],
  });
}
