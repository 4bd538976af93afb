import type { Infer } from "@relspec/core";

/** Options of the plugin in the spec. */
export const pluginOptions = {
  type: "object",
  additionalProperties: false,
  description: "Messages in Slack.",
  properties: {
    token: {
      type: "string",
      secret: true,
      description:
        "Token of a bot, `{{secrets.SLACK_BOT_TOKEN}}`, with the scope `chat:write`. With `channels:history` and `channels:read` a message can be found again.",
    },
    webhooks: {
      type: "object",
      additionalProperties: { type: "string", secret: true },
      default: {},
      description: 'Addresses of incoming webhooks, by a name of your own: `releases: "{{secrets.SLACK_WEBHOOK}}"`.',
    },
    api: {
      type: "string",
      minLength: 1,
      default: "https://slack.com/api/",
      description: "Address of the Web API.",
    },
    lines: {
      type: "integer",
      minimum: 1,
      maximum: 400,
      default: 40,
      description: "Lines of the notes in a message at the most; more are counted, and linked. Default 40.",
    },
    timeout: {
      type: "integer",
      minimum: 1,
      default: 30_000,
      description: "How long to wait for an answer, in milliseconds.",
    },
  },
} as const;

/** Options of `slack/post`. */
export const postOptions = {
  type: "object",
  additionalProperties: false,
  required: ["to"],
  properties: {
    to: {
      type: "string",
      minLength: 1,
      maxLength: 200,
      description: "Name of a webhook of the plugin's options, else a channel: its id, or `#name`.",
    },
    message: {
      enum: ["planned", "approved", "live", "rolled-back"],
      default: "live",
      description: "What the plugin's own words tell, when there is neither a template nor a text.",
    },
    audience: { type: "string", default: "", description: "Name of the audience; a template may use it." },
    text: { type: "string", template: true, minLength: 1, description: "The message as plain text." },
    template: {
      type: "string",
      minLength: 1,
      description:
        "Path of a Handlebars file: `*.md` for Markdown, `*.json`, `*.json.hbs` for Block Kit (a list of blocks, or `text` and `blocks`), anything else for plain text.",
    },
  },
} as const;

export type SlackOptions = Infer<typeof pluginOptions>;
