import { type Checkup, type CheckupAnswer, isRelspecError } from "@relspec/core";
import type { Asked } from "./asked.ts";
import { cleanName } from "./clean-text.ts";
import { keptCredentials } from "./kept-credentials.ts";
import { commitOptions, type GitOptions } from "./options.ts";
import { hasRemote, remoteRefs } from "./read-tags.ts";
import { readStatus } from "./read-status.ts";
import { refusalOf } from "./refusals.ts";
import { isIn } from "./release-commit.ts";
import { tryGit, tryRemote } from "./run-git.ts";
import { branchFromCi } from "./tell-branch.ts";

/** The oldest git that has all that is used here. */
const oldest = [2, 30] as const;

/** What a release will need of git: the first ones keep a run from opening, the others are for `relspec doctor`. */
export function checkups(options: GitOptions): readonly Checkup[] {
  return [
    { id: "git/clean", title: "No tracked file is changed", blocks: true, examine: clean },
    {
      id: "git/pushed",
      title: "The commit is on the remote",
      blocks: true,
      examine: (asked) => pushed(options, asked),
    },
    {
      id: "git/behind",
      title: "The remote has nothing newer",
      blocks: true,
      examine: (asked) => behind(options, asked),
    },
    { id: "git/shallow", title: "The history is complete", examine: shallow },
    { id: "git/version", title: "Git is new enough", examine: version },
    { id: "git/identity", title: "Git knows who you are", examine: identity },
    { id: "git/push-permission", title: "This user may push", examine: (asked) => pushPermission(options, asked) },
    {
      id: "git/credentials",
      title: "Git sends the credentials that were meant",
      examine: (asked) => keptCredentials(options, asked),
    },
  ];
}

async function clean({ query }: Asked): Promise<CheckupAnswer> {
  const { changed, untracked } = await readStatus(query, { untracked: "normal" });
  if (changed.length > 0) {
    return {
      verdict: "failed",
      message: `${count(changed, "tracked file is", "tracked files are")} changed and not committed: ${some(changed)}.`,
      fix: ["git commit --all", "git stash"],
      code: "RS_PLAN_TREE",
    };
  }
  const others = untracked.filter((path) => !/(?:^|\/)\.relspec\/$/.test(path));
  if (others.length > 0) {
    return {
      verdict: "warning",
      message: `${count(others, "file is", "files are")} in no commit and not ignored: ${some(others)}.`,
      fix: ["git add FILE && git commit", "Name them in .gitignore."],
    };
  }
  return { verdict: "ok", message: "Every file is as committed." };
}

interface Standing {
  readonly commit: string;
  readonly branch: string | null;
  readonly detached: boolean;
  /** Whether a branch of the remote, as last seen, has the commit. */
  readonly seen: boolean;
}

/** Where the checkout stands; a text where there is nothing to compare it with. */
async function stand({ remote, push }: GitOptions, { query, env }: Asked): Promise<Standing | string> {
  if (!push) return "Nothing is pushed.";
  if (!(await hasRemote(query, remote))) return `There is no remote "${cleanName(remote)}": nothing is pushed.`;
  const { commit, branch } = await readStatus(query);
  const containing = await tryGit(query, [
    "for-each-ref",
    "--count=1",
    `--contains=${commit}`,
    "--format=%(refname)",
    `refs/remotes/${remote}`,
  ]);
  return { commit, branch: branch ?? branchFromCi(env), detached: branch === null, seen: containing.stdout !== "" };
}

async function pushed(options: GitOptions, asked: Asked): Promise<CheckupAnswer> {
  const standing = await stand(options, asked);
  if (typeof standing === "string") return { verdict: "skipped", message: standing };
  const { commit, branch, seen } = standing;
  const { remote } = options;
  if (seen) return { verdict: "ok", message: `${commit.slice(0, 9)} is on ${remote}.` };
  return asking(async () => {
    // What was pushed from elsewhere is not known here, so the remote is asked before anything is said.
    const ref = `refs/heads/${branch ?? ""}`;
    const tip =
      branch === null
        ? undefined
        : (await remoteRefs({ run: asked.query, env: asked.env }, remote, [ref])).get(ref)?.commit;
    if (tip !== undefined && (await isIn(asked.query, commit, tip)))
      return { verdict: "ok", message: `${commit.slice(0, 9)} is on ${remote}.` };
    const fix =
      branch === null
        ? `git push ${remote} HEAD:refs/heads/BRANCH`
        : `git push ${tip === undefined ? "--set-upstream " : ""}${remote} ${cleanName(branch)}`;
    const message = `The commit ${commit.slice(0, 9)} is not on ${remote}.`;
    return { verdict: "failed", message, fix: [fix], code: "RS_PLAN_TREE" };
  });
}

async function behind(options: GitOptions, asked: Asked): Promise<CheckupAnswer> {
  const standing = await stand(options, asked);
  if (typeof standing === "string") return { verdict: "skipped", message: standing };
  const { commit, branch, detached, seen } = standing;
  const { remote } = options;
  // Whoever checks out an older commit of the remote on purpose releases that one.
  if (branch === null || (detached && seen))
    return { verdict: "skipped", message: "A commit is checked out, and no branch." };
  return asking(async () => {
    const ref = `refs/heads/${branch}`;
    const tip = (await remoteRefs({ run: asked.query, env: asked.env }, remote, [ref])).get(ref)?.commit;
    const shown = cleanName(branch);
    if (tip === undefined) return { verdict: "ok", message: `${remote} has no branch ${shown} yet.` };
    if (await isIn(asked.query, tip, commit))
      return { verdict: "ok", message: `${shown} on ${remote} has nothing newer.` };
    return {
      verdict: "failed",
      message: `The branch ${shown} on ${remote} has commits that are not here.`,
      fix: [`git pull --rebase ${remote} ${shown}`],
      code: "RS_PLAN_TREE",
    };
  });
}

async function shallow({ query }: Asked): Promise<CheckupAnswer> {
  const { stdout } = await tryGit(query, ["rev-parse", "--is-shallow-repository"]);
  if (stdout.trim() !== "true") return { verdict: "ok", message: "The whole history is here." };
  return {
    verdict: "warning",
    message:
      "The clone is shallow: each plan reads the tags from the remote, and fetches what is missing of the history.",
    fix: ["git fetch --unshallow --tags"],
    code: "RS_PLAN_HISTORY",
  };
}

async function version({ query }: Asked): Promise<CheckupAnswer> {
  const { stdout } = await tryGit(query, ["--version"]);
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
  const here = Number(major) * 1000 + Number(minor);
  const wanted = oldest.join(".");
  return here >= oldest[0] * 1000 + oldest[1]
    ? { verdict: "ok", message: cleanName(stdout.trim()) }
    : {
        verdict: "failed",
        message: `Git ${wanted} or newer is needed, and ${cleanName(stdout.trim())} is here.`,
        fix: [`Install git ${wanted} or newer.`],
      };
}

async function identity({ query }: Asked): Promise<CheckupAnswer> {
  const { code, stdout } = await tryGit(query, ["var", "GIT_COMMITTER_IDENT"]);
  if (code === 0) return { verdict: "ok", message: `You are ${cleanName(stdout.replace(/ \d+ [+-]\d{4}\s*$/, ""))}.` };
  return {
    verdict: "warning",
    message: "Git does not know who you are: approvals need an identity.",
    fix: ['git config --global user.name "NAME"', "git config --global user.email ADDRESS"],
  };
}

/** Asks the remote for a push and takes it back before anything is sent: what authenticates, not what hooks decide. */
async function pushPermission(options: GitOptions, { query, env }: Asked): Promise<CheckupAnswer> {
  const { remote, push } = options;
  if (!push || !(await hasRemote(query, remote))) return { verdict: "skipped", message: "Nothing is pushed." };
  const branch = commitOptions(options) === null ? null : ((await readStatus(query)).branch ?? branchFromCi(env));
  const refs = [`HEAD:refs/tags/relspec-doctor-asks`, ...(branch === null ? [] : [`HEAD:refs/heads/${branch}`])];
  const flags = ["--dry-run", "--porcelain", "--no-verify", "--no-follow-tags", "--end-of-options"];
  return asking(async () => {
    for (const ref of refs) {
      const { code, stdout, stderr } = await tryRemote({ run: query, env }, ["push", ...flags, remote, ref], {
        timeout: 60_000,
      });
      const to = ref.includes(":refs/heads/") ? (branch ?? "") : "";
      if (code !== 0) throw refusalOf(`${stdout}\n${stderr}`, { remote, branch: to, doing: "git push" });
    }
    return {
      verdict: "ok",
      message: `${remote} lets this user push${branch === null ? " tags" : ` tags, and to ${cleanName(branch)}`}; what its rules say of a name is only known from a push.`,
    };
  });
}

/** A remote that cannot be asked is a finding with the refusal's own remedy. */
async function asking(ask: () => Promise<CheckupAnswer>): Promise<CheckupAnswer> {
  try {
    return await ask();
  } catch (error) {
    if (!isRelspecError(error)) throw error;
    const { code, message, suggestions } = error;
    return { verdict: "failed", message, fix: suggestions, code };
  }
}

function count(list: readonly string[], one: string, many: string): string {
  return `${list.length} ${list.length === 1 ? one : many}`;
}

function some(paths: readonly string[]): string {
  const shown = paths
    .slice(0, 5)
    .map((path) => cleanName(path))
    .join(", ");
  return paths.length > 5 ? `${shown} and ${paths.length - 5} more` : shown;
}
