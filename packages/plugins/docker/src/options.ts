import type { Infer, Schema } from "@relspec/core";

/** `{{secrets.NAME}}` in both. */
export const loginOption = {
  type: "object",
  additionalProperties: false,
  required: ["username", "password"],
  properties: {
    username: { type: "string", minLength: 1, secret: true, description: "The user, or `{{secrets.NAME}}`." },
    password: {
      type: "string",
      minLength: 1,
      secret: true,
      description: "The password or token, as a secret: `{{secrets.NAME}}`.",
    },
  },
} as const;

const texts = { type: "object", additionalProperties: { type: "string", maxLength: 10_000 } } as const;

/** What a spec says under `plugins: { docker: … }`. */
export const options = {
  type: "object",
  additionalProperties: false,
  required: ["image"],
  description: "A container image.",
  properties: {
    image: {
      type: "string",
      minLength: 1,
      maxLength: 512,
      description: "Registry and repository, without a tag: `registry.acme.dev/payments`.",
    },
    package: {
      type: "string",
      minLength: 1,
      description:
        "The package whose version the image carries; the image is built only when that is released. Default: the release's version, every time.",
    },
    context: {
      type: "string",
      minLength: 1,
      default: ".",
      description: "Folder that is handed to the build, relative to the spec's.",
    },
    file: {
      type: "string",
      minLength: 1,
      description:
        "The recipe, relative to the spec's folder. Default: `Dockerfile`, else `Containerfile`, in the context.",
    },
    stage: {
      type: "string",
      pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]*$",
      description: "Stop at this stage of the recipe.",
    },
    platforms: {
      type: "array",
      uniqueItems: true,
      items: { type: "string", pattern: "^[a-z0-9]+/[a-z0-9_]+(/[a-z0-9]+)?$" },
      default: [],
      description:
        "What the image is built for: `[linux/amd64, linux/arm64]`. More than one make an index. Default: the engine's own.",
    },
    args: {
      ...texts,
      default: {},
      description: "Build arguments, by name. They can be read in the image: no secrets.",
    },
    labels: {
      ...texts,
      default: {},
      description: "Further labels and annotations, by name; those of relspec can be replaced.",
    },
    engine: {
      enum: ["auto", "docker", "podman", "buildah"],
      default: "auto",
      description: "What builds. `auto`: the first of docker, podman and buildah that works.",
    },
    reproducible: {
      type: "boolean",
      default: false,
      description:
        "Set every time in the image to that of the commit, so that the same files give the same digest. Needs podman or buildah.",
    },
    tags: {
      type: "array",
      uniqueItems: true,
      items: { type: "string", minLength: 1, maxLength: 128 },
      description:
        "Tags that move with releases. Default: `latest`, `1` and `1.2` for 1.2.3; on a branch with a channel, the channel's name. `[]`: none.",
    },
    attach: {
      type: "array",
      default: [],
      description: "Files to attach to the pushed image, such as a bill of materials that a step has made.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["file", "type"],
        properties: {
          file: { type: "string", minLength: 1, description: "Path, relative to the spec's folder." },
          type: {
            type: "string",
            pattern: "^[a-z0-9][a-z0-9.+-]*/[A-Za-z0-9][A-Za-z0-9.+-]*$",
            description: "Its media type: `application/spdx+json`, `application/vnd.cyclonedx+json`.",
          },
        },
      },
    },
    sign: {
      type: "string",
      minLength: 1,
      secret: true,
      description:
        "Sign what is pushed with this private key (PEM, P-256), a secret: `{{secrets.SIGNING_KEY}}`. cosign verifies it.",
    },
    login: {
      ...loginOption,
      description: "Who to be at the registry. Default: as `docker login` or `podman login` left it on the machine.",
    },
    insecure: {
      type: "boolean",
      default: false,
      description: "Talk to the registry without encryption. For tests on one's own machine.",
    },
  },
} as const satisfies Schema;

export type DockerOptions = Infer<typeof options>;
