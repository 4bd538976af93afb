import { RelspecError } from "@relspec/core";
import { closest } from "./closest.ts";

export type Call =
  | { readonly kind: "command"; readonly id: string; readonly argv: readonly string[] }
  /** `id`: of a command or a topic; absent for the overview. */
  | { readonly kind: "help"; readonly id?: string }
  | { readonly kind: "version" };

/**
 * What is asked for. Commands are one or two words; help is asked for by `--help` anywhere before `--`, by `relspec help …`,
 * or by naming a topic alone.
 * @throws `RS_USAGE` with what was probably meant.
 */
export function findCommand(argv: readonly string[], ids: readonly string[]): Call {
  const topics = [...new Set(ids.filter((id) => id.includes(" ")).map((id) => id.split(" ")[0] ?? ""))];
  const [first, ...rest] = argv;
  if (first === undefined || first === "--help" || first === "-h") return { kind: "help" };
  if (first === "--version" || first === "-v") return { kind: "version" };
  if (first === "help") {
    const call =
      rest.length === 0 ? undefined : findCommand([...rest.filter((word) => !word.startsWith("-")), "--help"], ids);
    return call ?? { kind: "help" };
  }
  if (first.startsWith("-")) throw flagFirst(first);
  const both = ids.find((each) => each === `${first} ${rest[0]}`);
  // A command may have others below it: `calendar` and `calendar check`.
  if (ids.includes(first) && both === undefined)
    return asksForHelp(rest) ? { kind: "help", id: first } : { kind: "command", id: first, argv: rest };
  if (!topics.includes(first)) throw unknownCommand(first, [...ids, ...topics]);
  const [second, ...more] = rest;
  if (second === undefined || second.startsWith("-")) {
    if (second === undefined || asksForHelp(rest)) return { kind: "help", id: first };
    throw unknownCommand(`${first} ${second}`, ids);
  }
  const id = `${first} ${second}`;
  if (!ids.includes(id)) throw unknownCommand(id, ids);
  return asksForHelp(more) ? { kind: "help", id } : { kind: "command", id, argv: more };
}

function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  const flags = end === -1 ? argv : argv.slice(0, end);
  return flags.includes("--help") || flags.includes("-h");
}

function unknownCommand(name: string, known: readonly string[]): RelspecError {
  const meant = closest(name, known);
  return new RelspecError("RS_USAGE", {
    message: `There is no command \`relspec ${name}\`.`,
    details: { command: name },
    suggestions: [
      ...(meant === undefined ? [] : [`Did you mean \`relspec ${meant}\`?`]),
      "Run `relspec --help` for all commands.",
    ],
  });
}

function flagFirst(flag: string): RelspecError {
  return new RelspecError("RS_USAGE", {
    message: `\`${flag}\` stands before the command.`,
    details: { flag },
    suggestions: [`Write the command first: \`relspec plan ${flag}\`.`, "Run `relspec --help` for all commands."],
  });
}
