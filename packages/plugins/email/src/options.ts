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
    recipients: {
      enum: ["together", "hidden", "each"],
      default: "together",
      description:
        "How an audience is written to. `together`: one mail that names all. `hidden`: one mail that names nobody. `each`: a mail and a step for each address.",
    },
    inlineStyles: {
      type: "boolean",
      default: true,
      description: "Rules of `<style>` go into the elements they are for: many mail programs look at nothing else.",
    },
    retryDelay: {
      type: "integer",
      minimum: 0,
      maximum: 60_000,
      default: 15_000,
      description:
        "How long to wait before asking again for recipients whom the server does not take just now (4xx), in milliseconds; the second time twice as long.",
    },
    unsubscribe: {
      type: "object",
      additionalProperties: false,
      minProperties: 1,
      description: "How a reader leaves an audience: headers that mail programs turn into a button.",
      properties: {
        url: {
          type: "string",
          pattern: "^https://",
          maxLength: 800,
          description:
            "Address of a page, a Handlebars template: `name`, `version`, `audience` and, with `recipients: each`, `address`.",
        },
        mail: { type: "string", description: "Address that takes a mail instead." },
        oneClick: {
          type: "boolean",
          default: false,
          description: "A POST to `url` is enough (RFC 8058). Needs `url`.",
        },
      },
    },
    dkim: {
      type: "object",
      additionalProperties: false,
      required: ["domain", "selector", "key"],
      description: "Sign every mail, where the mail server does not do that.",
      properties: {
        domain: { type: "string", pattern: "^[A-Za-z0-9.-]{1,250}$", description: "The domain that signs." },
        selector: {
          type: "string",
          pattern: "^[A-Za-z0-9._-]{1,60}$",
          description: "Name of the key in the domain: its public half is at `SELECTOR._domainkey.DOMAIN`.",
        },
        key: {
          type: "string",
          secret: true,
          pattern: "^\\{\\{\\s*secrets\\.[A-Za-z_]\\w*\\s*\\}\\}$",
          description: "The private key (RSA, PEM) as a secret: `{{secrets.DKIM_KEY}}`.",
        },
      },
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
    attachments: {
      type: "array",
      maxItems: 20,
      default: [],
      description: "Files that come with the mail, together up to 25 MiB.",
      items: {
        type: "object",
        additionalProperties: false,
        properties: {
          path: {
            type: "string",
            template: true,
            minLength: 1,
            maxLength: 500,
            description: "Path or glob from the project's root, of the plan's commit or made by an earlier step.",
          },
          artifact: {
            type: "string",
            template: true,
            minLength: 1,
            maxLength: 500,
            description: "Path or glob below the release's artifacts, such as a tarball that `npm/pack` made.",
          },
          name: {
            type: "string",
            template: true,
            minLength: 1,
            maxLength: 200,
            description: "What the reader sees instead of the file's name.",
          },
          type: {
            type: "string",
            pattern: "^[a-z]+/[A-Za-z0-9.+-]+$",
            description: "Media type. Default: what the name's ending stands for.",
          },
        },
      },
    },
  },
} as const;
