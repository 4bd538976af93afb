import type { RunProgram } from "@relspec/core";
import { refuseLocation, refuseNoCommits } from "./refuse-location.ts";
import { linesOf, tryGit } from "./run-git.ts";

export interface Place {
  /** The history is cut off somewhere. */
  readonly shallow: boolean;
  /** The project's folder from the repository's root, with a slash at its end; empty when it is the root. */
  readonly prefix: string;
  /** Full id of the commit that is checked out. */
  readonly commit: string;
  /** Full name of the branch that is checked out; null when the head is detached. */
  readonly branch: string | null;
}

/** Where the project stands, in one git process. @throws `RS_SPEC_LOCATION`. */
export async function readPlace(run: RunProgram): Promise<Place> {
  const asked = ["--is-shallow-repository", "--show-prefix", "HEAD^{commit}", "--symbolic-full-name", "HEAD"];
  const { code, stdout, stderr } = await tryGit(run, ["rev-parse", ...asked]);
  const [shallow = "", prefix = "", commit = "", branch = ""] = linesOf(stdout);
  if (code === 0)
    return { shallow: shallow === "true", prefix, commit, branch: branch.startsWith("refs/heads/") ? branch : null };
  // It could say of the repository what was asked first, so there is one.
  throw shallow === "" ? refuseLocation(stderr) : refuseNoCommits();
}
