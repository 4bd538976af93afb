import type { Ledger } from "@relspec/core";
import { createWorld } from "../../packages/core/src/world/create-world.ts";
import { openGitLedger } from "../../packages/plugins/git/src/ledger/open-git-ledger.ts";

/** The ledger in the remote of a clone; also how another process of the conformance suite opens it. */
export function openAt(root: string, now: () => Date = () => new Date()): Promise<Ledger> {
  const world = createWorld({ root, env: process.env });
  const context = { root, run: world.run, env: process.env, now, log: () => {} };
  return openGitLedger({ remote: "origin", prefix: "refs/relspec/" }, context);
}
