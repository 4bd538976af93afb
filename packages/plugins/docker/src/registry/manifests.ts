import { RelspecError } from "@relspec/core";
import { digestForm } from "../digest.ts";
import { acceptedManifests, type Manifest, readManifest } from "../manifest.ts";
import type { Repository } from "./open-registry.ts";
import { refusalOf } from "./refusals.ts";

/** Bytes; what registries themselves allow. */
const limit = 4 * 1024 * 1024;

/**
 * What is under a tag or digest; null when nothing is. The digest is computed from what came, never taken on trust.
 * @throws `RS_STEP_CREDENTIALS`, `RS_STEP_UNREACHABLE`, `RS_STEP_FAILED`.
 */
export async function getManifest(repository: Repository, reference: string): Promise<Manifest | null> {
  const { registry, name } = repository.image;
  const answer = await repository.send(`manifests/${reference}`, { limit, headers: { accept: acceptedManifests } });
  if (answer.status === 404) return null;
  if (answer.status !== 200) throw refusalOf(answer, { registry, image: name, what: `show ${name}:${reference}` });
  const manifest = readManifest(answer.body, registry, answer.headers["content-type"]);
  const said = digestForm.test(reference) ? reference : answer.headers["docker-content-digest"];
  if (said !== undefined && digestForm.test(said) && said !== manifest.digest) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `${registry} gives other content for ${name} than the digest it is asked for or tells: ${manifest.digest} and not ${said}.`,
      details: { image: name, reference, digest: manifest.digest },
      suggestions: [`Do not trust ${registry} until somebody has found out why.`],
    });
  }
  return manifest;
}

/** Put a manifest under a tag, or under its digest. @throws as a refused push. */
export async function putManifest(repository: Repository, reference: string, manifest: Manifest): Promise<void> {
  const { registry, name } = repository.image;
  const answer = await repository.send(`manifests/${reference}`, {
    method: "PUT",
    body: manifest.text,
    headers: { "content-type": manifest.mediaType },
  });
  if (answer.status !== 201 && answer.status !== 200)
    throw refusalOf(answer, { registry, image: name, what: `take ${nameOf(name, reference)}` });
  const said = answer.headers["docker-content-digest"];
  if (said !== undefined && said !== manifest.digest) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `${registry} took ${nameOf(name, reference)} and tells another digest: ${digestForm.test(said) ? said : "none"} and not ${manifest.digest}.`,
      details: { image: name, reference, digest: manifest.digest },
      suggestions: [`Do not trust ${registry} until somebody has found out why.`],
    });
  }
}

/** Take a tag away. False: the registry offers no way to. */
export async function deleteTag(repository: Repository, tag: string): Promise<boolean> {
  const { registry, name } = repository.image;
  const answer = await repository.send(`manifests/${tag}`, { method: "DELETE" });
  if (answer.status === 202 || answer.status === 200 || answer.status === 204 || answer.status === 404) return true;
  // A registry of before OCI 1.1 takes a digest only: 400 DIGEST_INVALID, or 405.
  if (answer.status === 400 || answer.status === 405) return false;
  throw refusalOf(answer, { registry, image: name, what: `take the tag ${tag} away` });
}

export function nameOf(image: string, reference: string): string {
  return `${image}${digestForm.test(reference) ? "@" : ":"}${reference}`;
}
