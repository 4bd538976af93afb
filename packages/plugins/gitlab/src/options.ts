import type { Infer } from "@relspec/core";

/** Options of the plugin in the spec. */
export const pluginOptions = {
  type: "object",
  additionalProperties: false,
  description: "Releases on GitLab.",
  properties: {
    project: {
      type: "string",
      pattern: "^(?:[0-9]{1,18}|[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+)$",
      maxLength: 500,
      description: "`group/name` or its number. Default: where the project is hosted, else CI_PROJECT_PATH.",
    },
    url: {
      type: "string",
      minLength: 1,
      maxLength: 300,
      description: "Address of a GitLab of your own. Default: where the project is hosted, else CI_SERVER_URL.",
    },
    token: {
      type: "string",
      secret: true,
      default: "{{secrets.GITLAB_TOKEN}}",
      description: "A personal, project or group token with the scope `api`; in a job `{{secrets.CI_JOB_TOKEN}}`.",
    },
    auth: {
      enum: ["private", "job", "bearer"],
      default: "private",
      description:
        "How the token is sent. `private` (default): a personal, project or group token. `job`: the token of a CI job. `bearer`: of OAuth.",
    },
    title: {
      type: "string",
      minLength: 1,
      maxLength: 255,
      default: "{{tag}}",
      description: "Title of a release, a template: `tag`, `version`, `package`, `name`.",
    },
    milestones: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: "Titles of milestones that the release belongs to; they have to be there.",
    },
    closeMilestones: {
      type: "boolean",
      default: false,
      description: "Close those milestones once the release is out. Default false.",
    },
    links: {
      type: "array",
      default: [],
      description: "Links that the release shows beside its text.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name", "url"],
        properties: {
          name: { type: "string", minLength: 1, maxLength: 255, description: "What people read; each once." },
          url: {
            type: "string",
            pattern: "^https?://",
            maxLength: 2000,
            description: "Where it leads, a template: `tag`, `version`, `package`, `name`.",
          },
          type: { enum: ["other", "runbook", "image", "package"], default: "other", description: "What it is." },
        },
      },
    },
    timeout: {
      type: "integer",
      minimum: 1,
      default: 30_000,
      description: "How long to wait for an answer, in milliseconds.",
    },
  },
} as const;

/** Options of `gitlab/release`. */
export const releaseOptions = {
  type: "object",
  additionalProperties: false,
  properties: {
    tag: { type: "string", minLength: 1, maxLength: 250, description: "Which tag's release. Default: the only one." },
    title: { type: "string", minLength: 1, maxLength: 255, template: true, description: "Title of the release." },
    notes: { type: "string", template: true, description: "Text of the release, Markdown. Default: its notes." },
  },
} as const;

/** Options of `gitlab/close-milestone` */
export const milestoneOptions = {
  type: "object",
  additionalProperties: false,
  required: ["title"],
  properties: { title: { type: "string", minLength: 1, maxLength: 255, template: true, description: "Its title." } },
} as const;

/** Options of `gitlab/banner`. */
export const bannerOptions = {
  type: "object",
  additionalProperties: false,
  required: ["tag", "text"],
  properties: {
    tag: { type: "string", minLength: 1, maxLength: 250, description: "Whose release." },
    text: {
      type: "string",
      minLength: 1,
      maxLength: 1000,
      template: true,
      description: "What stands above its text, one line.",
    },
  },
} as const;

export type GitLabOptions = Infer<typeof pluginOptions>;
