import { refusalOf, refusesAtomic } from "./refusals.ts";
import { type Reach, tryRemote } from "./run-git.ts";

interface Push {
  readonly remote: string;
  /** For the sentences; empty when only tags are pushed. */
  readonly branch: string;
  /**
   * `SOURCE:DESTINATION` each, never with a plus: without a lease the server takes a new ref, or a fast-forward. In groups: all go in one
   * atomic push; where the server cannot do that, one group after the other.
   */
  readonly groups: readonly (readonly string[])[];
  /** It is the commit and the tags of a release, on top of the commit that was planned. */
  readonly release?: true;
  /** Refs to delete or to replace need one: full name → the object that must be there; empty: none may be. */
  readonly leases?: ReadonlyMap<string, string>;
}

// What a user's configuration might add to a push is left out.
const shape = ["push", "--porcelain", "--no-follow-tags", "--recurse-submodules=no"];

/** Push. All or nothing where the server can. @throws what the server's refusal means. */
export async function pushRefs(reach: Reach, push: Push): Promise<void> {
  const groups = push.groups.filter((refspecs) => refspecs.length > 0);
  const refspecs = groups.flat();
  if (refspecs.length === 0) return;
  const answer = await send(reach, push, refspecs, refspecs.length > 1);
  if (answer === null) return;
  if (!refusesAtomic(answer)) throw refusalOf(answer, { ...push, doing: "git push" });
  for (const group of groups) {
    const refused = await send(reach, push, group, false);
    if (refused !== null) throw refusalOf(refused, { ...push, doing: "git push" });
  }
}

/** What git said when it failed; null when everything is there. */
async function send(
  reach: Reach,
  { remote, leases }: Push,
  refspecs: readonly string[],
  atomic: boolean,
): Promise<string | null> {
  const held = [...(leases ?? [])]
    .filter(([ref]) => refspecs.some((each) => each.endsWith(`:${ref}`)))
    .map(([ref, object]) => `--force-with-lease=${ref}:${object}`);
  const { code, stdout, stderr } = await tryRemote(reach, [
    ...shape,
    ...(atomic ? ["--atomic"] : []),
    ...held,
    "--end-of-options",
    remote,
    ...refspecs,
  ]);
  return code === 0 ? null : `${stdout}\n${stderr}`;
}
