import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { RelspecError } from "@relspec/core";
import { extract } from "tar";
import { digestOfFile } from "../digest.ts";
import { blobFile, keepBlob, sealLayout } from "../layout.ts";
import { type Descriptor, mediaTypes } from "../manifest.ts";

/**
 * Turn what `docker save` writes into an OCI layout: configuration as it is, layers compressed, a manifest for both.
 * Older and newer engines write different folders; `manifest.json` in it names the parts in all of them.
 */
export async function readArchive(archive: string, directory: string, layout: string): Promise<void> {
  const unpacked = join(directory, "unpacked");
  await mkdir(unpacked);
  await extract({ file: archive, cwd: unpacked, strict: true });
  await rm(archive);
  const { config, layers } = partsOf(await readFile(join(unpacked, "manifest.json"), "utf8").catch(() => ""));
  const configText = await readFile(await inside(unpacked, config), "utf8");
  const described: Descriptor[] = [];
  for (const layer of layers) described.push(await keepLayer(await inside(unpacked, layer), layout));
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: {
      mediaType: mediaTypes.config,
      digest: await keepBlob(layout, configText),
      size: Buffer.byteLength(configText),
    },
    layers: described,
  });
  const digest = await keepBlob(layout, text);
  await sealLayout(layout, { mediaType: mediaTypes.manifest, digest, size: Buffer.byteLength(text) }, "image");
  await rm(unpacked, { recursive: true });
}

async function keepLayer(file: string, layout: string): Promise<Descriptor> {
  const magic = await firstBytes(file, 4);
  const compressed = magic.startsWith("1f8b") || magic === "28b52ffd";
  const own = `${file}.kept`;
  // No time in the header, so that the same layer has the same digest.
  if (compressed) await rename(file, own);
  else await pipeline(createReadStream(file), createGzip(), createWriteStream(own));
  const digest = await digestOfFile(own);
  const { size } = await stat(own);
  await mkdir(join(layout, "blobs", "sha256"), { recursive: true });
  await rename(own, blobFile(layout, digest));
  const mediaType = magic === "28b52ffd" ? mediaTypes.layer.replace("gzip", "zstd") : mediaTypes.layer;
  return { mediaType, digest, size };
}

async function firstBytes(file: string, count: number): Promise<string> {
  const handle = await open(file);
  try {
    return (await handle.read(Buffer.alloc(count), 0, count, 0)).buffer.toString("hex");
  } finally {
    await handle.close();
  }
}

function partsOf(text: string): { readonly config: string; readonly layers: readonly string[] } {
  try {
    const [only] = JSON.parse(text) as readonly { readonly Config?: unknown; readonly Layers?: unknown }[];
    const layers = only?.Layers;
    if (typeof only?.Config === "string" && Array.isArray(layers) && layers.every((each) => typeof each === "string"))
      return { config: only.Config, layers };
  } catch {
    // Said below.
  }
  throw new RelspecError("RS_STEP_FAILED", {
    message: "docker saved the image in a form that relspec does not know.",
    suggestions: ["Build with podman or buildah: `engine: buildah` in the docker plugin's options."],
  });
}

/** A part of the archive; it may be a link to another part, and to nothing else. */
async function inside(directory: string, path: string): Promise<string> {
  const root = await realpath(directory);
  const found = await realpath(join(root, path)).catch(() => "");
  if (found.startsWith(root + sep)) return found;
  throw new RelspecError("RS_STEP_FAILED", { message: "docker saved an image whose parts are not in it." });
}
