import type { Infer } from "@relspec/core";

const endpoint = {
  type: "object",
  additionalProperties: false,
  required: ["url"],
  properties: {
    url: { type: "string", secret: true, description: "Its address. One that is a secret: `{{secrets.HOOK_URL}}`." },
    secrets: {
      type: "array",
      items: { type: "string", secret: true },
      default: [],
      description:
        "What the events are signed with: `whsec_…` or any text of 16 characters or more, as `{{secrets.HOOK_SECRET}}`. While one is being changed, the new and the old.",
    },
    method: { enum: ["POST", "PUT"], default: "POST", description: "Default POST." },
    mode: {
      enum: ["structured", "binary", "raw"],
      default: "structured",
      description:
        "`structured`: a CloudEvent as one JSON document. `binary`: its data is the body, the rest is in `ce-` headers. `raw`: the body of the template alone, for a service with a format of its own.",
    },
    headers: {
      type: "object",
      additionalProperties: { type: "string", secret: true },
      default: {},
      description: "Further headers, for example `authorization`.",
    },
    expect: {
      type: "array",
      items: { type: "integer", minimum: 200, maximum: 299 },
      default: [],
      description: "Statuses that mean it was taken. Default: 200 to 299.",
    },
    insecure: { type: "boolean", default: false, description: "Send to an `http://` address as well. Default false." },
  },
} as const;

/** Options of the plugin in the spec. */
export const pluginOptions = {
  type: "object",
  additionalProperties: false,
  required: ["endpoints"],
  description: "Events of a release to web addresses.",
  properties: {
    endpoints: {
      type: "object",
      additionalProperties: endpoint,
      description: "Where events go, by a name of your own.",
    },
    source: {
      type: "string",
      minLength: 1,
      description: "The `source` of the CloudEvents, a URI. Default: where the project is hosted.",
    },
    type: {
      type: "string",
      pattern: "^[a-z0-9]+(?:[.-][a-z0-9]+)*$",
      default: "relspec.release",
      description: "What the `type` of the CloudEvents begins with: `dev.acme.release` gives `dev.acme.release.live`.",
    },
    deduplicates: {
      type: "boolean",
      default: false,
      description:
        "The receivers know a repeated event by its `webhook-id`, so that one whose fate is unknown may be sent again. Default false: a person is asked.",
    },
    timeout: {
      type: "integer",
      minimum: 1,
      default: 30_000,
      description: "How long to wait for an answer, in milliseconds.",
    },
  },
} as const;

/** Options of `webhook/send`. */
export const sendOptions = {
  type: "object",
  additionalProperties: false,
  required: ["to"],
  properties: {
    to: { type: "string", description: "Name of an endpoint." },
    message: {
      enum: ["planned", "approved", "live", "rolled-back"],
      default: "live",
      description: "What the event tells; the end of its `type`.",
    },
    audience: { type: "string", default: "", description: "Name of the audience; it is in the data." },
    template: {
      type: "string",
      minLength: 1,
      description:
        "Path of a Handlebars file that writes the data. `*.json`, `*.json.hbs`: JSON, values go in as `{{json subject}}`; anything else is text.",
    },
  },
} as const;

export type WebhookOptions = Infer<typeof pluginOptions>;
export type Endpoint = Infer<typeof endpoint>;
