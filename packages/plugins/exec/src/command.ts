import { type Json, type JsonObject, type PlanContext, RelspecError } from "@relspec/core";

export type Argv = readonly [string, ...string[]];

/** Everything a use of `exec/run` or `exec/once` needs, with `{{secrets.…}}` still unfilled. */
export interface CommandTarget extends JsonObject {
  readonly command: readonly string[];
  /** Relative to the root, with `/`. */
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  readonly inherit: readonly string[];
  readonly output: "none" | "json";
  readonly version: string;
  readonly commit: string;
  /** Null: there is none. */
  readonly check: readonly string[] | null;
  readonly undo: readonly string[] | null;
}

interface CommandOptions {
  readonly command: readonly string[];
  readonly check?: readonly string[];
  readonly undo?: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly inherit: readonly string[];
  readonly output: "none" | "json";
}

/** What a use of the plugin's actions intends. */
export function planCommand(options: CommandOptions, { facts }: PlanContext) {
  const target: CommandTarget = {
    command: options.command,
    cwd: insideRoot(options.cwd ?? "."),
    env: (options.env ?? {}) as CommandTarget["env"],
    inherit: options.inherit,
    output: options.output,
    version: facts.release.version,
    commit: facts.base.commit,
    check: options.check ?? null,
    undo: options.undo ?? null,
  };
  return {
    summary: `run ${quoted(options.command)}${target.cwd === "." ? "" : ` in ${target.cwd}`}`,
    target,
    ...(target.undo ? {} : { irreversible: `No \`undo\` command is given for ${quoted(options.command)}.` }),
  };
}

/** The command as one line to read (not to paste): arguments that are not plain are quoted, long ones are cut. */
export function quoted(argv: readonly string[]): string {
  const line = argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(" ");
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

/** A step whose target was put together elsewhere must not get out of the project either, so this is asked again before running. */
export function insideRoot(path: string): string {
  const parts: string[] = [];
  const foreign = path.startsWith("/") || path.startsWith("\\") || /^[A-Za-z]:/.test(path) || path.includes("\0");
  for (const part of path.split(/[/\\]/)) {
    if (part === "" || part === ".") continue;
    if (part !== ".." || parts.length === 0) parts.push(part);
    else parts.pop();
    if (parts[0] === "..") break;
  }
  if (foreign || parts[0] === "..") {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: `The folder ${JSON.stringify(path)} to run in is not inside the project.`,
      suggestions: ["Write `cwd` relative to the project's root, for example `cwd: packages/a`."],
    });
  }
  return parts.join("/") || ".";
}

export type CommandResult = { readonly [key: string]: Json };
