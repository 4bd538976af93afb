import { RelspecError } from "@relspec/core";

/** Where images of one name are: a repository of a registry. */
export type ImageName = {
  /** As people write it, with the registry: `registry.acme.dev/payments`, `docker.io/library/redis`. */
  readonly name: string;
  /** Host and port as people write it: `registry.acme.dev`, `docker.io`. */
  readonly registry: string;
  /** Without the registry: `payments`, `library/redis`. */
  readonly repository: string;
};

// The grammar of the OCI distribution specification; a port is decimal.
const part = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const repositoryForm = new RegExp(`^${part}(?:/${part})*$`);
const registryForm = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::\d{1,5})?$/;
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** Read the name of an image, without tag or digest, as docker does. @throws `RS_SPEC_INVALID`. */
export function readImageName(written: string): ImageName {
  const [first = "", ...rest] = written.split("/");
  const named = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const registry = named ? first.replace(/^(?:index|registry-1)\.docker\.io$/, "docker.io") : "docker.io";
  const path = named ? rest.join("/") : written;
  const repository = registry === "docker.io" && !path.includes("/") ? `library/${path}` : path;
  if (!registryForm.test(registry) || !repositoryForm.test(repository) || repository.length > 255) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: `${JSON.stringify(written.slice(0, 100))} is not the name of an image.`,
      suggestions: [
        "Write the registry and the repository in small letters, without tag or digest: `registry.acme.dev/payments`.",
      ],
    });
  }
  return { name: `${registry}/${repository}`, registry, repository };
}

/** @throws `RS_SPEC_INVALID` for what no registry takes as a tag. */
export function refuseTag(tag: string): void {
  if (tagForm.test(tag)) return;
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `${JSON.stringify(tag.slice(0, 100))} cannot be the tag of an image.`,
    suggestions: ["Use at most 128 letters, digits, dots, hyphens and underscores, the first a letter or digit."],
  });
}

/** The tag of a version. A `+` is not allowed in one; `_` stands for it, as elsewhere in the OCI world. */
export function versionTag(version: string): string {
  const tag = version.replaceAll("+", "_");
  refuseTag(tag);
  return tag;
}
