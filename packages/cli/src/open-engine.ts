import { statSync } from "node:fs";
import { resolve } from "node:path";
import { createEngine, type Engine, type Notice, RelspecError } from "@relspec/core";
import type { GlobalFlags } from "./base-command.ts";
import { precompiled } from "./precompiled.ts";

/** The engine for a command: in the directory asked for, with the plugins that come with the command line as a last resort. */
export function openEngine(flags: Pick<GlobalFlags, "cwd" | "spec">, observe: (notice: Notice) => void): Engine {
  return createEngine({
    cwd: resolveDirectory(flags.cwd),
    ...(flags.spec !== undefined && { spec: flags.spec }),
    env: process.env,
    pluginsFrom: [import.meta.dirname],
    observe,
    ...(precompiled && { precompiled }),
  });
}

/** @throws `RS_USAGE` when it is no directory. */
export function resolveDirectory(cwd: string | undefined): string {
  if (cwd === undefined) return process.cwd();
  const directory = resolve(cwd);
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new RelspecError("RS_USAGE", {
      message: `There is no directory \`${cwd}\`.`,
      details: { cwd },
      suggestions: ["Name an existing directory with `--cwd`."],
    });
  }
  return directory;
}
