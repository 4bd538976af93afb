import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import {
  type Action,
  absent,
  type Commit,
  defineAction,
  type Json,
  present,
  type ReadContext,
  RelspecError,
  type WriteContext,
} from "@relspec/core";
import { cleanName } from "./clean-text.ts";
import { fillMessage } from "./fill-message.ts";
import { commitOptions, type GitOptions, nobody } from "./options.ts";
import { createLogParser, logFormat } from "./parse-log.ts";
import { readStatus } from "./read-status.ts";
import { headOf, isIn, moveHead, topOf, treeOf, writeCommit } from "./release-commit.ts";
import { git, tryGit } from "./run-git.ts";

export type CommitTarget = {
  readonly parent: string;
  /** Null where it could not be told; then nothing can be committed. */
  readonly branch: string | null;
  readonly message: string;
  /** Null: the tracked files that were changed, and those that earlier steps say they wrote. */
  readonly paths: readonly string[] | null;
  readonly sign: false | true | "ssh" | "gpg";
  readonly author: { readonly name: string; readonly email: string };
  readonly date: string;
};

const actionOptions = {
  type: "object",
  additionalProperties: false,
  properties: {
    message: {
      type: "string",
      minLength: 1,
      maxLength: 10_000,
      template: true,
      description: "Message. Default: the one in the plugin's options.",
    },
    paths: {
      type: "array",
      minItems: 1,
      description: "What is committed, relative to the project's root. Default: as in the plugin's options.",
      items: { type: "string", minLength: 1, maxLength: 1_000, description: "A file, or a folder with all in it." },
    },
  },
} as const;

/**
 * `git/commit`: one commit on top of the released one, made through an index of its own, so that the same files give the same
 * commit on any machine. The branch is moved to it only from the commit that was planned.
 */
export function commitAction(options: GitOptions): Action {
  return defineAction({
    summary: "Commit what the release has written into files.",
    options: actionOptions,
    tree: true,
    plan({ message, paths }, { facts }) {
      const { name, version } = facts.release;
      const standard = commitOptions({ ...options, commit: options.commit === false ? true : options.commit });
      const target: CommitTarget = {
        parent: facts.base.commit,
        branch: facts.base.branch,
        message: message ?? fillMessage(standard?.message ?? "", { name, version, notes: facts.notes }),
        paths: paths ?? standard?.paths ?? null,
        sign: options.sign,
        author: options.author ?? nobody,
        date: facts.base.date,
      };
      return { summary: `commit "${cleanName(target.message.split("\n")[0] ?? "", 80)}"`, target };
    },
    async check(target: CommitTarget, { query }) {
      const commit = await findOurs(target, query);
      return commit === null ? absent : present({ commit });
    },
    async apply(target: CommitTarget, context): Promise<{ commit: string }> {
      const done = await findOurs(target, context.query);
      if (done !== null) return { commit: done };
      await refuseOtherPlace(target, context);
      const tree = await writeTree(target, context);
      // Nothing was written: the released commit itself is what goes on.
      if (tree === (await treeOf(context.query, target.parent))) return { commit: target.parent };
      const { parent, message, sign, author, date } = target;
      const commit = await writeCommit(context.exec, { tree, parent, message, style: { sign, tagger: author, date } });
      await moveHead(context.exec, parent, commit, "relspec: release commit");
      return { commit };
    },
    async undo(target: CommitTarget, { commit }: { readonly commit: string }, { query, exec, log }) {
      const { parent } = target;
      if (commit === parent) return;
      const head = await headOf(query);
      if (head === commit) await moveHead(exec, commit, parent, "relspec: take the release back");
      // After a revert on the branch, head is past it and all is as it was.
      else if ((await isIn(query, commit, head)) && !(await isReverted(query, commit, head))) {
        log(
          `The release commit ${commit.slice(0, 9)} stays: others have built on it. Take its changes back with git revert.`,
        );
      } else {
        const copy = await findCopy(target, query);
        if (copy !== null) throw copied(commit, copy);
      }
    },
  });
}

/** Our commit, if the head, the branch or the remote's branch as last seen has it. */
function findOurs({ branch, ...target }: CommitTarget, query: ReadContext["query"]): Promise<string | null> {
  const places = branch === null ? [] : [`--branches=${branch}`, `--remotes=*/${branch}`];
  const seconds = Date.parse(target.date);
  return findLike(
    target,
    places,
    query,
    (commit) => commit.parents[0] === target.parent && Date.parse(commit.date) === seconds,
  );
}

/** Our commit as a rebase has put it on top of others: it has another parent and time, and says the same. */
function findCopy(target: CommitTarget, query: ReadContext["query"]): Promise<string | null> {
  return findLike(target, [], query, ({ parents }) => parents[0] !== target.parent);
}

function copied(commit: string, copy: string): RelspecError {
  const [ours, theirs] = [commit.slice(0, 9), copy.slice(0, 9)];
  return new RelspecError("RS_PLAN_CONFLICT", {
    message: `The release commit ${ours} was put on top of other commits, as ${theirs}: it has to be taken out before the release can be taken back.`,
    suggestions: [`git rebase --onto ${theirs}^ ${theirs} && relspec undo`],
  });
}

async function findLike(
  { parent, message, author }: Pick<CommitTarget, "parent" | "message" | "author">,
  places: readonly string[],
  query: ReadContext["query"],
  accepts: (commit: Commit) => boolean,
): Promise<string | null> {
  let ours: string | null = null;
  const parser = createLogParser((commit) => {
    const same =
      commit.parents.length === 1 &&
      commit.author.name === author.name &&
      commit.author.email === author.email &&
      commit.message.trimEnd() === message.trimEnd();
    if (same && accepts(commit)) ours ??= commit.id;
  });
  const args = ["log", "-z", "--no-patch", `--format=${logFormat}`, "HEAD", ...places, "--not", parent, "--"];
  const { code } = await tryGit(query, args, { onText: parser.add });
  parser.end();
  return code === 0 ? ours : null;
}

async function refuseOtherPlace({ parent, branch }: CommitTarget, { query }: WriteContext): Promise<void> {
  const status = await readStatus(query);
  if (branch === null) {
    throw new RelspecError("RS_PLAN_TREE", {
      message: "It cannot be told which branch the release commit belongs to: the checkout is detached.",
      suggestions: ["git switch BRANCH"],
    });
  }
  const other = status.branch !== null && status.branch !== branch;
  if (status.commit === parent && !other) return;
  throw new RelspecError("RS_PLAN_TREE", {
    message: other
      ? `The branch "${cleanName(status.branch ?? "")}" is checked out, and the release commit belongs on "${cleanName(branch)}".`
      : `The commit ${status.commit.slice(0, 9)} is checked out, and the release is of ${parent.slice(0, 9)}.`,
    suggestions: [other ? `git switch ${cleanName(branch)}` : "relspec plan"],
  });
}

/** The tree of the planned commit with the changed files in it; the user's own index is not touched. */
async function writeTree(target: CommitTarget, context: WriteContext): Promise<string> {
  const { query, exec, artifacts } = context;
  const paths = await changedPaths(target, context);
  const file = join(artifacts, `index-${randomUUID()}`);
  const options = { cwd: await topOf(query), env: { GIT_INDEX_FILE: file } };
  try {
    await git(exec, ["read-tree", target.parent], options);
    const input = paths.map((path) => `${path}\0`).join("");
    if (input !== "")
      await git(exec, ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"], { ...options, input });
    return (await git(exec, ["write-tree"], options)).trim();
  } finally {
    await rm(file, { force: true });
    await rm(`${file}.lock`, { force: true });
  }
}

async function changedPaths({ paths }: CommitTarget, { query, results }: WriteContext): Promise<readonly string[]> {
  if (paths !== null) {
    const { changed, untracked } = await readStatus(query, { untracked: "all", paths });
    return [...changed, ...untracked];
  }
  const written = writtenBy(results);
  const [{ changed }, found] = await Promise.all([
    readStatus(query),
    written.length === 0 ? null : readStatus(query, { untracked: "all", paths: written }),
  ]);
  return [...new Set([...changed, ...(found?.untracked ?? [])])];
}

/** Files that earlier steps name in their results, as `path`, `file` or a list `files`: new ones are untracked. */
function writtenBy(results: Readonly<Record<string, Json>>): readonly string[] {
  return Object.values(results).flatMap((result) => {
    if (typeof result !== "object" || result === null || Array.isArray(result)) return [];
    const { path, file, files } = result as Readonly<Record<string, Json>>;
    return [path, file, ...(Array.isArray(files) ? files : [])].filter(isRelative);
  });
}

function isRelative(path: Json | undefined): path is string {
  return typeof path === "string" && path !== "" && !isAbsolute(path) && !path.split(/[\\/]/).includes("..");
}

async function isReverted(query: ReadContext["query"], commit: string, head: string): Promise<boolean> {
  const [now, before] = await Promise.all([treeOf(query, head), treeOf(query, `${commit}^1`)]);
  return now === before;
}
