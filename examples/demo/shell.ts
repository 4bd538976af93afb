import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { styleText } from "node:util";

/** The command line as it is installed. */
export const relspec = join(import.meta.dirname, "../../packages/cli/bin/relspec.js");

export interface Shell {
  /** Run relspec before the audience: the command is echoed, its output shown. Throws at another exit code than `expect`. */
  show(args: readonly string[], options?: ShowOptions): Promise<void>;
  /** Run relspec with `--json`, unseen. */
  ask<T>(args: readonly string[]): Promise<T>;
  /** Run git, unseen; its output. */
  git(...args: readonly string[]): Promise<string>;
}

interface ShowOptions {
  /** The exit code that belongs to this act. Default 0. */
  readonly expect?: number | "killed";
  /** Who does it; default whoever git is configured with. */
  readonly as?: { readonly name: string; readonly email: string };
  /** Is handed a way to kill the process, with SIGKILL. */
  readonly armed?: (kill: () => void) => void;
}

export function openShell(cwd: string, env: Readonly<Record<string, string>>): Shell {
  return {
    async show(args, { expect = 0, as, armed } = {}) {
      const prompt = `$ relspec ${args.map((word) => (/^[\w:@./=-]+$/.test(word) ? word : `"${word}"`)).join(" ")}`;
      say(`\n${styleText("bold", prompt)}${as ? styleText("dim", `   # ${as.name} <${as.email}>`) : ""}`);
      const identity = as ? { GIT_COMMITTER_NAME: as.name, GIT_COMMITTER_EMAIL: as.email } : {};
      const child = spawn(process.execPath, [relspec, ...args], {
        cwd,
        env: { ...env, ...identity },
        stdio: ["ignore", "inherit", "inherit"],
      });
      armed?.(() => child.kill("SIGKILL"));
      const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
      const ended = signal === "SIGKILL" ? "killed" : code;
      if (ended !== expect)
        throw new Error(
          `\`relspec ${args.join(" ")}\` ended with ${signal ?? `exit code ${code}`}; ${expect} was expected`,
        );
      say(styleText("dim", signal === null ? `(exit code ${code})` : `(killed with ${signal})`));
    },
    ask: async (args) => JSON.parse(await output(process.execPath, [relspec, ...args, "--json"], cwd, env)) as never,
    git: (...args) => output("git", args, cwd, env),
  };
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What a program prints; it must succeed. */
export async function output(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`\`${program} ${args.join(" ")}\` ended with exit code ${code}: ${text}`);
  return text.trim();
}
