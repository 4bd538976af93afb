import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export const repository = join(import.meta.dirname, "../..");
/** The command line as it is installed, from the last build. */
export const door = join(repository, "packages/cli/bin/relspec.js");

export interface CliOutput {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CliOptions {
  readonly cwd?: string;
  /** Added to what the test runs in; undefined takes a name away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What tests must not inherit: the CI they run in, and the colours of the terminal. */
const foreign = /^(CI|GITHUB_.*|GITLAB_.*|FORCE_COLOR|NO_COLOR|NODE_OPTIONS|GIT_.*|XDG_CONFIG_HOME)$/;

function environment(added: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: "1", LANG: "C.UTF-8", ...added };
}

/** The real process, as it is installed: `npm test` builds first. */
export function startCli(args: readonly string[], { cwd = repository, env = {} }: CliOptions = {}) {
  return spawn(process.execPath, [door, ...args], {
    cwd,
    env: environment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

export async function runCli(args: readonly string[], options?: CliOptions): Promise<CliOutput> {
  const child = startCli(args, options);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

interface BothOutputs {
  readonly plain: CliOutput;
  readonly json: unknown;
  readonly code: number | null;
}

/** The same call for people and for programs: the exit codes are the same, and JSON is one document. */
export async function runBoth(args: readonly string[], options?: CliOptions): Promise<BothOutputs> {
  const [plain, programs] = await Promise.all([runCli(args, options), runCli([...args, "--json"], options)]);
  return bothOf(plain, programs);
}

/** One after the other, for commands that would be in each other's way. */
export async function runInTurn(args: readonly string[], options?: CliOptions): Promise<BothOutputs> {
  const plain = await runCli(args, options);
  return bothOf(plain, await runCli([...args, "--json"], options));
}

function bothOf(plain: CliOutput, programs: CliOutput): BothOutputs {
  if (plain.code !== programs.code)
    throw new Error(
      `exit ${plain.code} without and ${programs.code} with --json: ${plain.stderr} ${programs.stdout} ${programs.stderr}`,
    );
  return { plain, json: JSON.parse(programs.stdout), code: plain.code };
}
