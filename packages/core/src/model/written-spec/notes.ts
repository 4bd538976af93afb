import { hostKinds } from "../notes-spec.ts";
import { listOrMap, text, texts } from "./common.ts";

const address = (description: string) =>
  ({ type: "string", pattern: "^https?://[^\\s()<>\"'`\\\\\\[\\]@?#]+$", description }) as const;

const group = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: text("Title of the group."),
    types: texts("Types of the changes in it; * stands for what asks for a release and is in no other group."),
    scopes: texts("Scopes of the changes in it; a scope decides before a type."),
    breaking: { type: "boolean", description: "It holds the breaking changes, which are always told first." },
  },
} as const;

/** What stands under `notes`. */
export const notes = {
  type: "object",
  additionalProperties: false,
  description: "How the notes of a release are made.",
  properties: {
    groups: listOrMap(group, "Titles in order, with what is under them; default features, fixes and so on."),
    hidden: texts("Types that are never shown, unless they break something."),
    authors: { type: "boolean", description: "Say behind each change who made it; default false." },
    contributors: {
      type: "boolean",
      description: "List who took part, and who did for the first time; default false.",
    },
    mentions: {
      type: "boolean",
      description: "Leave @name in commits a mention, of which the host tells that person; default false.",
    },
    host: {
      type: "object",
      additionalProperties: false,
      description: "Where links go; default where the remote is.",
      properties: {
        kind: { type: "string", enum: hostKinds, description: "Form of the links; default told from the address." },
        url: address("Address of the project in a browser: https://git.acme.dev/team/project."),
      },
    },
    issues: address("Address that issue keys are put behind: https://acme.atlassian.net/browse/."),
    "how-to": {
      type: "string",
      enum: ["ignore", "warn", "require"],
      description:
        "What a plan makes of a feature whose commit says nothing of how to use it (a trailer How-To:, or a link); default ignore.",
    },
    internal: {
      type: "object",
      additionalProperties: false,
      description: "What is for the team only, and is left out for audiences with hide: [internal].",
      properties: {
        types: texts("Types of internal changes; * stands for any part."),
        scopes: texts("Scopes of internal changes; default internal."),
        keys: texts("References that only the team knows, such as OPS-*; default every issue key."),
      },
    },
  },
} as const;
