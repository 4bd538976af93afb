import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { isRelspecError, RelspecError } from "../errors/relspec-error.ts";
import type { RunOptions, RunOutput, RunProgram } from "../plugin/context.ts";
import { plainLine, plainText } from "../version/plain-text.ts";

interface Surroundings {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly redact: (text: string) => string;
}

const defaultLimit = 64 * 1024 * 1024;
/** Of stderr only the end is kept, in bytes. */
const keptOfErrors = 1024 * 1024;
/** How long a program that was told to end may take to do so, in milliseconds. */
const grace = 2_000;
/** How long pipes may stay open and silent after the program's end: something it left behind holds them. */
const silence = 1_000;

/** Programs as a function: argv to output. Each runs in a process group of its own, which is ended as a whole. */
export function createRunProgram({ root, env, redact }: Surroundings): RunProgram {
  return (argv, options = {}) => {
    const cwd = options.cwd ?? root;
    const failed = (what: string, more: { suggestions?: readonly string[]; details?: object; cause?: unknown } = {}) =>
      new RelspecError("RS_STEP_FAILED", {
        message: plainLine(redact(`\`${nameOf(argv)}\` ${what}`), 1_000),
        suggestions: more.suggestions ?? [],
        details: { argv: argv.map((word) => plainLine(redact(word))), ...more.details },
        ...(more.cause === undefined ? {} : { cause: more.cause }),
      });

    return new Promise<RunOutput>((resolve, reject) => {
      if (options.signal?.aborted) return reject(reasonOf(options.signal));
      let child;
      try {
        child = spawn(argv[0], argv.slice(1), {
          cwd,
          env: environment(env, options),
          stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
          detached: process.platform !== "win32",
          windowsHide: true,
        });
      } catch (cause) {
        // Not started at all: a NUL in an argument, or a list of arguments that is too long.
        return reject(failed(`could not be started: ${messageOf(cause)}`));
      }
      const { pid, stdout, stderr } = child as typeof child & { stdout: NonNullable<typeof child.stdout>; stderr: NonNullable<typeof child.stderr> };
      const limit = options.limit ?? defaultLimit;
      const chunks: Buffer[] = [];
      const lines = options.onLine ? lineReader(options.onLine) : null;
      let size = 0;
      const errors: Buffer[] = [];
      let errorSize = 0;
      let failure: Error | null = null;
      let ended: { code: number | null; signal: NodeJS.Signals | null } | null = null;
      let settled = false;
      let timer: NodeJS.Timeout | undefined;
      let killer: NodeJS.Timeout | undefined;
      let quiet: NodeJS.Timeout | undefined;

      const signalAll = (signal: NodeJS.Signals) => {
        if (pid === undefined) return;
        try {
          if (process.platform === "win32") child.kill(signal);
          else process.kill(-pid, signal);
        } catch {
          // Nobody is left.
        }
      };
      const endNow = () => signalAll("SIGKILL");
      const stop = (error: Error) => {
        if (failure || settled) return;
        failure = error;
        signalAll("SIGTERM");
        killer = setTimeout(() => (signalAll("SIGKILL"), settle()), grace);
        if (ended) settle();
      };
      const onAbort = () => stop(reasonOf(options.signal!));

      const settle = () => {
        if (settled) return;
        settled = true;
        for (const pending of [timer, killer, quiet]) clearTimeout(pending);
        options.signal?.removeEventListener("abort", onAbort);
        process.off("exit", endNow);
        // What a stopped program leaves behind is ended with it, even when it does not care for SIGTERM.
        if (failure) signalAll("SIGKILL");
        stdout.destroy();
        stderr.destroy();
        if (!failure && lines) attempt(() => lines.end());
        if (failure) return reject(failure);
        const output = { stdout: Buffer.concat(chunks).toString("utf8"), stderr: Buffer.concat(errors).toString("utf8") };
        if (ended?.code !== null && ended !== null && (options.accept ?? [0]).includes(ended.code)) return resolve({ code: ended.code, ...output });
        const how = ended?.signal ? `was ended by ${ended.signal}` : `ended with exit code ${ended?.code}`;
        const said = plainText(redact(output.stderr.trim() || output.stdout.trim())).slice(-4_000);
        const last = said.split("\n").findLast((line) => line.trim() !== "");
        reject(failed(last ? `${how}: ${last}` : `${how}.`, { details: { code: ended?.code ?? null, signal: ended?.signal ?? null, output: said } }));
      };
      const attempt = (work: () => void) => {
        try {
          work();
        } catch (error) {
          failure ??= error instanceof Error ? error : new Error(String(error));
        }
      };
      const heard = () => {
        if (!ended || settled) return;
        clearTimeout(quiet);
        quiet = setTimeout(settle, silence);
      };

      process.once("exit", endNow);
      options.signal?.addEventListener("abort", onAbort, { once: true });
      if (options.timeout !== undefined) {
        timer = setTimeout(() => {
          stop(
            new RelspecError("RS_STEP_TIMEOUT", {
              message: plainLine(redact(`\`${nameOf(argv)}\` did not end within ${options.timeout} ms and was stopped.`)),
              details: { argv: argv.map((word) => plainLine(redact(word))), timeout: options.timeout },
            }),
          );
        }, options.timeout);
      }

      stdout.on("data", (chunk: Buffer) => {
        heard();
        if (failure || settled) return;
        if (lines) {
          try {
            lines.add(chunk, limit);
          } catch (error) {
            stop(error instanceof TooLong ? failed(`wrote a line of more than ${limit} bytes.`) : (error as Error));
          }
          return;
        }
        size += chunk.length;
        if (size > limit) stop(failed(`wrote more than ${limit} bytes.`));
        else chunks.push(chunk);
      });
      stderr.on("data", (chunk: Buffer) => {
        heard();
        errors.push(chunk);
        errorSize += chunk.length;
        while (errorSize - errors[0]!.length > keptOfErrors) errorSize -= errors.shift()!.length;
      });
      // A pipe's error is followed by `close`; what counts is how the program ended.
      for (const stream of [stdout, stderr, child.stdin]) stream?.on("error", () => {});
      child.stdin?.end(options.input);

      child.on("error", (error: NodeJS.ErrnoException) => {
        if (pid !== undefined) return;
        failure = notStarted(argv[0], cwd, error, failed);
        settle();
      });
      child.on("exit", (code, signal) => {
        ended = { code, signal };
        if (failure) settle();
        else heard();
      });
      child.on("close", settle);
    });
  };
}

class TooLong extends Error {}

/** Whole lines out of chunks: a character or a line may be cut anywhere. Splits at line feeds only; the rest is data. */
function lineReader(onLine: (line: string) => void) {
  const decoder = new StringDecoder("utf8");
  let parts: string[] = [];
  let held = 0;
  return {
    add(chunk: Buffer, limit: number) {
      const pieces = decoder.write(chunk).split("\n");
      const rest = pieces.pop()!;
      for (const piece of pieces) {
        parts.push(piece);
        const line = parts.join("");
        parts = [];
        held = 0;
        onLine(line);
      }
      parts.push(rest);
      held += rest.length;
      if (held > limit) throw new TooLong();
    },
    end() {
      const line = parts.join("") + decoder.end();
      if (line !== "") onLine(line);
    },
  };
}

function environment(env: Surroundings["env"], { inherit, env: added }: RunOptions): Record<string, string> {
  const names = inherit ?? Object.keys(env);
  const passed = names.flatMap((name) => (Object.hasOwn(env, name) && env[name] !== undefined ? [[name, env[name]] as const] : []));
  return { ...Object.fromEntries(passed), ...added };
}

/** `git push`, `npm publish`: enough to know it again, without what may be long or secret. */
function nameOf(argv: readonly string[]): string {
  const [program = "", first = ""] = argv;
  const name = program.split(/[/\\]/).at(-1) ?? program;
  return /^[a-z][a-z-]{0,30}$/.test(first) ? `${name} ${first}` : name;
}

function notStarted(
  program: string,
  cwd: string,
  error: NodeJS.ErrnoException,
  failed: (what: string, more?: { suggestions?: readonly string[]; details?: object }) => Error,
): Error {
  if (!existsSync(cwd)) return failed(`could not be started: there is no directory ${cwd}.`, { details: { cwd } });
  if (error.code === "ENOENT") {
    return failed("could not be started: there is no such program.", {
      suggestions: [`Install ${program}, or put the folder it is in on PATH.`],
      details: { program },
    });
  }
  if (error.code === "EACCES") {
    return failed("could not be started: it is not executable.", { suggestions: [`chmod +x ${program}`], details: { program } });
  }
  return failed(`could not be started: ${messageOf(error)}`);
}

/** Why a signal was aborted: the engine's own reason, or an interruption. */
export function reasonOf(signal: AbortSignal): Error {
  return isRelspecError(signal.reason) ? signal.reason : new RelspecError("RS_RUN_INTERRUPTED", { cause: signal.reason });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
