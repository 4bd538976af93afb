import {
  headlineOf,
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
import { builtInCard, markdownCard, textCard } from "./build-card.ts";
import { problemsOf } from "./check-card.ts";

export interface CardOptions {
  readonly message: Moment;
  readonly audience: string;
  readonly text?: string;
  /** Path of a Handlebars file. */
  readonly template?: string;
}

/** The card of a message: from a template, else as written, else the plugin's own words. @throws `RS_SPEC_INVALID` for what Teams would refuse. */
export async function writeCard(
  { message, audience, text, template }: CardOptions,
  { facts, files }: Pick<PlanContext, "facts" | "files">,
  most: number,
): Promise<JsonObject> {
  if (template === undefined)
    return text === undefined
      ? checked(builtInCard(message, facts, most), "the plugin's own words")
      : checked(textCard(text), "text");
  const source = await readTemplate(template, files);
  const values = messageValues(message, audience, facts);
  const rendered = await renderDocument(
    source,
    { ...values, headline: plainLine(headlineOf(message, facts.release), 300) },
    { html: false, path: template },
  );
  if (/\.json(\.hbs|\.handlebars)?$/i.test(template)) return checked(parseRendered(rendered, template), template);
  return checked(/\.md(\.hbs|\.handlebars)?$/i.test(template) ? markdownCard(rendered) : textCard(rendered), template);
}

function checked(card: unknown, what: string): JsonObject {
  const problems = problemsOf(card);
  if (problems.length === 0) return card as JsonObject;
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `Teams would not take what ${what} writes. ${problems.slice(0, 5).join(" ")}`,
    details: { problems: problems.slice(0, 20) },
    suggestions: [`Shorten or correct ${what}.`],
  });
}
