import type { Infer } from "@relspec/core";

const person = {
  type: "object",
  additionalProperties: false,
  required: ["name", "email"],
  description: "Who release commits and unsigned tags are by.",
  properties: {
    name: { type: "string", minLength: 1, maxLength: 200, pattern: "^[^<>\\u0000-\\u001f]+$", description: "Name." },
    email: { type: "string", minLength: 1, maxLength: 200, pattern: "^[^<>\\s]+$", description: "Mail address." },
  },
} as const;

/** JSON Schema of what stands under `plugins.git`. */
export const optionsSchema = {
  type: "object",
  additionalProperties: false,
  description: "Changes, tags and release commits in git.",
  properties: {
    remote: {
      type: "string",
      default: "origin",
      maxLength: 100,
      pattern: "^[A-Za-z0-9_][A-Za-z0-9._/-]*$",
      description: "Name of the remote that tags and commits go to.",
    },
    push: { type: "boolean", default: true, description: "Push tags and commits. Without, they stay in this clone." },
    annotated: {
      type: "boolean",
      default: true,
      description: "Make annotated tags, with a message; otherwise tags that only name the commit.",
    },
    sign: {
      default: false,
      enum: [false, true, "ssh", "gpg"],
      description:
        "Sign tags and release commits with the key git is configured with: true in the format git is configured with.",
    },
    message: {
      type: "string",
      default: "{{package}} {{version}}",
      maxLength: 10_000,
      description: "Message of annotated tags. Values: package, version, tag, notes.",
    },
    commit: {
      default: false,
      description:
        "Commit what the release writes into files (versions, changelog) to the branch. Default: nothing is committed, the tested commit is tagged.",
      oneOf: [
        { const: false, description: "No release commit." },
        { const: true, description: "A release commit with the defaults." },
        {
          type: "object",
          additionalProperties: false,
          description: "A release commit.",
          properties: {
            message: {
              type: "string",
              minLength: 1,
              maxLength: 10_000,
              description: "Message; default: chore(release): {{version}} [skip ci]. Values: name, version, notes.",
            },
            paths: {
              type: "array",
              minItems: 1,
              items: {
                type: "string",
                minLength: 1,
                maxLength: 1_000,
                description: "A path relative to the project's root; a folder stands for all in it.",
              },
              description:
                "What is committed. Default: the tracked files that the release has changed, and those its steps name as written.",
            },
          },
        },
      ],
    },
    author: person,
  },
} as const;

export type GitOptions = Infer<typeof optionsSchema>;

/** Of whoever has named nobody: the same on every machine, so that a tag or commit made twice is one object. */
export const nobody = { name: "relspec", email: "relspec@noreply.invalid" } as const;

/** What `commit` comes down to; null: no release commit. */
export function commitOptions({
  commit,
}: GitOptions): { readonly message: string; readonly paths: readonly string[] | null } | null {
  if (commit === false) return null;
  const given: { readonly message?: string; readonly paths?: readonly string[] } = commit === true ? {} : commit;
  return { message: given.message ?? "chore(release): {{version}} [skip ci]", paths: given.paths ?? null };
}
