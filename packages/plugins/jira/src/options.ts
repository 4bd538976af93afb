import type { Infer, Schema } from "@relspec/core";

/** What a spec says under `plugins: { jira: … }`. */
export const pluginOptions = {
  type: "object",
  additionalProperties: false,
  required: ["site", "project"],
  description: "Versions and issues of Jira.",
  properties: {
    site: {
      type: "string",
      pattern: "^https?://",
      examples: ["https://acme.atlassian.net"],
      description: "Address of Jira: `https://acme.atlassian.net`, or `https://jira.acme.dev/jira` with its path.",
    },
    project: {
      type: "string",
      pattern: "^[A-Z][A-Z0-9_]{1,254}$",
      examples: ["PAY"],
      description: "Key of the project: `PAY`. Issues named in changes count when they are of this project.",
    },
    deployment: {
      enum: ["auto", "cloud", "data-center"],
      default: "auto",
      description:
        "Which Jira it is. `auto`: Cloud where the site's host ends with `.atlassian.net`, else Data Center.",
    },
    email: {
      type: "string",
      secret: true,
      default: "{{secrets.JIRA_EMAIL}}",
      description: "Cloud: the address the API token belongs to.",
    },
    token: {
      type: "string",
      secret: true,
      description:
        "Cloud: the API token, default `{{secrets.JIRA_API_TOKEN}}`. Data Center: a personal access token, default `{{secrets.JIRA_TOKEN}}`. A token belongs in a secret.",
    },
    version: {
      type: "string",
      minLength: 1,
      default: "{{name}} {{version}}",
      description: "Name of the version in Jira, a template of `name`, `version`, `previous`, `channel` and `type`.",
    },
    prereleases: {
      type: "boolean",
      default: false,
      description: "Contribute the usual steps for prereleases (`1.2.0-beta.1`) too.",
    },
    transition: {
      type: "string",
      minLength: 1,
      maxLength: 255,
      description:
        "Bring the released issues to the status of this name, where their workflow offers it. Default: leave them.",
    },
    comment: {
      type: "string",
      minLength: 1,
      maxLength: 30_000,
      description: "What is written under every released issue; may hold `{{version}}`. Default: nothing.",
    },
    timeout: {
      type: "integer",
      minimum: 1,
      default: 30_000,
      description: "How long to wait for each answer of Jira, in milliseconds.",
    },
  },
} as const satisfies Schema;

export type JiraOptions = Infer<typeof pluginOptions>;

const version = {
  type: "string",
  minLength: 1,
  template: true,
  default: "{{version}}",
  description: "The version of the release that the name is made for.",
} as const;
const name = {
  type: "string",
  minLength: 1,
  maxLength: 255,
  template: true,
  description: "Name of the version in Jira. Default: made by the plugin's option `version`.",
} as const;
const date = { type: "string", template: true, pattern: "^\\d{4}-\\d\\d-\\d\\d$" } as const;

/** Options of `jira/version`. */
export const versionOptions = {
  type: "object",
  additionalProperties: false,
  properties: {
    version,
    name,
    description: {
      type: "string",
      template: true,
      maxLength: 16_000,
      description: "Description of a version that is made. Default: none.",
    },
    startDate: { ...date, description: "Start date of a version that is made: `2026-01-31`. Default: none." },
  },
} as const satisfies Schema;

/** Options of `jira/release-version`. */
export const releaseOptions = {
  type: "object",
  additionalProperties: false,
  properties: {
    version,
    name,
    date: { ...date, default: "{{date}}", description: "Its release date. Default: the date of the released commit." },
  },
} as const satisfies Schema;

/** Options of `jira/reopen-version`. */
export const reopenOptions = {
  type: "object",
  additionalProperties: false,
  properties: { version, name },
} as const satisfies Schema;

const issues = {
  type: "array",
  items: { type: "string", template: true, pattern: "^[A-Z][A-Z0-9_]{1,254}-[1-9][0-9]{0,9}$" },
  description:
    "Keys of issues. Default: those of the project that the changes of the release name, unless `jql` is given.",
} as const;
const jql = {
  type: "string",
  minLength: 1,
  maxLength: 2_000,
  template: true,
  description: "Also the issues that this query finds when the step runs.",
} as const;

/** Options of `jira/fix-versions`. */
export const fixVersionsOptions = {
  type: "object",
  additionalProperties: false,
  properties: { version, name, issues, jql },
} as const satisfies Schema;

/** Options of `jira/transition`. */
export const transitionOptions = {
  type: "object",
  additionalProperties: false,
  required: ["to"],
  properties: {
    to: {
      type: "string",
      minLength: 1,
      maxLength: 255,
      template: true,
      description: "Name of the status they are brought to; case does not matter.",
    },
    by: {
      type: "string",
      minLength: 1,
      maxLength: 255,
      template: true,
      description: "Name of the transition that leads there. Default: whichever does.",
    },
    issues,
    jql,
  },
} as const satisfies Schema;

/** Options of `jira/comment`. */
export const commentOptions = {
  type: "object",
  additionalProperties: false,
  required: ["text"],
  properties: {
    text: {
      type: "string",
      minLength: 1,
      maxLength: 30_000,
      template: true,
      description: "The comment, as plain text: an empty line begins a paragraph, an address becomes a link.",
    },
    issues,
    jql,
  },
} as const satisfies Schema;
