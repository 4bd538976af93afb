import { hideable } from "../notes-spec.ts";
import { listOrMap, open, text, texts } from "./common.ts";
import { floor, identities, issuer, waivers } from "./identity.ts";
import { notes } from "./notes.ts";
import { enablement, requirements } from "./release-plan.ts";
import { aims, tracks } from "./tracks.ts";
import { stages } from "./stages.ts";
import { risk } from "./risk.ts";
import { controls } from "./controls.ts";
import { need, schedule } from "./schedule.ts";
import { version } from "./version.ts";
import { freeze, window } from "./windows.ts";

export { gateKeys } from "./steps.ts";

const packageItem = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: text("Name of the package."),
    path: text("Its folder, from the project's root; default the root."),
    private: { type: "boolean", description: "It is versioned and never published." },
    group: text("Name of the group it belongs to."),
  },
} as const;

const group = {
  type: "object",
  additionalProperties: false,
  required: ["name", "kind", "packages"],
  properties: {
    name: text("Name of the group."),
    kind: {
      type: "string",
      enum: ["fixed", "linked", "independent"],
      description: "fixed: always one version; linked: one version for those that change.",
    },
    packages: texts("Names of packages; * stands for any part."),
  },
} as const;

const audience = {
  type: "object",
  additionalProperties: false,
  required: ["name", "announcer", "to"],
  properties: {
    name: text("Name of the audience."),
    announcer: text("Plugin that carries the message, for example email."),
    to: texts("Addresses."),
    moments: {
      type: "array",
      items: { type: "string", enum: ["planned", "approved", "live", "rolled-back"] },
      description: "When they are told; default live.",
    },
    template: text("Path of a template, or the name of a document."),
    language: open("Language of the message."),
    hide: {
      type: "array",
      uniqueItems: true,
      items: { type: "string", enum: hideable },
      description:
        "What is left out of what they get: internal (see notes.internal; a message that would still name an internal key is refused), authors, commits.",
    },
    approve: open("Role that approves the message."),
  },
} as const;

const documentItem = {
  type: "object",
  additionalProperties: false,
  required: ["name", "template"],
  properties: {
    name: text("Name: `relspec render NAME`."),
    template: text("Path of a Handlebars template."),
    output: text("Path it is written to."),
    format: { type: "string", enum: ["markdown", "html", "text", "json"], description: "Default markdown." },
  },
} as const;

/** The spec as people write it: JSON Schema 2020-12. `spec/spec-schema.ts` adds what the plugins in use take. */
export const writtenSpec = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "relspec",
  description: "What a release should be.",
  type: "object",
  additionalProperties: false,
  required: ["apiVersion", "name"],
  properties: {
    $schema: { type: "string", description: "For editors." },
    apiVersion: { const: "relspec/v1", description: "Version of this format." },
    name: {
      type: "string",
      pattern: "^(?:@[a-z0-9][a-z0-9._-]*/)?[A-Za-z0-9][A-Za-z0-9._-]*$",
      maxLength: 200,
      description: "Name of the release: of the product or package.",
    },
    extends: {
      description: "Presets and policies, merged from left to right under this spec.",
      oneOf: [
        { type: "string", minLength: 1 },
        { type: "array", items: { type: "string", minLength: 1 } },
      ],
    },
    plugins: {
      type: "object",
      description: "Plugins with their options; {} for defaults. A short name, a package or a path.",
      additionalProperties: { type: ["object", "null"] },
    },
    packages: {
      description: "auto: what the plugins find; or a list, or a map by name that may also hold groups.",
      oneOf: [
        { const: "auto" },
        { type: "array", items: packageItem },
        {
          type: "object",
          properties: { groups: listOrMap(group, "Packages that are versioned together.") },
          additionalProperties: { ...packageItem, required: [] },
        },
      ],
    },
    groups: listOrMap(group, "Packages that are versioned together; the same as under packages."),
    version,
    ledger: open("Where events are kept: auto, sqlite, git, { postgres: URL } or { git: { remote, prefix } }."),
    executor: { type: "string", enum: ["local", "dbos"], description: "What carries out the plan." },
    concurrency: {
      type: "string",
      enum: ["queue", "supersede"],
      description: "What new changes do while a release is open.",
    },
    roles: {
      type: "object",
      description: "Role → identities, or { members, quorum }.",
      additionalProperties: {
        oneOf: [
          identities,
          {
            type: "object",
            additionalProperties: false,
            required: ["members"],
            properties: {
              members: identities,
              quorum: { type: "integer", minimum: 1, description: "How many must agree; default 1." },
            },
          },
        ],
      },
    },
    policy: {
      type: "object",
      additionalProperties: false,
      description: "Who may decide.",
      properties: {
        identity: {
          type: "string",
          enum: ["verified", "claimed"],
          description: "claimed: the identity git is configured with is taken at its word.",
        },
        separation: {
          type: "array",
          uniqueItems: true,
          items: { type: "string", enum: ["authors", "initiator", "seats"] },
          description: "Who may not approve; default authors.",
        },
        issuers: listOrMap(issuer, "Whose identity tokens are believed."),
        "way-back": texts(
          "Environments that nothing is deployed to without a way back: every step of them can be undone, or carried out again for the version before.",
        ),
        waivers,
        floor,
      },
    },
    aims,
    requirements,
    schedule,
    enablement,
    stages,
    windows: listOrMap(window, "When releases may, or may not, be deployed."),
    freezes: listOrMap(freeze, "Times without deployments."),
    risk,
    controls,
    audiences: listOrMap(audience, "Who is told, by whom, when."),
    documents: listOrMap(documentItem, "Texts made from records; the one named notes is how notes are written."),
    notes,
    tracks,
    needs: listOrMap(need, "Releases of others that are to be out before this one is deployed."),
  },
} as const;
