import type { WriteContext } from "@relspec/core";
import type { TagStyle } from "./make-tags.ts";
import { nobody } from "./options.ts";
import { pushRefs } from "./push-refs.ts";
import { remoteRefs } from "./read-tags.ts";
import { headOf, moveHead, treeOf, writeCommit } from "./release-commit.ts";

interface Pushed {
  readonly commit: string;
  readonly branch: string;
  readonly remote: string;
  readonly style: TagStyle;
}

/**
 * Take a pushed release commit back by a commit that restores what was before: a public branch is never rewound. Where others
 * have built on it, it stays, and the log says so. Made again after a crash, it is the same commit.
 */
export async function revertOnBranch(
  { commit, branch, remote, style }: Pushed,
  { exec, query, env, log }: WriteContext,
): Promise<void> {
  const ref = `refs/heads/${branch}`;
  const tip = (await remoteRefs({ run: query, env }, remote, [ref])).get(ref)?.commit;
  // Never pushed, so there is nothing to take back there.
  if (tip === undefined) return;
  const message = `revert: release commit ${commit}\n\nThis reverts commit ${commit}.`;
  const revert = await writeCommit(exec, {
    tree: await treeOf(query, `${commit}^1`),
    parent: commit,
    message,
    style: { ...style, sign: false, tagger: style.tagger ?? nobody },
  });
  if (tip === commit) await pushRefs({ run: exec, env }, { remote, branch, groups: [[`${revert}:${ref}`]] });
  else if (tip !== revert) {
    log(
      `${branch} on ${remote} has moved on from the release commit ${commit.slice(0, 9)}: take its changes back with git revert.`,
    );
    return;
  }
  if ((await headOf(query)) === commit) await moveHead(exec, commit, revert, "relspec: take the release back");
}
