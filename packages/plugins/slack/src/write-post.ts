import {
  headlineOf,
  type Json,
  type JsonObject,
  type Moment,
  messageValues,
  parseRendered,
  plainLine,
  type PlanContext,
  readTemplate,
  RelspecError,
  renderDocument,
} from "@relspec/core";
import { builtInPost, sections } from "./build-blocks.ts";
import { problemsOf } from "./check-blocks.ts";
import { limits } from "./limits.ts";
import { escapeMrkdwn } from "./mrkdwn.ts";
import { notesLines } from "./notes-lines.ts";

export interface PostOptions {
  readonly message: Moment;
  readonly audience: string;
  readonly text?: string;
  /** Path of a Handlebars file. */
  readonly template?: string;
}

export interface WrittenPost {
  readonly text: string;
  readonly blocks: readonly JsonObject[];
}

/** What a message will say: from a template, else as written, else the plugin's own words. @throws `RS_SPEC_INVALID` for what Slack would refuse. */
export async function writePost(
  { message, audience, text, template }: PostOptions,
  { facts, files }: Pick<PlanContext, "facts" | "files">,
  most: number,
): Promise<WrittenPost> {
  const headline = escapeMrkdwn(plainLine(headlineOf(message, facts.release), 300));
  if (template !== undefined) return fromTemplate(template, { message, audience, headline, most }, { facts, files });
  if (text !== undefined) return checked(inSections(text), "text");
  return checked(builtInPost(message, facts, most), "the plugin's own words");
}

async function fromTemplate(
  path: string,
  { message, audience, headline, most }: { message: Moment; audience: string; headline: string; most: number },
  { facts, files }: Pick<PlanContext, "facts" | "files">,
): Promise<WrittenPost> {
  const source = await readTemplate(path, files);
  const values = messageValues(message, audience, facts);
  if (/\.json(\.hbs|\.handlebars)?$/i.test(path)) {
    const { lines } = notesLines(facts.notes, most);
    const escaped = { ...(escapedIn(values) as JsonObject), headline, mrkdwn: lines.join("\n") };
    return checked(blocksOf(await renderDocument(source, escaped, { html: false, path }), path, headline), path);
  }
  const rendered = await renderDocument(source, values, { html: false, path });
  if (!/\.md(\.hbs|\.handlebars)?$/i.test(path)) return checked(inSections(rendered), path);
  const { lines } = notesLines(rendered, Number.POSITIVE_INFINITY, { keepTitle: true });
  return checked({ text: headline, blocks: sections(lines) }, path);
}

function inSections(text: string) {
  const escaped = escapeMrkdwn(text);
  return { text: plainLine(escaped, 300), blocks: sections(escaped.split("\n")) };
}

/** Every text as text in Slack's own markup: a template of Block Kit fills it into blocks. */
function escapedIn(value: Json): Json {
  if (typeof value === "string") return escapeMrkdwn(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(escapedIn);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escapedIn(inner)]));
}

function blocksOf(rendered: string, path: string, headline: string): { text: string; blocks: readonly unknown[] } {
  const value = parseRendered(rendered, path);
  const { text = headline, blocks } = (Array.isArray(value) ? { blocks: value } : (value ?? {})) as Record<
    string,
    unknown
  >;
  if (Array.isArray(blocks) && typeof text === "string") return { text, blocks };
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `The template ${path} writes neither a list of blocks nor an object with \`blocks\` and \`text\`.`,
    suggestions: [`Let ${path} write \`[{ "type": "section", … }]\`.`],
  });
}

function checked({ text, blocks }: { text: string; blocks: readonly unknown[] }, what: string): WrittenPost {
  const long = text.length > limits.text ? [`The text has ${text.length} characters; Slack takes ${limits.text}.`] : [];
  const empty = blocks.length === 0 && text.trim() === "" ? ["There is nothing in it."] : [];
  const problems = [...empty, ...long, ...problemsOf(blocks)];
  if (problems.length === 0) return { text, blocks: JSON.parse(JSON.stringify(blocks)) as readonly JsonObject[] };
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `Slack would not take what ${what} writes. ${problems.slice(0, 5).join(" ")}`,
    details: { problems: problems.slice(0, 20) },
    suggestions: [`Shorten or correct ${what}.`],
  });
}
