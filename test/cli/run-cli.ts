import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export const repository = join(import.meta.dirname, "../..");
const main = join(repository, "packages/cli/src/main.ts");

export interface CliOutput {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What tests must not inherit: the CI they run in, and the colours of the terminal. */
const foreign = /^(CI|GITHUB_.*|GITLAB_.*|FORCE_COLOR|NO_COLOR|NODE_OPTIONS|GIT_.*|XDG_CONFIG_HOME)$/;

function environment(added: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: "1", LANG: "C.UTF-8", ...added };
}

/** The real process, from its sources. */
export function startCli(args: readonly string[], { cwd = repository, env = {} }: CliOptions = {}) {
  return spawn(process.execPath, ["--conditions=source", main, ...args], {
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

/** The same call for people and for programs: the exit codes are the same, and JSON is one document. */
export async function runBoth(
  args: readonly string[],
  options?: CliOptions,
): Promise<{ readonly plain: CliOutput; readonly json: unknown; readonly code: number | null }> {
  const [plain, programs] = await Promise.all([runCli(args, options), runCli([...args, "--json"], options)]);
  if (plain.code !== programs.code)
    throw new Error(`exit ${plain.code} without and ${programs.code} with --json: ${plain.stderr} ${programs.stdout}`);
  return { plain, json: JSON.parse(programs.stdout), code: plain.code };
}
