import { RelspecError } from "@relspec/core";
import type { Asked } from "./asked.ts";
import { cleanName } from "./clean-text.ts";
import type { GitOptions } from "./options.ts";
import { git, tryGit } from "./run-git.ts";

/**
 * Paths below the project's root that differ from where the head parted from a branch or commit: committed, changed and
 * new ones. A branch that is not here is looked for on the remote, as last seen.
 */
export async function listChanged(
  { remote }: Pick<GitOptions, "remote">,
  since: string,
  { query }: Asked,
): Promise<readonly string[]> {
  const base = await findBase(query, since, remote);
  const [changed, untracked] = await Promise.all([
    git(query, ["diff", "--name-only", "-z", "--no-renames", "--relative", "--no-ext-diff", base, "--"]),
    git(query, ["ls-files", "-z", "--others", "--exclude-standard"]),
  ]);
  const paths = [...changed.split("\0"), ...untracked.split("\0")].filter((path) => path !== "");
  return [...new Set(paths)].sort();
}

async function findBase(query: Asked["query"], since: string, remote: string): Promise<string> {
  for (const name of [since, `refs/remotes/${remote}/${since}`]) {
    const found = await tryGit(query, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]);
    if (found.code !== 0) continue;
    const parted = await tryGit(query, ["merge-base", found.stdout.trim(), "HEAD"]);
    if (parted.code === 0) return parted.stdout.trim();
    throw new RelspecError("RS_PLAN_HISTORY", {
      message: `Where the head parted from "${cleanName(since)}" is not in this clone.`,
      suggestions: ["git fetch --unshallow", "In GitHub Actions: `fetch-depth: 0` for actions/checkout."],
    });
  }
  throw new RelspecError("RS_USAGE", {
    message: `There is no branch, tag or commit "${cleanName(since)}" in this clone.`,
    suggestions: [`git fetch ${remote} ${cleanName(since)}`, "Name another one with `--since`."],
  });
}
