import type { Commit, RunProgram } from "@relspec/core";
import { basesWithout } from "./common-base.ts";
import { readLog } from "./read-log.ts";
import { git, linesOf, tryGit } from "./run-git.ts";

/**
 * From the head down to what all bases have in common; everything where one of them is null. That is the oldest of them
 * wherever releases follow each other; only where histories have been merged, git is asked for it and the history is read
 * once more.
 */
export async function readCommits(
  run: RunProgram,
  head: string,
  given: readonly (string | null)[],
  paths: boolean,
): Promise<readonly Commit[]> {
  const bases = [...new Set(given)];
  const known = bases.filter((base) => base !== null);
  if (known.length === 0 || known.length < bases.length) return readLog(run, { head, without: [], paths });
  const [only = ""] = known;
  if (known.length === 1) return readLog(run, { head, without: [only], paths });
  const byDate = await git(run, ["rev-list", "--no-walk=sorted", "--stdin"], { input: `${known.join("\n")}\n` });
  const oldest = linesOf(byDate).at(-1) ?? only;
  const commits = await readLog(run, { head, without: [oldest], paths });
  const others = basesWithout(oldest, known, commits);
  if (others.length === 0) return commits;
  const { stdout } = await tryGit(run, ["merge-base", "--octopus", oldest, ...others]);
  const common = stdout.trim();
  return readLog(run, { head, without: common === "" ? [] : [common], paths });
}
