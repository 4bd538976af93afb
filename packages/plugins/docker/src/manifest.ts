import { RelspecError } from "@relspec/core";
import { type Digest, digestForm, digestOf } from "./digest.ts";

export const mediaTypes = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  empty: "application/vnd.oci.empty.v1+json",
  dockerList: "application/vnd.docker.distribution.manifest.list.v2+json",
  dockerManifest: "application/vnd.docker.distribution.manifest.v2+json",
} as const;

/** What is asked for; a registry may convert an image for who does not say that it takes the original. */
export const acceptedManifests = [
  mediaTypes.index,
  mediaTypes.manifest,
  mediaTypes.dockerList,
  mediaTypes.dockerManifest,
].join(", ");

/** A pointer to content, as manifests have it. */
export type Descriptor = {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
};

/** A manifest or an index, with the very text its digest is of. */
export interface Manifest {
  readonly text: string;
  readonly digest: Digest;
  readonly mediaType: string;
  /** Of an index: the manifests in it. */
  readonly manifests: readonly Descriptor[];
  /** Of a manifest: its configuration and its layers. */
  readonly blobs: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly artifactType: string | null;
}

/** @param whose who said so, for the message: a host or a program. @throws `RS_STEP_FAILED` for what is no manifest. */
export function readManifest(text: string, whose: string, given?: string): Manifest {
  const value = parsed(text);
  const mediaType = string(value?.["mediaType"]) ?? given?.split(";")[0]?.trim();
  const manifests = descriptors(value?.["manifests"] ?? []);
  const layers = descriptors(value?.["layers"] ?? []);
  const config = value?.["config"] === undefined ? [] : descriptors([value["config"]]);
  const isIndex = Array.isArray(value?.["manifests"]);
  if (value?.["schemaVersion"] !== 2 || !manifests || !layers || !config || (!isIndex && config.length === 0)) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `${whose} did not give an image's manifest in the OCI format or docker's version 2.`,
      suggestions: [`Look whether ${whose} is a container registry, and not a page or a proxy before it.`],
    });
  }
  return {
    text,
    digest: digestOf(text),
    mediaType: mediaType ?? (isIndex ? mediaTypes.index : mediaTypes.manifest),
    manifests,
    blobs: [...config, ...layers],
    annotations: Object.fromEntries(
      Object.entries(fields(value["annotations"])).flatMap(([name, each]) =>
        typeof each === "string" ? [[name, each] as const] : [],
      ),
    ),
    artifactType: string(value["artifactType"]) ?? null,
  };
}

function descriptors(value: unknown): readonly Descriptor[] | null {
  if (!Array.isArray(value) || value.length > 10_000) return null;
  const found = value.map((each: unknown) => fields(each));
  const sound = found.every(
    ({ mediaType, digest, size }) =>
      typeof mediaType === "string" &&
      typeof digest === "string" &&
      digestForm.test(digest) &&
      Number.isSafeInteger(size) &&
      (size as number) >= 0,
  );
  return sound ? (found as unknown as readonly Descriptor[]) : null;
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return fields(JSON.parse(text));
  } catch {
    return null;
  }
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function string(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
