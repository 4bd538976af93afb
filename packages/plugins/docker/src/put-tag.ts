import { RelspecError } from "@relspec/core";
import type { Manifest } from "./manifest.ts";
import { getManifest, putManifest } from "./registry/manifests.ts";
import type { Repository } from "./registry/open-registry.ts";

/** Let a tag name a manifest, and look whether it does. @throws `RS_PLAN_CONFLICT` when it names another all the same. */
export async function putTag(repository: Repository, tag: string, manifest: Manifest): Promise<void> {
  await putManifest(repository, tag, manifest);
  const now = await getManifest(repository, tag);
  if (now?.digest === manifest.digest) return;
  const { name, registry } = repository.image;
  if (!now) {
    throw new RelspecError("RS_STEP_UNREACHABLE", {
      message: `${registry} took ${name}:${tag} and does not show it.`,
      suggestions: ["Run again in a minute."],
      retryable: true,
    });
  }
  throw new RelspecError("RS_PLAN_CONFLICT", {
    message: `Somebody else moved ${name}:${tag} at the same time: it is at ${now.digest}, not at ${manifest.digest}.`,
    suggestions: ["Find out who else pushes that tag, then run again."],
  });
}
