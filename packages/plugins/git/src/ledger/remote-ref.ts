import { RelspecError, type StoreContext } from "@relspec/core";
import { pushRefs } from "../push-refs.ts";
import { remoteRefs } from "../read-tags.ts";
import { refusalOf } from "../refusals.ts";
import { git, linesOf, tryGit, tryRemote } from "../run-git.ts";

/** A remote as far as a ledger needs it. */
export interface Remote {
  /** Commit a ref stands on now, fetched into this clone; null where there is none. */
  tip(ref: string): Promise<string | null>;
  /** Push `COMMIT:REF`; the server takes it only as a step forward. @throws what its refusal means. */
  push(refspec: string): Promise<void>;
  /** Keep the commit under the same name in this clone, so that it can be read without the network. */
  remember(ref: string, commit: string | null): Promise<void>;
  remembered(ref: string): Promise<string | null>;
  /** Whether a commit comes after what this clone remembers; true where it remembers nothing. */
  follows(ref: string, commit: string | null): Promise<boolean>;
  /** Names of the scopes below a prefix. */
  scopes(prefix: string): Promise<readonly string[]>;
}

export function createRemote(name: string, { run, env }: StoreContext): Remote {
  const reach = { run, env };
  return {
    async tip(ref) {
      const commit = (await remoteRefs(reach, name, [ref])).get(ref)?.commit ?? null;
      if (commit === null || (await isHere(commit))) return commit;
      // No name is written here and no depth is given: nothing of the clone changes but that it has more objects.
      const { code, stdout, stderr } = await tryRemote(reach, [
        "-c",
        "gc.auto=0",
        "-c",
        "maintenance.auto=false",
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-write-fetch-head",
        "--recurse-submodules=no",
        "--end-of-options",
        name,
        ref,
      ]);
      if (code !== 0) throw refusalOf(`${stdout}\n${stderr}`, { remote: name, doing: "git fetch" });
      // It may have moved on between the two questions; what was fetched then includes the answer to the first.
      if (await isHere(commit)) return commit;
      throw new RelspecError("RS_STEP_UNREACHABLE", {
        message: `"${name}" was asked for ${ref} and sent something else.`,
        retryable: true,
      });
    },
    push: (refspec) => pushRefs(reach, { remote: name, branch: "", groups: [[refspec]] }),
    async remember(ref, commit) {
      // A convenience: a lock that a killed git left behind must not stop a release.
      if (commit !== null) await tryGit(run, ["update-ref", ref, commit]);
    },
    remembered,
    async follows(ref, commit) {
      const seen = await remembered(ref);
      if (seen === null || seen === commit) return true;
      return commit !== null && (await tryGit(run, ["merge-base", "--is-ancestor", seen, commit])).code === 0;
    },
    async scopes(prefix) {
      const refs = linesOf(await git(run, ["for-each-ref", "--format=%(refname)", prefix]));
      return refs.map((ref) => decodeURIComponent(ref.slice(prefix.length)));
    },
  };

  async function remembered(ref: string): Promise<string | null> {
    const { code, stdout } = await tryGit(run, ["rev-parse", "--verify", "--quiet", "--end-of-options", ref]);
    return code === 0 ? stdout.trim() : null;
  }

  async function isHere(commit: string): Promise<boolean> {
    return (await tryGit(run, ["cat-file", "-e", `${commit}^{commit}`])).code === 0;
  }
}
