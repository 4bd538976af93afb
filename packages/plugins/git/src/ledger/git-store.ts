import { defineStore, type StoreContext, type StoreKind } from "@relspec/core";
import type { GitOptions } from "../options.ts";
import { hasRemote, remoteRefs } from "../read-tags.ts";
import { tryGit } from "../run-git.ts";
import { type LedgerOptions, ledgerOptions, refOf } from "./ledger-options.ts";
import { openGitLedger } from "./open-git-ledger.ts";
import { tryOut } from "./try-out.ts";

/** `ledger: git`: events in a ref of the remote, so that a job on a fresh machine goes on with what another began. */
export function gitStore(options: GitOptions): StoreKind {
  const remoteOf = ({ remote }: LedgerOptions) => remote ?? options.remote;
  return defineStore({
    summary: "A ref of the git remote.",
    options: ledgerOptions,
    async fits(given, context, ask) {
      const remote = remoteOf(given);
      if (!options.push) return false;
      if (isCi(context)) return hasRemote(context.run, remote);
      const ref = refOf(given.prefix, context.scope);
      const seen = await tryGit(context.run, ["rev-parse", "--verify", "--quiet", "--end-of-options", ref]);
      if (seen.code !== 0 && ask === "known") return false;
      if (!(await hasRemote(context.run, remote))) return false;
      if (seen.code === 0) return true;
      // Someone's own machine: the release may have been begun by a job, and be waiting for this very person.
      return remoteRefs({ run: context.run, env: context.env }, remote, [ref])
        .then((found) => found.has(ref))
        .catch(() => false);
    },
    open: (given, context) => openGitLedger({ remote: remoteOf(given), prefix: given.prefix }, context),
    tryOut: (given, context) => tryOut({ remote: remoteOf(given), prefix: given.prefix }, context),
  });
}

function isCi({ env }: StoreContext): boolean {
  return env["CI"] !== undefined && env["CI"] !== "" && env["CI"] !== "false";
}
