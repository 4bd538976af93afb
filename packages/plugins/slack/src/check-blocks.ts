import { limits } from "./limits.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * What Slack would refuse in blocks of a template, each as a sentence; empty when there is nothing. Blocks for messages are
 * known with their limits; a kind that is not known here is let through with only its type and `block_id` looked at.
 */
export function problemsOf(blocks: readonly unknown[]): readonly string[] {
  const many =
    blocks.length > limits.blocks ? [`There are ${blocks.length} blocks; Slack takes ${limits.blocks}.`] : [];
  return [...many, ...blocks.flatMap((block, index) => problemsOfBlock(block, `Block ${index + 1}`))];
}

function problemsOfBlock(block: unknown, at: string): readonly string[] {
  if (!isFields(block) || typeof block["type"] !== "string") return [`${at} has no \`type\`.`];
  const { type } = block;
  const id = block["block_id"] === undefined ? [] : text(block["block_id"], `${at}: \`block_id\``, limits.id);
  switch (type) {
    case "header":
      return [...id, ...textObject(block["text"], `${at}: the header`, limits.header, ["plain_text"])];
    case "section": {
      const { text: words, fields } = block;
      if (words === undefined && fields === undefined) return [...id, `${at}: a section needs \`text\` or \`fields\`.`];
      return [
        ...id,
        ...(words === undefined ? [] : textObject(words, `${at}: the section`, limits.section)),
        ...(fields === undefined
          ? []
          : list(fields, `${at}: \`fields\``, limits.fields, (each, where) => textObject(each, where, limits.field))),
      ];
    }
    case "context":
      return [
        ...id,
        ...list(block["elements"], `${at}: \`elements\``, limits.context, (each, where) =>
          isFields(each) && each["type"] === "image" ? image(each, where) : textObject(each, where, limits.section),
        ),
      ];
    case "actions":
      return [...id, ...list(block["elements"], `${at}: \`elements\``, limits.actions, button)];
    case "image":
      return [...id, ...image(block, at)];
    case "divider":
      return id;
    default:
      return [...id, ...(type === "" ? [`${at} has no \`type\`.`] : [])];
  }
}

function textObject(value: unknown, at: string, most: number, types = ["plain_text", "mrkdwn"]): readonly string[] {
  if (!isFields(value) || !types.includes(String(value["type"])))
    return [`${at} needs a text of the type ${types.join(" or ")}.`];
  return text(value["text"], at, most);
}

function text(value: unknown, at: string, most: number): readonly string[] {
  if (typeof value !== "string" || value === "") return [`${at} has no text.`];
  return value.length > most ? [`${at} has ${value.length} characters; Slack takes ${most}.`] : [];
}

function image(value: Fields, at: string): readonly string[] {
  const source = value["slack_file"] === undefined ? address(value["image_url"], `${at}: \`image_url\``) : [];
  return [...source, ...text(value["alt_text"], `${at}: \`alt_text\``, limits.alt)];
}

function button(value: unknown, at: string): readonly string[] {
  if (!isFields(value) || typeof value["type"] !== "string") return [`${at} has no \`type\`.`];
  if (value["type"] !== "button") return [];
  return [
    ...textObject(value["text"], `${at}: the button`, limits.button, ["plain_text"]),
    ...(value["url"] === undefined ? [] : address(value["url"], `${at}: \`url\``)),
  ];
}

function address(value: unknown, at: string): readonly string[] {
  if (typeof value !== "string" || !/^https?:\/\//.test(value))
    return [`${at} is not an address that begins with https://.`];
  return value.length > limits.url ? [`${at} has ${value.length} characters; Slack takes ${limits.url}.`] : [];
}

function list(
  value: unknown,
  at: string,
  most: number,
  each: (item: unknown, at: string) => readonly string[],
): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) return [`${at} is not a list with something in it.`];
  const many = value.length > most ? [`${at} has ${value.length} items; Slack takes ${most}.`] : [];
  return [...many, ...value.flatMap((item, index) => each(item, `${at} ${index + 1}`))];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
