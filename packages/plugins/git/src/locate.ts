import type { Checkout } from "@relspec/core";
import type { Asked } from "./asked.ts";
import { readStatus } from "./read-status.ts";
import { branchFromCi } from "./tell-branch.ts";

/** What is checked out, in one git process. */
export async function locate({ query, env }: Asked): Promise<Checkout> {
  const { commit, branch, changed } = await readStatus(query);
  return { commit, branch: branch ?? branchFromCi(env), clean: changed.length === 0 };
}
