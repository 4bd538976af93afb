import type { Infer, Schema } from "@relspec/core";

const names = { type: "array", items: { type: "string", minLength: 1 } } as const;

/** What a spec says under `plugins: { npm: … }`. */
export const options = {
  type: "object",
  additionalProperties: false,
  properties: {
    root: { type: "string", default: ".", description: "Folder of the npm project, relative to the spec's." },
    registry: {
      type: "string",
      description:
        "Address of the registry. Default: `publishConfig.registry` of the package, then what npm is configured with for its scope.",
    },
    access: {
      enum: ["public", "restricted"],
      description:
        "Who may see the packages. Default: `publishConfig.access` of the package, then npm's own: public without a scope, restricted with one.",
    },
    tag: {
      type: "string",
      minLength: 1,
      description:
        "The dist-tag. Default: the release's channel (`latest` for the default one), or `publishConfig.tag` where the channel is the default one.",
    },
    provenance: {
      enum: [false, true, "auto"],
      default: "auto",
      description:
        "Publish a signed statement of where and how the package was built. `auto` leaves it to npm, which makes one with trusted publishing from a public repository.",
    },
    publish: {
      type: "boolean",
      default: true,
      description: "Pack and publish the packages that are not private; false only finds and versions them.",
    },
    packages: {
      type: "object",
      additionalProperties: false,
      description:
        "Which of the packages found belong to the release. `*` stands for a part of a name, `**` for any name.",
      properties: {
        include: { ...names, description: "Patterns of names; default all." },
        exclude: { ...names, description: "Patterns of names to leave out." },
      },
    },
  },
} as const satisfies Schema;

export type NpmOptions = Infer<typeof options>;
