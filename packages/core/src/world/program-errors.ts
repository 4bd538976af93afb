import { existsSync } from "node:fs";
import { RelspecError } from "../errors/relspec-error.ts";
import type { RunOutput } from "../plugin/context.ts";
import { plainLine, plainText } from "../version/plain-text.ts";

/** How a program ended: with a code, or by a signal. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What can be wrong with one run of a program, said without a secret and without steering a terminal. */
export function programErrors(argv: readonly string[], cwd: string, redact: (text: string) => string) {
  const name = `\`${nameOf(argv)}\``;
  const words = () => argv.map((word) => plainLine(redact(word)));

  const failed = (what: string, suggestions: readonly string[] = [], details: object = {}) =>
    new RelspecError("RS_STEP_FAILED", {
      message: plainLine(redact(`${name} ${what}`), 1_000),
      suggestions,
      details: { argv: words(), ...details },
    });

  return {
    failed,
    timedOut: (timeout: number) =>
      new RelspecError("RS_STEP_TIMEOUT", {
        message: plainLine(redact(`${name} did not end within ${timeout} ms and was stopped.`)),
        details: { argv: words(), timeout },
      }),
    ended: ({ code, signal }: Ending, { stdout, stderr }: Omit<RunOutput, "code">) => {
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
      const said = plainText(redact(stderr.trim() || stdout.trim())).slice(-4_000);
      const last = said.split("\n").findLast((line) => line.trim() !== "");
      return failed(last === undefined ? `${how}.` : `${how}: ${last}`, [], { code, signal, output: said });
    },
    notStarted: (error: unknown) => {
      const { code, message } = error as NodeJS.ErrnoException;
      const program = argv[0] ?? "";
      if (!existsSync(cwd)) return failed(`could not be started: there is no directory ${cwd}.`, [], { cwd });
      if (code === "ENOENT") {
        const remedy = `Install ${program}, or put the folder it is in on PATH.`;
        return failed("could not be started: there is no such program.", [remedy], { program });
      }
      if (code === "EACCES") {
        return failed("could not be started: it is not executable.", [`chmod +x ${program}`], { program });
      }
      return failed(`could not be started: ${message}`);
    },
  };
}

/** `git push`, `npm publish`: enough to know it again, without what may be long or secret. */
function nameOf([program = "", first = ""]: readonly string[]): string {
  const name = program.split(/[/\\]/).at(-1) ?? program;
  return /^[a-z][a-z-]{0,30}$/.test(first) ? `${name} ${first}` : name;
}
