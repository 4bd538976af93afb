import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RelspecError } from "@relspec/core";
import { type Digest, digestOf } from "./digest.ts";
import type { ImageName } from "./image-name.ts";
import { type Descriptor, type Manifest, readManifest } from "./manifest.ts";

/** Folder of an image's OCI layout, relative to the release's artifacts. */
export function layoutFolder({ name, repository }: ImageName): string {
  const last = repository.split("/").at(-1) ?? repository;
  return join("docker", `${last.slice(0, 60)}-${digestOf(name).slice(7, 15)}`);
}

/** Path of a blob in a layout. */
export function blobFile(layout: string, digest: Digest): string {
  return join(layout, "blobs", "sha256", digest.slice("sha256:".length));
}

/** Keep text as a blob of a layout. */
export async function keepBlob(layout: string, text: string): Promise<Digest> {
  const digest = digestOf(text);
  await mkdir(join(layout, "blobs", "sha256"), { recursive: true });
  await writeFile(blobFile(layout, digest), text);
  return digest;
}

/** Make a folder of blobs a layout with one image in it, which other tools read as well. */
export async function sealLayout(layout: string, image: Descriptor, version: string): Promise<void> {
  const annotations = { "org.opencontainers.image.ref.name": version };
  await writeFile(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  await writeFile(
    join(layout, "index.json"),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...image, annotations }] }),
  );
}

/** A manifest of a layout by its digest. @throws `RS_STEP_FAILED` when it is not there, or is another. */
export async function layoutManifest(layout: string, digest: Digest): Promise<Manifest> {
  const text = await readFile(blobFile(layout, digest), "utf8").catch(() => null);
  if (text !== null && digestOf(text) === digest) return readManifest(text, "The build");
  throw new RelspecError("RS_STEP_FAILED", {
    message: `What was built is not among this machine's artifacts: ${digest} is ${text === null ? "missing" : "damaged"}.`,
    details: { digest },
    suggestions: ["Run on the machine that built it, or bring `.relspec/artifacts` along from there."],
  });
}

/** The one manifest in a layout that an engine has written. */
export async function onlyManifest(layout: string, engine: string): Promise<Manifest> {
  const index = JSON.parse(await readFile(join(layout, "index.json"), "utf8")) as { manifests?: readonly Descriptor[] };
  const [found] = index.manifests ?? [];
  if (found) return layoutManifest(layout, found.digest);
  throw new RelspecError("RS_STEP_FAILED", { message: `${engine} has written an image without a manifest.` });
}
