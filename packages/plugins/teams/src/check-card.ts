import type { JsonObject } from "@relspec/core";
import { mostBytes, sizeOf } from "./card.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Elements and actions of Adaptive Cards up to version 1.5 that Teams shows. */
const elements = new Set(
  "TextBlock RichTextBlock Image ImageSet Media Container ColumnSet FactSet Table ActionSet Input.Text Input.Number Input.Date Input.Time Input.Toggle Input.ChoiceSet".split(
    " ",
  ),
);
/** A webhook has nobody behind it who could take what is submitted, but Teams shows it. */
const actions = new Set(
  "Action.OpenUrl Action.ShowCard Action.ToggleVisibility Action.Submit Action.Execute".split(" "),
);
/** How deep things may lie in each other. */
const deepest = 20;

/** What Teams would refuse or leave out of a card of a template, each as a sentence; empty when there is nothing. */
export function problemsOf(value: unknown): readonly string[] {
  if (!isFields(value) || value["type"] !== "AdaptiveCard") return ["It is not an object with `type: AdaptiveCard`."];
  const { version, body } = value;
  const size = sizeOf(value as JsonObject);
  return [
    ...(typeof version === "string" && /^1\.[0-5]$/.test(version) ? [] : ["`version` is not one from 1.0 to 1.5."]),
    ...(Array.isArray(body) && body.length > 0 ? [] : ["`body` is not a list with something in it."]),
    ...(size > mostBytes ? [`It has ${size} bytes; Teams takes ${mostBytes}.`] : []),
    ...inside(value, "the card", 0),
  ];
}

function inside(value: Fields, at: string, depth: number): readonly string[] {
  if (depth > deepest) return [`${at} lies more than ${deepest} deep.`];
  const lists: readonly [string, ReadonlySet<string> | null][] = [
    ["body", elements],
    ["items", elements],
    ["images", elements],
    ["actions", actions],
    ["columns", null],
    ["rows", null],
    ["cells", null],
  ];
  return [
    ...lists.flatMap(([key, known]) => {
      const list = value[key];
      if (!Array.isArray(list)) return [];
      return list.flatMap((each: unknown, index) => one(each, `${at}, \`${key}\` ${index + 1}`, known, depth));
    }),
    ...(isFields(value["card"]) ? inside(value["card"], `${at}, \`card\``, depth + 1) : []),
    ...(isFields(value["selectAction"]) ? one(value["selectAction"], `${at}, \`selectAction\``, actions, depth) : []),
  ];
}

function one(value: unknown, at: string, known: ReadonlySet<string> | null, depth: number): readonly string[] {
  if (!isFields(value)) return [`${at} is not an object.`];
  const { type } = value;
  const unknown = known !== null && (typeof type !== "string" || !known.has(type));
  const needs =
    type === "TextBlock" && typeof value["text"] !== "string"
      ? [`${at}: a TextBlock needs \`text\`.`]
      : type === "RichTextBlock" && !Array.isArray(value["inlines"])
        ? [`${at}: a RichTextBlock needs \`inlines\`.`]
        : type === "Action.OpenUrl" || type === "Image"
          ? isWeb(value["url"])
            ? []
            : [`${at}: \`url\` is not an address that begins with https://.`]
          : [];
  return [
    ...(unknown ? [`${at} has the type ${JSON.stringify(type)}, which Teams does not show there.`] : []),
    ...needs,
    ...inside(value, at, depth + 1),
  ];
}

function isWeb(value: unknown): boolean {
  return typeof value === "string" && /^(?:https?:\/\/|data:image\/)/.test(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
