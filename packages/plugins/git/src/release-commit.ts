import type { RunProgram } from "@relspec/core";
import { identity, signing, type TagStyle } from "./make-tags.ts";
import { git, tryGit } from "./run-git.ts";

/** Make a commit object; the same input gives the same commit, unless it is signed. Moves no branch. */
export async function writeCommit(
  exec: RunProgram,
  {
    tree,
    parent,
    message,
    style,
  }: { readonly tree: string; readonly parent: string; readonly message: string; readonly style: TagStyle },
): Promise<string> {
  const args = [
    "commit-tree",
    ...(style.sign === false ? ["--no-gpg-sign"] : ["--gpg-sign"]),
    "-p",
    parent,
    "-F",
    "-",
    tree,
  ];
  const made = await git(exec, ["-c", "i18n.commitEncoding=UTF-8", ...signing(style.sign), ...args], {
    input: message.replace(/\n*$/, "\n"),
    env: { ...identity("AUTHOR", style), ...identity("COMMITTER", style) },
  });
  return made.trim();
}

/** Id of the tree of a commit. */
export async function treeOf(query: RunProgram, commit: string): Promise<string> {
  return (await git(query, ["rev-parse", "--verify", "--end-of-options", `${commit}^{tree}`])).trim();
}

/** Full id of the checked-out commit. */
export async function headOf(query: RunProgram): Promise<string> {
  return (await git(query, ["rev-parse", "--verify", "HEAD^{commit}"])).trim();
}

/** Whether `commit` is `descendant` or an ancestor of it; false when one of them is not in this clone. */
export async function isIn(query: RunProgram, commit: string, descendant: string): Promise<boolean> {
  return commit === descendant || (await tryGit(query, ["merge-base", "--is-ancestor", commit, descendant])).code === 0;
}

/** Absolute path of the repository's working tree. */
export async function topOf(query: RunProgram): Promise<string> {
  return (await git(query, ["rev-parse", "--show-toplevel"])).replace(/\n$/, "");
}

/** Paths that differ between two commits, relative to the repository's root. */
export async function pathsBetween(query: RunProgram, from: string, to: string): Promise<readonly string[]> {
  const output = await git(query, ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-commit-id", from, to]);
  return output.split("\0").filter((path) => path !== "");
}

/**
 * Move the checked-out branch (or a detached head) from one commit to another, and the index of the paths that differ with
 * it. Files stay as they are. The index goes first: killed in between, the same call ends it.
 * @throws when the head is no longer at `from`.
 */
export async function moveHead(exec: RunProgram, from: string, to: string, reason: string): Promise<void> {
  const paths = await pathsBetween(exec, from, to);
  if (paths.length > 0) {
    const entries = new Map<string, string>();
    const tree = await git(exec, ["ls-tree", "-r", "-z", "--full-tree", to], { limit: 500 * 1024 * 1024 });
    const wanted = new Set(paths);
    for (const entry of tree.split("\0")) {
      const path = entry.slice(entry.indexOf("\t") + 1);
      if (wanted.has(path)) entries.set(path, entry);
    }
    // Git's own form of an entry, or mode 0 for one that goes away.
    const input = paths.map((path) => `${entries.get(path) ?? `0 ${"0".repeat(from.length)}\t${path}`}\0`).join("");
    await git(exec, ["update-index", "--replace", "-z", "--index-info"], { input });
    await tryGit(exec, ["update-index", "-q", "--refresh"]);
  }
  await git(exec, ["update-ref", "-m", reason, "HEAD", to, from]);
}
