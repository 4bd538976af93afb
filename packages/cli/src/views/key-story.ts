import type { KeyStory } from "../services/find-key.ts";
import { columns, indented } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";

/** A key of the spec: what for, of which type, and what is below it. */
export function renderKeyStory(story: KeyStory, style: Style): string {
  const facts = [
    story.type,
    ...(story.required ? ["required"] : []),
    ...("default" in story ? [`default ${JSON.stringify(story.default)}`] : []),
    ...(story.values ? [`one of ${story.values.map((value) => JSON.stringify(value)).join(", ")}`] : []),
  ];
  const rows = story.keys.map(({ key, description }) => [style.cyan(plainLine(key, 60)), plainLine(description ?? "")]);
  return [
    `${style.bold(story.path === "" ? "the spec" : plainLine(story.path))}  ${style.dim(facts.join(` ${style.symbols.dot} `))}`,
    ...(story.description === null ? [] : indented(story.description, style.width)),
    ...(rows.length === 0 ? [] : ["", style.bold("Keys"), ...columns(rows, style.width)]),
  ].join("\n");
}
