import type { Digest } from "../digest.ts";
import { type Descriptor, mediaTypes, readManifest } from "../manifest.ts";
import { getManifest, putManifest } from "./manifests.ts";
import type { Repository } from "./open-registry.ts";

/** The tag under which a registry without the API of referrers keeps them, as the OCI distribution specification says. */
export function referrersTag(subject: Digest): string {
  return subject.replace(":", "-");
}

/** What is attached to a manifest. */
export async function listReferrers(repository: Repository, subject: Digest): Promise<readonly Descriptor[]> {
  return (
    (await fromApi(repository, subject)) ?? (await getManifest(repository, referrersTag(subject)))?.manifests ?? []
  );
}

/** Have a manifest that was put found from its subject. */
export async function addReferrer(repository: Repository, subject: Digest, referrer: Descriptor): Promise<void> {
  // A registry that knows referrers has read the subject out of the manifest by itself.
  if ((await fromApi(repository, subject)) !== null) return;
  const tag = referrersTag(subject);
  const before = (await getManifest(repository, tag))?.manifests ?? [];
  if (before.some(({ digest }) => digest === referrer.digest)) return;
  const text = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: [...before, referrer] });
  await putManifest(repository, tag, readManifest(text, "relspec"));
}

/** Null: this registry has no such API. */
async function fromApi(repository: Repository, subject: Digest): Promise<readonly Descriptor[] | null> {
  const answer = await repository.send(`referrers/${subject}`, {
    limit: 4 * 1024 * 1024,
    headers: { accept: mediaTypes.index },
  });
  // Some answer 200 with a page of theirs to any address.
  if (answer.status !== 200 || !(answer.headers["content-type"] ?? "").includes(mediaTypes.index)) return null;
  return readManifest(answer.body, repository.image.registry).manifests;
}
