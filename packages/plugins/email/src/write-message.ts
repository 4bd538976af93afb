import { type Json, type Moment, type PlanContext, RelspecError, renderDocument } from "@relspec/core";
import { bodyText, headerText } from "./plain-text.ts";
import { builtInMessage, htmlPage, type Message } from "./built-in-message.ts";
import { markdownToHtml } from "./markdown-to-html.ts";

export interface MessageOptions {
  readonly message: Moment;
  readonly audience?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  /** Path of a Handlebars file. */
  readonly template?: string;
}

/** What a mail will say: from a template, else as written, else the plugin's own words. */
export async function writeMessage(
  options: MessageOptions,
  context: Pick<PlanContext, "facts" | "files">,
): Promise<Message> {
  const own = builtInMessage(options.message, context.facts);
  const { text, html } = await bodies(options, own, context);
  return {
    subject: headerText(options.subject ?? own.subject),
    text: bodyText(text),
    html: html === null ? null : bodyText(html),
  };
}

async function bodies(
  options: MessageOptions,
  own: Message,
  context: Pick<PlanContext, "facts" | "files">,
): Promise<Omit<Message, "subject">> {
  if (options.template !== undefined) return fromTemplate(options.template, own, options, context);
  if (options.text === undefined && options.html === undefined) return own;
  return { text: options.text ?? own.text, html: options.html ?? null };
}

async function fromTemplate(
  path: string,
  own: Message,
  options: MessageOptions,
  { facts, files }: Pick<PlanContext, "facts" | "files">,
) {
  const source = await files.read(path);
  if (source === null) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: `There is no template ${path}.`,
      suggestions: [`Write ${path}, or remove \`template\` for the plugin's own words.`],
    });
  }
  const kind = /\.html?(\.hbs|\.handlebars)?$/i.test(path)
    ? "html"
    : /\.md(\.hbs|\.handlebars)?$/i.test(path)
      ? "markdown"
      : "text";
  const rendered = await renderDocument(source, templateData(options, facts), { html: kind === "html", path });
  switch (kind) {
    case "html":
      return { text: options.text ?? own.text, html: rendered };
    case "markdown":
      return { text: rendered, html: htmlPage(own.subject, markdownToHtml(rendered)) };
    case "text":
      return { text: rendered, html: options.html ?? null };
  }
}

/** What a template may name. Plain data: text of commits in it is text. */
function templateData(
  { message, audience }: MessageOptions,
  { release, packages, changes, notes, url, base }: PlanContext["facts"],
) {
  return JSON.parse(
    JSON.stringify({
      moment: message,
      audience: audience ?? "",
      name: release.name,
      version: release.version,
      previous: release.previous,
      channel: release.channel,
      type: release.type,
      commit: base.commit,
      date: base.date.slice(0, 10),
      url,
      notes,
      packages,
      changes,
    }),
  ) as { readonly [key: string]: Json };
}
