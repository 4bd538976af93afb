import type { Commit, RunProgram } from "@relspec/core";
import { createLogParser, logFormat } from "./parse-log.ts";
import { refusalOf } from "./refusals.ts";
import { tryGit } from "./run-git.ts";

const shape = ["-z", "--date-order", "--no-ext-diff", "--no-textconv", "--encoding=UTF-8"];
/** Where nobody asks whose a commit is, git need not compare trees, which is most of its work. */
const withPaths = ["--name-only", "--no-renames", "--relative"];

export interface LogRange {
  /** Full ids: the head, and what is left out with all before it. */
  readonly head: string;
  readonly without: readonly string[];
  readonly paths: boolean;
}

/** One `git log`: newest first, children before parents. */
export async function readLog(run: RunProgram, range: LogRange): Promise<readonly Commit[]> {
  const commits: Commit[] = [];
  await streamLog(run, range, (commit) => commits.push(commit));
  return commits;
}

/** {@link readLog} commit by commit, as git says them. */
export async function streamLog(
  run: RunProgram,
  { head, without, paths }: LogRange,
  onCommit: (commit: Commit) => void,
): Promise<void> {
  const parser = createLogParser(onCommit);
  const args = ["log", ...shape, ...(paths ? withPaths : ["--no-patch"]), `--format=${logFormat}`, "--stdin", "--"];
  const input = [head, ...without.map((id) => `^${id}`), ""].join("\n");
  const { code, stderr } = await tryGit(run, args, { input, onText: parser.add });
  if (code !== 0) throw refusalOf(stderr, { doing: "git log" });
  parser.end();
}
