import type { Plugin } from "@relspec/core";

/** Registries that belong to a host of code. */
const registries: Readonly<Record<string, string>> = { "github.com": "ghcr.io", "gitlab.com": "registry.gitlab.com" };

/** A recipe in the project's root; the image is named as its host's own registry would. */
export const detect: NonNullable<Plugin["detect"]> = async ({ files, query }) => {
  if (!(await files.exists("Dockerfile")) && !(await files.exists("Containerfile"))) return null;
  const remote = await query(["git", "remote", "get-url", "origin"], { accept: [0, 1, 2, 128], timeout: 10_000 }).then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
  const [, host = "", path = ""] =
    /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([^:/]+)(?::\d+)?[:/](.+?)(?:\.git)?\/?$/.exec(remote) ?? [];
  const repository = path.toLowerCase();
  const registry = registries[host.toLowerCase()];
  const known = registry !== undefined && /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(repository);
  // Nobody can guess another registry: this name is there to be replaced, and leads nowhere.
  return { image: known ? `${registry}/${repository}` : "registry.example.com/app" };
};
