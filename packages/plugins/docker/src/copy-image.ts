import { RelspecError } from "@relspec/core";
import type { Digest } from "./digest.ts";
import type { Descriptor, Manifest } from "./manifest.ts";
import { type BlobSource, putBlob } from "./registry/blobs.ts";
import { putManifest } from "./registry/manifests.ts";
import type { Repository } from "./registry/open-registry.ts";

/** Where an image comes from: a layout, or another repository. */
export interface ImageSource {
  readonly manifest: (digest: Digest) => Promise<Manifest>;
  readonly blob: (blob: Descriptor) => Promise<BlobSource>;
  /** Called when a blob is no longer needed. */
  readonly release?: (blob: Descriptor) => Promise<void>;
  /** The repository it is in, where that is of the same registry. */
  readonly mount?: string;
}

/** Layers that a registry must not be given: they are fetched from elsewhere. */
const foreign = /foreign|nondistributable/;

/**
 * Bring all of an image but its own manifest into a repository: layers first, so that nothing in it ever points at what is
 * not there. What is there is not sent again.
 */
export async function copyParts(
  top: Manifest,
  source: ImageSource,
  to: Repository,
  log: (line: string) => void,
  depth = 0,
): Promise<void> {
  if (depth > 4) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `The image ${top.digest} is an index of indexes without end.`,
    });
  }
  for (const child of top.manifests) {
    const manifest = await source.manifest(child.digest);
    await copyParts(manifest, source, to, log, depth + 1);
    await putManifest(to, manifest.digest, manifest);
  }
  for (const blob of top.blobs.filter(({ mediaType }) => !foreign.test(mediaType))) {
    try {
      if (await putBlob(to, blob, () => source.blob(blob), source.mount))
        log(`sent ${blob.digest} (${blob.size} bytes) to ${to.image.name}`);
    } finally {
      await source.release?.(blob);
    }
  }
}
