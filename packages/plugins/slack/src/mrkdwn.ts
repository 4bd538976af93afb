import { type Inline, plainText } from "@relspec/core";

/** Text as text in a message: nothing in it can be a link, a person, a group or a channel. */
export function escapeMrkdwn(text: string): string {
  return plainText(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** Pieces of a line in Slack's own markup. */
export function toMrkdwn(content: readonly Inline[]): string {
  return content.map(piece).join("");
}

function piece(each: Inline): string {
  switch (each.kind) {
    case "text":
      return escapeMrkdwn(each.text);
    case "code":
      return `\`${escapeMrkdwn(each.text)}\``;
    case "strong":
      return `*${toMrkdwn(each.content)}*`;
    case "link":
      // A pipe would end the address.
      return `<${escapeMrkdwn(each.url).replace(/\|/g, "%7C")}|${toMrkdwn(each.content)}>`;
  }
}
