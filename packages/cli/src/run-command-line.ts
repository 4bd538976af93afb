import type { Config } from "@oclif/core/config";
import type { BaseCommand, CommandClass } from "./base-command.ts";
import { commandTable } from "./command-table.ts";
import { findCommand } from "./find-command.ts";
import { loadCommand } from "./load-command.ts";
import { reportError } from "./report-error.ts";

/** The whole command line: finds the command, calls it, and never throws. The exit code is left in `process.exitCode`. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  try {
    await answer(argv);
  } catch (error) {
    await reportError(error, argv);
  }
}

async function answer(argv: readonly string[]): Promise<void> {
  const call = findCommand(argv, Object.keys(commandTable));
  if (call.kind === "version") {
    const { version } = await import("./version.ts");
    process.stdout.write(`${version}\n`);
  } else if (call.kind === "help") {
    const { showHelp } = await import("./show-help.ts");
    process.stdout.write(await showHelp(call.id));
  } else {
    const command = await loadCommand(call.id);
    await start(command, call.argv);
  }
}

async function start(command: CommandClass, argv: readonly string[]): Promise<void> {
  const Concrete = command as unknown as new (
    argv: string[],
    config: Config,
  ) => BaseCommand & { _run(): Promise<unknown> };
  await new Concrete([...argv], commandConfig())._run();
}

/**
 * What oclif's `Command` asks its configuration for. oclif's own would look for plugins, hooks and themes in folders,
 * which costs more than most commands and finds nothing here.
 */
function commandConfig(): Config {
  const config = {
    bin: "relspec",
    name: "relspec",
    topicSeparator: " ",
    userAgent: "relspec",
    pjson: { oclif: {} },
    plugins: new Map(),
    runHook: async () => ({ successes: [], failures: [] }),
    scopedEnvVar: () => undefined,
    scopedEnvVarKey: (key: string) => `RELSPEC_${key}`,
    scopedEnvVarKeys: (key: string) => [`RELSPEC_${key}`],
  };
  return config as unknown as Config;
}
