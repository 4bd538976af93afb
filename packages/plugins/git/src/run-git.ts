import { devNull } from "node:os";
import type { RunOptions, RunOutput, RunProgram } from "@relspec/core";
import { refusalOf } from "./refusals.ts";

/** Any exit code is an answer, so that every refusal is explained in one place. */
const anyCode = Array.from({ length: 256 }, (_, code) => code);

/** What a user's configuration must not change in the output that is read here, or ask. */
const configuration = [
  "-c",
  "core.quotepath=false",
  "-c",
  "color.ui=false",
  "-c",
  "log.showSignature=false",
  "-c",
  "log.diffMerges=off",
];

/** A trickle of less than a byte a second for a minute is a broken connection. */
const patience = ["-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=60"];

const environment = {
  LC_ALL: "C",
  LANGUAGE: "",
  GIT_TERMINAL_PROMPT: "0",
  GCM_INTERACTIVE: "never",
  // A desktop's password window. What a runner provides as GIT_ASKPASS stays in force.
  SSH_ASKPASS: "",
  // The history as it was pushed, whatever a clone replaces in it.
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_GRAFT_FILE: devNull,
};

/** Run git and take any exit code as an answer. `args` are data: put `--end-of-options` before what comes from outside. */
export function tryGit(run: RunProgram, args: readonly string[], options: RunOptions = {}): Promise<RunOutput> {
  return run(["git", ...configuration, ...args], {
    accept: anyCode,
    ...options,
    env: { ...environment, ...options.env },
  });
}

/** Run git. @throws what its refusal means, see `refusals.ts`. */
export async function git(run: RunProgram, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await tryGit(run, args, options);
  if (code !== 0)
    throw refusalOf(stderr || stdout, {
      doing: `git ${args.find((word) => /^[a-z-]+$/.test(word) && !word.startsWith("-")) ?? ""}`.trim(),
    });
  return stdout;
}

/** What it takes to talk to a remote. */
export interface Reach {
  readonly run: RunProgram;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** {@link tryGit} for what talks to a remote: never asks, gives up on a dead connection. */
export async function tryRemote(
  { run, env }: Reach,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunOutput> {
  const chosen =
    env["GIT_SSH"] !== undefined || (await tryGit(run, ["config", "--get", "core.sshCommand"])).stdout !== "";
  // Only where nobody has chosen how ssh is called: it must not ask for a passphrase on a terminal that shows progress.
  const batch = chosen ? [] : ["-c", "core.sshCommand=ssh -oBatchMode=yes"];
  return tryGit(run, [...batch, ...patience, ...args], { timeout: 5 * 60_000, ...options });
}

/** The lines of an output, without the empty one at its end. */
export function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
