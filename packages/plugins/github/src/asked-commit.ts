import { type GateContext, RelspecError } from "@relspec/core";

/** The commit that a gate is about: the plan's, and while that is being made what is checked out. */
export async function askedCommit({ plan, query }: Pick<GateContext, "plan" | "query">): Promise<string> {
  if (plan) return plan.base.commit;
  const { stdout } = await query(["git", "rev-parse", "--verify", "HEAD"]);
  const commit = stdout.trim();
  if (/^[0-9a-f]{40,64}$/.test(commit)) return commit;
  throw new RelspecError("RS_SPEC_LOCATION", { message: "Git does not say which commit is checked out." });
}
