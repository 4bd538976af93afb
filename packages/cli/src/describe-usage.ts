import { CLIError } from "@oclif/core/errors";
import type { CommandClass } from "./base-command.ts";
import { closest } from "./closest.ts";

interface Usage {
  readonly message: string;
  readonly suggestions: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
}

/** An error of oclif's parser. */
export function isUsageError(error: unknown): error is CLIError {
  return error instanceof CLIError;
}

/** A wrong call in one sentence, with what was probably meant. */
export function describeUsage(error: CLIError, command: CommandClass | undefined): Usage {
  // Told apart by what they carry: the names of their classes do not survive bundling.
  const { flags, args } = error as CLIError & { readonly flags?: unknown; readonly args?: unknown };
  const help = `Run \`relspec ${command ? `${command.id} ` : ""}--help\`.`;
  if (Array.isArray(flags)) return unknownFlags(flags.map(String), command, help);
  if (Array.isArray(args) && args.every((arg) => typeof arg === "string")) {
    return {
      message: `Too many arguments: ${args.map(quote).join(", ")}.`,
      suggestions: [help],
      details: { arguments: args },
    };
  }
  if (Array.isArray(args)) {
    const names = args.map((arg: { readonly name: string }) => arg.name.toUpperCase());
    return { message: `Missing: ${names.join(", ")}.`, suggestions: [help], details: { missing: names } };
  }
  const lines = error.message
    .replace(/\n?See more help with --help\s*$/, "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const text = (lines[0]?.startsWith("The following error") ? lines.slice(1) : lines).join("; ");
  return { message: /[.!?]$/.test(text) ? text : `${text}.`, suggestions: [help], details: {} };
}

function unknownFlags(flags: readonly string[], command: CommandClass | undefined, help: string): Usage {
  const names = flags.map((flag) => flag.split("=")[0] ?? "");
  const known = [
    "--json",
    "--help",
    ...Object.keys({ ...command?.flags, ...command?.baseFlags }).map((flag) => `--${flag}`),
  ];
  const meant = names.flatMap((name) => closest(name, known) ?? []);
  const plural = names.length > 1 ? "s" : "";
  return {
    message: `Unknown flag${plural} ${names.map(quote).join(", ")}${command ? ` of \`relspec ${command.id}\`` : ""}.`,
    suggestions: [...meant.map((flag) => `Did you mean \`${flag}\`?`), help],
    details: { flags: names },
  };
}

function quote(text: string): string {
  return `\`${text}\``;
}
