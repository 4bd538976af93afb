import type { CommandClass } from "../base-command.ts";
import { columns, indented } from "./layout.ts";
import type { Style } from "./style.ts";

interface CommandGroup {
  readonly title: string;
  readonly commands: readonly { readonly id: string; readonly summary: string }[];
}

/** All commands, or those of one topic, in the order of a release's life. */
export function renderOverview(
  groups: readonly CommandGroup[],
  topic: string | undefined,
  version: string,
  style: Style,
): string {
  const widest = Math.max(...groups.flatMap(({ commands }) => commands.map(({ id }) => id.length)));
  const sections = groups.map(({ title, commands }) => [
    style.bold(title),
    ...columns(
      commands.map(({ id, summary }) => [style.cyan(id.padEnd(widest)), summary]),
      style.width,
    ),
  ]);
  const name = topic === undefined ? "COMMAND" : `${topic} COMMAND`;
  return [
    ...(topic === undefined ? [`${style.bold("relspec")} ${style.dim(version)}  Release management as code.`, ""] : []),
    `${style.bold("Usage")}  relspec ${name} [FLAGS]`,
    "",
    ...sections.flatMap((section) => [...section, ""]),
    style.dim(`relspec ${name} --help  for one command`),
    "",
  ].join("\n");
}

interface FlagView {
  readonly name: string;
  readonly char?: string | undefined;
  readonly description: string;
  readonly value: string;
  readonly required: boolean;
}

/** Lines that are too long are hard to read, wherever they are printed. */
const widest = 100;

/** The help of one command: usage, arguments, flags, description, examples. */
export function renderCommandHelp(command: CommandClass, given: Style): string {
  const style = { ...given, width: Math.min(given.width, widest) };
  const args = Object.entries(command.args).map(([name, arg]) => ({
    name: name.toUpperCase(),
    description: arg.description ?? "",
    required: arg.required === true,
  }));
  const own = Object.entries(command.flags).map(viewFlag);
  const shared = [
    {
      name: "json",
      description: "Print one JSON document on stdout, and nothing else there.",
      value: "",
      required: false,
    },
    ...Object.entries(command.baseFlags).map(viewFlag),
    { name: "help", char: "h", description: "Show this.", value: "", required: false },
  ];
  const usage = [
    `relspec ${command.id}`,
    ...args.map(({ name, required }) => (required ? name : `[${name}]`)),
    ...own.filter(({ required }) => required).map(({ name, value }) => `--${name}${value}`),
    "[FLAGS]",
  ].join(" ");
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", style.bold(title), ...lines];
  const examples = (command.examples as readonly { description: string; command: string }[]).flatMap((example, at) => [
    ...(at === 0 ? [] : [""]),
    ...indented(example.description, style.width),
    `    ${style.dim("$")} ${style.cyan(example.command)}`,
  ]);
  return [
    command.summary ?? "",
    ...section("Usage", [`  ${usage}`]),
    ...section(
      "Arguments",
      columns(
        args.map(({ name, description }) => [style.cyan(name), description]),
        style.width,
      ),
    ),
    ...section("Flags", flagLines(own, style)),
    ...section("Flags of every command", flagLines(shared, style)),
    ...section("Description", indented(command.description ?? "", style.width)),
    ...section("Examples", examples),
    "",
  ].join("\n");
}

function viewFlag([name, flag]: readonly [string, CommandClass["flags"][string]]): FlagView {
  const value = flag.type === "boolean" ? "" : ` ${flag.options?.join("|") ?? flag.helpValue?.toString() ?? "VALUE"}`;
  return {
    name,
    char: flag.char,
    description: flag.description ?? flag.summary ?? "",
    value,
    required: flag.required === true,
  };
}

function flagLines(flags: readonly FlagView[], style: Style): readonly string[] {
  const rows = flags.map(({ name, char, description, value }) => [
    `${char === undefined ? "    " : `${style.cyan(`-${char}`)}, `}${style.cyan(`--${name}`)}${style.dim(value)}`,
    description,
  ]);
  return columns(rows, style.width);
}
