import { Command } from "@oclif/core/command";
import * as Flags from "@oclif/core/flags";
import type { FlagInput } from "@oclif/core/interfaces";
import { type Engine, inertJson, type Notice } from "@relspec/core";
import { reportError } from "./report-error.ts";
import { guardLog } from "./views/guard-log.ts";
import { createStyle, type Style } from "./views/style.ts";

export type CommandClass = typeof BaseCommand &
  (new (...parameters: ConstructorParameters<typeof Command>) => BaseCommand);

export interface GlobalFlags {
  readonly cwd: string | undefined;
  readonly spec: string | undefined;
  readonly verbose: boolean;
}

/**
 * What all commands share: the global flags, the engine's life, output and errors. `run` returns what `--json` prints; it
 * is the whole of stdout then, and what people read is left out or goes to stderr.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override flags: FlagInput = {};
  static override baseFlags = {
    cwd: Flags.string({ description: "Work as if started in this directory.", helpValue: "DIR", helpGroup: "GLOBAL" }),
    spec: Flags.string({
      description: "The spec to use, instead of looking for one.",
      helpValue: "FILE",
      helpGroup: "GLOBAL",
    }),
    verbose: Flags.boolean({
      description: "Say more: what programs print, and where an error comes from.",
      helpGroup: "GLOBAL",
    }),
  };

  /** For stdout. */
  protected get style(): Style {
    return createStyle(process.stdout, process.env);
  }

  /** For stderr. */
  protected get sideStyle(): Style {
    return createStyle(process.stderr, process.env);
  }

  /** Text for people on stdout; nothing with `--json`. */
  protected print(text: string): void {
    if (!this.jsonEnabled()) process.stdout.write(`${guardLog(text, process.env)}\n`);
  }

  /** A document on stdout as it is, for programs and files. */
  protected emit(text: string): void {
    if (!this.jsonEnabled()) process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  /** Text for people beside the data. */
  protected tell(text: string): void {
    process.stderr.write(`${guardLog(text, process.env)}\n`);
  }

  /** Ends the process with this code, once everything is written. */
  protected endWith(code: number): void {
    process.exitCode = code;
  }

  protected async withEngine<T>(
    flags: GlobalFlags,
    use: (engine: Engine) => Promise<T>,
    observe?: (notice: Notice) => void,
  ): Promise<T> {
    const { openEngine } = await import("./open-engine.ts");
    const tellLog = (notice: Notice) => {
      if (notice.kind === "log" && flags.verbose) this.tell(this.sideStyle.dim(notice.line));
    };
    const engine = openEngine(flags, observe ?? tellLog);
    try {
      return await use(engine);
    } finally {
      await engine.close();
    }
  }

  /** oclif's sets a global and looks for deprecated aliases; there are none. */
  protected override async init(): Promise<void> {}

  protected override logJson(json: unknown): void {
    process.stdout.write(`${inertJson(JSON.stringify(json, null, 2))}\n`);
  }

  /** Not oclif's: it would take the exit code from different fields of the error with and without `--json`. */
  protected override async catch(error: Error): Promise<void> {
    // Else oclif says beside the error that nothing was parsed, where NODE_ENV is "development".
    this.parsed = true;
    await reportError(error, this.argv, this.ctor as CommandClass);
  }
}
