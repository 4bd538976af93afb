import { type ChildProcess, spawn } from "node:child_process";
import { isRelspecError, RelspecError } from "../errors/relspec-error.ts";
import type { RunOptions, RunOutput, RunProgram } from "../plugin/context.ts";
import { type Ending, programErrors } from "./program-errors.ts";
import { readEnd, readLines, readPieces, readWhole } from "./read-output.ts";

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
    const errors = programErrors(argv, cwd, redact);
    return new Promise((resolve, reject) => {
      if (options.signal?.aborted) return reject(reasonOf(options.signal));
      try {
        const child = spawn(argv[0], argv.slice(1), {
          cwd,
          env: environment(env, options),
          stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
          detached: process.platform !== "win32",
          windowsHide: true,
        });
        follow(child, options, errors, resolve, reject);
      } catch (error) {
        // Not started at all: a NUL in an argument, or more arguments than the system takes.
        reject(errors.notStarted(error));
      }
    });
  };
}

function follow(
  child: ChildProcess,
  options: RunOptions,
  errors: ReturnType<typeof programErrors>,
  resolve: (output: RunOutput) => void,
  reject: (error: Error) => void,
): void {
  const { onLine, onText, signal, timeout, limit = defaultLimit } = options;
  const stdout = onText ? readPieces(onText) : onLine ? readLines(onLine, limit) : readWhole(limit);
  const stderr = readEnd(keptOfErrors);
  let failure: Error | null = null;
  let ending: Ending | null = null;
  let settled = false;
  let killer: NodeJS.Timeout | undefined;
  let quiet: NodeJS.Timeout | undefined;

  const stop = (error: Error) => {
    if (failure || settled) return;
    failure = error;
    signalGroup(child, "SIGTERM");
    if (ending) settle();
    else killer = setTimeout(settle, grace);
  };
  const settle = () => {
    if (settled) return;
    settled = true;
    for (const pending of [timer, killer, quiet]) clearTimeout(pending);
    signal?.removeEventListener("abort", onAbort);
    process.off("exit", onExit);
    // What a stopped program leaves behind is ended with it, even when it does not care for SIGTERM.
    if (failure) signalGroup(child, "SIGKILL");
    child.stdout?.destroy();
    child.stderr?.destroy();
    if (failure) return reject(failure);
    try {
      const output = { stdout: stdout.end(), stderr: stderr.end() };
      const { code } = ending ?? { code: null };
      if (code !== null && (options.accept ?? [0]).includes(code)) resolve({ code, ...output });
      else reject(errors.ended(ending ?? { code: null, signal: null }, output));
    } catch (error) {
      reject(error as Error);
    }
  };
  const heard = () => {
    if (!ending || settled) return;
    clearTimeout(quiet);
    quiet = setTimeout(settle, silence);
  };

  // relspec itself is leaving: nothing may go on without it.
  const onExit = () => signalGroup(child, "SIGKILL");
  const onAbort = () => signal && stop(reasonOf(signal));
  process.once("exit", onExit);
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer = timeout === undefined ? undefined : setTimeout(() => stop(errors.timedOut(timeout)), timeout);

  child.stdout?.on("data", (chunk: Buffer) => {
    heard();
    if (failure || settled) return;
    try {
      if (!stdout.add(chunk)) stop(errors.failed(`wrote ${onLine ? "a line of " : ""}more than ${limit} bytes.`));
    } catch (error) {
      stop(error as Error);
    }
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    heard();
    stderr.add(chunk);
  });
  // A pipe's error is followed by `close`; what counts is how the program ended.
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.on("error", () => {});
  child.stdin?.end(options.input);

  child.on("error", (error) => {
    if (child.pid !== undefined) return;
    failure ??= errors.notStarted(error);
    settle();
  });
  child.on("exit", (code, endedBy) => {
    ending = { code, signal: endedBy };
    if (failure) settle();
    else heard();
  });
  child.on("close", settle);
}

/** To the program and everything it started, as long as these stayed in its group. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Nobody is left.
  }
}

function environment(env: Surroundings["env"], { inherit, env: added }: RunOptions): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of inherit ?? Object.keys(env)) {
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value !== undefined) passed[name] = value;
  }
  return { ...passed, ...added };
}

/** Why a signal was aborted: the engine's own reason, or an interruption. */
export function reasonOf(signal: AbortSignal): Error {
  if (isRelspecError(signal.reason)) return signal.reason;
  return new RelspecError("RS_RUN_INTERRUPTED", { cause: signal.reason });
}
