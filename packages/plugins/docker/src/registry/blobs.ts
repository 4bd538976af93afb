import { openAsBlob } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { RelspecError } from "@relspec/core";
import { digestOfFile } from "../digest.ts";
import type { Descriptor } from "../manifest.ts";
import type { Repository } from "./open-registry.ts";
import { refusalOf } from "./refusals.ts";

/** Milliseconds for content of so many bytes: a minute, and what 50 KB in each second take; a day at the most. */
const patienceFor = (size: number) => Math.min(60_000 + Math.ceil(size / 50), 24 * 60 * 60_000);

/** Where the bytes of a blob are. */
export type BlobSource = { readonly file: string } | { readonly text: string } | { readonly bytes: Uint8Array };

export async function hasBlob(repository: Repository, { digest }: Pick<Descriptor, "digest">): Promise<boolean> {
  const { registry, name } = repository.image;
  const answer = await repository.send(`blobs/${digest}`, { method: "HEAD" });
  if (answer.status === 404) return false;
  if (answer.status === 200 || (answer.status >= 300 && answer.status < 400)) return true;
  throw refusalOf(answer, { registry, image: name, what: `tell whether it has a layer of ${name}` });
}

/**
 * Bring a blob into a repository, unless it is there. `mount` names a repository of the same registry to take it over from.
 * @returns whether it had to be sent.
 */
export async function putBlob(
  repository: Repository,
  blob: Descriptor,
  source: () => Promise<BlobSource>,
  mount?: string,
): Promise<boolean> {
  if (await hasBlob(repository, blob)) return false;
  const { registry, name } = repository.image;
  const attempt = { registry, image: name, what: `take a layer of ${name}` };
  const query = mount === undefined ? "" : `?mount=${blob.digest}&from=${encodeURIComponent(mount)}`;
  const begun = await repository.send(`blobs/uploads/${query}`, { method: "POST", body: "" });
  if (begun.status === 201) return false;
  const place = begun.headers["location"];
  if (begun.status !== 202 || place === undefined || !URL.canParse(place, repository.url))
    throw refusalOf(begun, attempt);
  const found = await source();
  const url = new URL(place, repository.url);
  url.searchParams.set("digest", blob.digest);
  const ended = await repository.send(url.href, {
    method: "PUT",
    body: "text" in found ? found.text : "bytes" in found ? found.bytes : await openAsBlob(found.file),
    timeout: patienceFor(blob.size),
    headers: { "content-type": "application/octet-stream" },
  });
  if (ended.status !== 201 && ended.status !== 204) throw refusalOf(ended, attempt);
  return true;
}

/** Fetch a blob into a file of a directory; what comes must have its digest and its size. */
export async function fetchBlob(repository: Repository, blob: Descriptor, directory: string): Promise<string> {
  const { registry, name } = repository.image;
  const file = join(directory, blob.digest.replace(":", "-"));
  const answer = await repository.send(`blobs/${blob.digest}`, {
    timeout: patienceFor(blob.size),
    limit: blob.size,
    saveTo: file,
    // Compressed on the way it would not be what has the digest, and its size could not be told.
    headers: { "accept-encoding": "identity" },
  });
  if (answer.status !== 200) throw refusalOf(answer, { registry, image: name, what: `give a layer of ${name}` });
  const digest = await digestOfFile(file);
  if (digest === blob.digest) return file;
  await rm(file, { force: true });
  throw new RelspecError("RS_STEP_FAILED", {
    message: `${registry} gives other content for a layer of ${name} than asked for: ${digest} and not ${blob.digest}.`,
    details: { image: name, digest: blob.digest },
    suggestions: [`Do not trust ${registry} until somebody has found out why.`],
  });
}
