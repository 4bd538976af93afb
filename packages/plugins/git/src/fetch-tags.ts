import type { RunProgram } from "@relspec/core";
import type { Asked } from "./asked.ts";
import type { GitOptions } from "./options.ts";
import { hasRemote } from "./read-tags.ts";
import { git, tryRemote } from "./run-git.ts";

/**
 * Get the tags that others have made since this clone was: a job that has waited for another must not plan what that one has
 * released. A tag of the clone is never moved. Without an answer the run goes on; what cannot be pushed is refused later.
 */
export async function fetchTags(
  { remote, push }: GitOptions,
  { exec, env, log }: Asked & { readonly exec: RunProgram },
): Promise<void> {
  if (!push || !(await hasRemote(exec, remote))) return;
  // What a shallow clone needs is fetched where its history is read; here it would be all that the tags reach.
  if ((await git(exec, ["rev-parse", "--is-shallow-repository"])).trim() === "true") return;
  const { code, stderr } = await tryRemote({ run: exec, env }, [
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    "--recurse-submodules=no",
    "--end-of-options",
    remote,
    "refs/tags/*:refs/tags/*",
  ]);
  if (code !== 0 && !/would clobber existing tag|\(already exists\)|\[rejected\]/.test(stderr))
    log(`The tags of "${remote}" could not be fetched; the plan is made from those of this clone.`);
}
