/** Options of the plugin in the spec. */
export const pluginOptions = {
  type: "object",
  additionalProperties: false,
  required: ["from"],
  description: "Mails by SMTP.",
  properties: {
    from: { type: "string", description: "Sender: `releases@acme.dev` or `Acme Releases <releases@acme.dev>`." },
    smtp: {
      type: "string",
      secret: true,
      default: "{{secrets.SMTP_URL}}",
      description:
        "The mail server: `smtp://USER:PASSWORD@HOST:587` (STARTTLS) or `smtps://USER:PASSWORD@HOST:465` (TLS). A password belongs in a secret: `{{secrets.SMTP_URL}}`, the default.",
    },
    replyTo: { type: "string", description: "Where answers go. Default: to the sender." },
    subject: {
      type: "string",
      description: "Subject of every mail that names none of its own, a Handlebars template: `{{name}} {{version}}`.",
    },
    template: {
      type: "string",
      minLength: 1,
      description: "Path of the Handlebars template of every mail that names none of its own.",
    },
    tls: {
      enum: ["required", "when-offered"],
      default: "required",
      description:
        "`required`: no mail goes to a server that does not encrypt. `when-offered`: a relay without STARTTLS is used as well, never with a password.",
    },
    ca: {
      type: "string",
      minLength: 1,
      description:
        "Path of a PEM file with the authorities to trust, for a mail server with a certificate of your own.",
    },
    timeout: {
      type: "integer",
      minimum: 1,
      default: 30_000,
      description: "How long to wait for each answer of the mail server, in milliseconds.",
    },
  },
} as const;

const addresses = { type: "array", items: { type: "string", template: true } } as const;

/** Options of `email/send`. */
export const sendOptions = {
  type: "object",
  additionalProperties: false,
  properties: {
    to: { ...addresses, default: [], description: "Addresses, each `ana@acme.dev` or `Ana Example <ana@acme.dev>`." },
    cc: { ...addresses, default: [], description: "Addresses that get a copy." },
    bcc: { ...addresses, default: [], description: "Addresses that get a copy and are not named in the mail." },
    subject: { type: "string", template: true, description: "Default: what happened, `payments 1.2.0 is released`." },
    text: { type: "string", template: true, description: "The mail as plain text." },
    html: {
      type: "string",
      description: "The mail as HTML, taken as it stands. For HTML with values in it use `template`.",
    },
    template: {
      type: "string",
      minLength: 1,
      description:
        "Path of a Handlebars file: `*.html`, `*.html.hbs` for HTML (values are escaped), `*.md` for Markdown, anything else for plain text.",
    },
    message: {
      enum: ["planned", "approved", "live", "rolled-back"],
      default: "live",
      description: "What the plugin's own words tell, when there is neither a template nor a text.",
    },
    audience: { type: "string", description: "Name of the audience; a template may use it." },
  },
} as const;
