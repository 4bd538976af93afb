import { messageValues, type Moment, type PlanContext, readTemplate, renderDocument } from "@relspec/core";
import { bodyText, headerText } from "./plain-text.ts";
import { builtInMessage, htmlPage, type Message } from "./built-in-message.ts";
import { inlineStyles } from "./inline-styles.ts";
import { markdownToHtml } from "./markdown-to-html.ts";

export interface MessageOptions {
  readonly message: Moment;
  readonly audience?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  /** Path of a Handlebars file. */
  readonly template?: string;
  /** Where a reader can leave the audience; a template may use it. */
  readonly unsubscribe: string | null;
  readonly inlineStyles: boolean;
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
    html: html === null ? null : bodyText(options.inlineStyles ? await inlineStyles(html) : html),
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
  const source = await readTemplate(path, files);
  const kind = /\.html?(\.hbs|\.handlebars)?$/i.test(path)
    ? "html"
    : /\.md(\.hbs|\.handlebars)?$/i.test(path)
      ? "markdown"
      : "text";
  const values = {
    ...messageValues(options.message, options.audience ?? "", facts),
    unsubscribe: options.unsubscribe,
  };
  const rendered = await renderDocument(source, values, { html: kind === "html", path });
  switch (kind) {
    case "html":
      return { text: options.text ?? own.text, html: rendered };
    case "markdown":
      return { text: rendered, html: htmlPage(own.subject, markdownToHtml(rendered)) };
    case "text":
      return { text: rendered, html: options.html ?? null };
  }
}
