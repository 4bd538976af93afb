import type { Infer } from "@relspec/core";

const secretReference = "^\\{\\{\\s*secrets\\.[A-Za-z_]\\w*\\s*\\}\\}$";

/** JSON Schema of what stands under `plugins.github`. */
export const optionsSchema = {
  type: "object",
  additionalProperties: false,
  description: "Releases on GitHub and GitHub Enterprise.",
  properties: {
    repository: {
      type: "string",
      pattern: "^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}$",
      description: "`owner/name`. Default: where the git remote `origin` leads, else GITHUB_REPOSITORY.",
    },
    api: {
      type: "string",
      pattern: "^https?://[^\\s@?#]+$",
      maxLength: 300,
      description: "Address of the REST API. Default: GITHUB_API_URL, else what belongs to the remote's host.",
    },
    token: {
      type: "string",
      secret: true,
      pattern: secretReference,
      default: "{{secrets.GITHUB_TOKEN}}",
      description: "The token, always a secret. Not used with `app`.",
    },
    app: {
      type: "object",
      additionalProperties: false,
      required: ["id"],
      description: "Act as a GitHub App instead of with a token.",
      properties: {
        id: { type: ["string", "integer"], description: "Id or client id of the app." },
        key: {
          type: "string",
          secret: true,
          pattern: secretReference,
          default: "{{secrets.GITHUB_APP_KEY}}",
          description: "Its private key in PEM, always a secret.",
        },
        installation: { type: "integer", minimum: 1, description: "Default: the repository's installation." },
      },
    },
    title: {
      type: "string",
      minLength: 1,
      maxLength: 500,
      default: "{{tag}}",
      description: "Title of a release, a template: `tag`, `version`, `package`, `name`.",
    },
    notes: {
      enum: ["own", "generated", "both"],
      default: "own",
      description: "The plan's own notes, those that GitHub generates from pull requests, or its own above GitHub's.",
    },
    draft: {
      type: "boolean",
      default: false,
      description: "Leave the release a draft with its assets, for a person to publish.",
    },
    prerelease: {
      default: "auto",
      enum: ["auto", true, false],
      description: "Mark it as a prerelease. `auto`: as the branch says.",
    },
    latest: {
      default: "auto",
      enum: ["auto", true, false, "legacy"],
      description:
        "Make it the repository's latest release. `auto`: a release of the main branch is, a prerelease or one of a maintenance branch is not. `legacy`: as GitHub thinks by date and version.",
    },
    discussion: {
      type: "string",
      minLength: 1,
      maxLength: 100,
      description: "Category in which a discussion of the release is opened.",
    },
    assets: {
      type: "array",
      default: [],
      description: "Files that come with the release.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["path"],
        description: "A file, or all that match.",
        properties: {
          path: { type: "string", minLength: 1, maxLength: 500, description: "Path or glob, from the project's root." },
          label: { type: "string", minLength: 1, maxLength: 200, description: "What people read instead of the name." },
          package: {
            type: "string",
            minLength: 1,
            description: "The package whose release it belongs to. Needed where packages have tags of their own.",
          },
          optional: { type: "boolean", default: false, description: "Nothing may match. Default: that is an error." },
        },
      },
    },
    pullRequest: {
      description:
        "Propose each release in a pull request with its versions, changelog and notes; merging it releases. Needs `git: { commit: true }`. Default false.",
      default: false,
      anyOf: [
        { type: "boolean" },
        {
          type: "object",
          additionalProperties: false,
          description: "How it is proposed.",
          properties: {
            branch: {
              type: "string",
              minLength: 1,
              maxLength: 200,
              pattern: "\\{\\{\\s*branch\\s*\\}\\}",
              description:
                "Its branch, with `{{branch}}` for the one it goes to. Default: `relspec/release-{{branch}}`.",
            },
            title: {
              type: "string",
              minLength: 1,
              maxLength: 250,
              description: "Its title, a template: `name`, `version`. Default: `chore(release): {{name}} {{version}}`.",
            },
          },
        },
      ],
    },
    comments: {
      description: "Tell the issues and pull requests that the release names. Default false.",
      default: false,
      anyOf: [
        { type: "boolean" },
        {
          type: "object",
          additionalProperties: false,
          description: "What they are told.",
          properties: {
            text: { type: "string", minLength: 1, maxLength: 10_000, description: "The comment, a template." },
            labels: {
              type: "array",
              maxItems: 20,
              items: { type: "string", minLength: 1, maxLength: 50 },
              description: "Labels they get.",
            },
          },
        },
      ],
    },
    milestone: {
      type: "string",
      minLength: 1,
      maxLength: 200,
      description: "Title of the milestone to close, a template: `{{version}}`. Default: none is closed.",
    },
    deployment: {
      type: "string",
      minLength: 1,
      maxLength: 200,
      description: "Environment in which GitHub is to show the release as deployed. Default: none.",
    },
  },
} as const;

export type GitHubOptions = Infer<typeof optionsSchema>;

/** Names of the secrets that the options refer to. */
export function secretsOf({ token, app }: Pick<GitHubOptions, "token" | "app">): readonly string[] {
  const text = app === undefined ? token : (app.key ?? "");
  return [...text.matchAll(/secrets\.(\w+)/g)].map(([, name = ""]) => name);
}
