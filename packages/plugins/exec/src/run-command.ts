import { join } from "node:path";
import { isRelspecError, type ReadContext, RelspecError, type RunProgram } from "@relspec/core";
import { type Argv, type CommandTarget, insideRoot, quoted } from "./command.ts";
import { addedEnvironment, namesToInherit, secretMask } from "./environment.ts";

/** How the program answered. A program that was stopped, or never began, is an error instead. */
export interface Answer {
  readonly code: number;
  /** Everything on stdout when it was asked for, else its end. */
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly run: RunProgram;
  readonly argv: readonly string[];
  readonly target: CommandTarget;
  readonly context: ReadContext | Omit<ReadContext, "http" | "files">;
  readonly release?: string;
  readonly key?: string;
  /** Keep all of stdout, up to a megabyte. */
  readonly whole?: boolean;
}

const everyCode = Array.from({ length: 256 }, (_, code) => code);
const wholeLimit = 1024 * 1024;
const keptLines = 100;
const keptOfLine = 2_000;

/** Run a command of a target; every exit code is an answer. */
export async function runCommand({
  run,
  argv,
  target,
  context,
  release,
  key,
  whole = false,
}: Running): Promise<Answer> {
  const last: string[] = [];
  const mask = secretMask(target, context.secrets);
  const output = await run(argv as Argv, {
    cwd: join(context.root, insideRoot(target.cwd)),
    env: addedEnvironment(target, context.secrets, {
      ...(release !== undefined && { release }),
      ...(key !== undefined && { key }),
    }),
    inherit: namesToInherit(target.inherit, Object.keys(context.env)),
    accept: everyCode,
    ...(whole
      ? { limit: wholeLimit }
      : {
          onLine: (line) => {
            context.log(line);
            last.push(mask(line).slice(0, keptOfLine));
            if (last.length > keptLines) last.shift();
          },
        }),
  });
  return { code: output.code, stdout: whole ? mask(output.stdout) : last.join("\n"), stderr: mask(output.stderr) };
}

/** The error of a program that ended with a code that is no success. */
export function commandFailed(
  argv: readonly string[],
  { code, stdout, stderr }: Answer,
  retryable: boolean,
): RelspecError {
  const output = lastLines([stdout, stderr].filter((text) => text.trim() !== "").join("\n"), 40);
  const said = (stderr.trim() || stdout.trim()).split("\n").at(-1)?.trim();
  return new RelspecError("RS_STEP_FAILED", {
    message: `\`${quoted(argv)}\` ended with exit code ${code}${said ? `: ${said.slice(0, 500)}` : "."}`,
    details: { argv, code, output },
    retryable,
  });
}

/** Whether an error of running a program says for certain that it never began. */
export function neverBegan(error: unknown): boolean {
  return (
    isRelspecError(error) && error.code === "RS_STEP_FAILED" && ("program" in error.details || "cwd" in error.details)
  );
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n").slice(-4_000);
}
