import { randomUUID } from "node:crypto";
import { type CheckupAnswer, isRelspecError, type StoreContext } from "@relspec/core";
import { pushRefs } from "../push-refs.ts";
import { git, tryRemote } from "../run-git.ts";
import { refusalOf, refusesAtomic } from "../refusals.ts";
import { createRemote } from "./remote-ref.ts";

/** What a host that does not take such refs is answered with. */
const otherPrefix = "Where the host only takes branches and tags: `ledger: { git: { prefix: refs/heads/relspec/ } }`.";

/**
 * Prove that the remote keeps a ledger: make a ref below the prefix, move it forward, read it back, and take it away again. A
 * push to a branch would start jobs, so below `refs/heads/` nothing is pushed and only asked whether it may be.
 * @throws what the remote refuses with.
 */
export async function tryOut(
  { remote, prefix }: { readonly remote: string; readonly prefix: string },
  context: StoreContext,
): Promise<CheckupAnswer> {
  const reach = { run: context.run, env: context.env };
  // A name that no scope can have: a dot in one is written as `%2E`.
  const ref = `${prefix}self.test.${randomUUID().slice(0, 8)}`;
  const [first, second] = await makeCommits(context);
  try {
    if (prefix.startsWith("refs/heads/")) {
      const asked = await push(["--dry-run", remote, `${first}:${ref}`]);
      if (asked !== null) throw refusalOf(asked, { remote, doing: "git push" });
      return { verdict: "ok", message: `${remote} lets this user push below ${prefix}.` };
    }
    const atomic = await push(["--atomic", remote, `${first}:${ref}`, `${first}:${ref}.2`]);
    if (atomic !== null && !refusesAtomic(atomic)) throw refusalOf(atomic, { remote, doing: "git push" });
    const there = atomic === null ? [ref, `${ref}.2`] : [ref];
    await pushRefs(reach, { remote, branch: "", groups: [[`${atomic === null ? second : first}:${ref}`]] });
    const tip = await createRemote(remote, context).tip(ref);
    const kept = await takeAway(there);
    if (tip !== (atomic === null ? second : first)) {
      const message = `What is pushed to ${ref} on ${remote} does not come back.`;
      return { verdict: "failed", message, fix: [otherPrefix], code: "RS_LEDGER_UNWRITABLE" };
    }
    if (kept !== null) {
      const fix = there.map((each) => `git push ${remote} :${each}`);
      return { verdict: "warning", message: `${remote} keeps a ledger, and kept the refs of this test too.`, fix };
    }
    const how =
      atomic === null
        ? "tags and their record go in one push"
        : "it takes no atomic pushes: a tag goes first, its record after it";
    return { verdict: "ok", message: `${remote} keeps a ledger below ${prefix}; ${how}.` };
  } catch (error) {
    if (!isRelspecError(error)) throw error;
    const { code, message, suggestions } = error;
    return {
      verdict: "failed",
      message: `No ledger can be kept below ${prefix}: ${message}`,
      fix: [...suggestions, otherPrefix],
      code,
    };
  }

  /** What git said when it failed; null when it was taken. */
  async function push(args: readonly string[]): Promise<string | null> {
    const { code, stdout, stderr } = await tryRemote(reach, [
      "push",
      "--porcelain",
      "--no-verify",
      "--no-follow-tags",
      ...args,
    ]);
    return code === 0 ? null : `${stdout}\n${stderr}`;
  }

  function takeAway(refs: readonly string[]): Promise<string | null> {
    return push([remote, ...refs.map((each) => `:${each}`)]);
  }
}

/** Two commits under no name, the second after the first, and neither like any other. */
async function makeCommits({ run }: StoreContext): Promise<readonly [string, string]> {
  const tree = (await git(run, ["mktree"], { input: "" })).trim();
  const env = Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((role) => [
      [`GIT_${role}_NAME`, "relspec"],
      [`GIT_${role}_EMAIL`, "relspec@noreply.invalid"],
    ]),
  );
  const commit = async (parents: readonly string[]) =>
    (await git(run, ["commit-tree", ...parents, tree], { input: `doctor\n\nnonce: ${randomUUID()}\n`, env })).trim();
  const first = await commit([]);
  return [first, await commit(["-p", first])];
}
