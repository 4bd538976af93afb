import { RelspecError } from "@relspec/core";
import type { Release } from "./answers.ts";
import { type AssetFile, digestOf } from "./asset-files.ts";
import type { GitHub } from "./open-github.ts";

interface Upload {
  readonly file: AssetFile;
  readonly bytes: Uint8Array | null;
  readonly label: string | null;
  readonly release: Release;
}

/** Milliseconds: a minute, and one more for each 5 MB. */
const patience = (size: number) => 60_000 * (1 + Math.ceil(size / 5_000_000));

/**
 * Send a file to where the release says that its assets go. What GitHub answers of it is checked against what was sent.
 * @throws `RS_STEP_FAILED` when the file has changed since it was looked at.
 */
export async function uploadAsset({ file, bytes, label, release }: Upload, github: GitHub): Promise<unknown> {
  if (bytes === null || digestOf(bytes) !== file.digest) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `${file.path} changed while it was to be uploaded.`,
      suggestions: ["Let nothing write it while relspec runs, then run again."],
    });
  }
  const url = new URL(uploadAddress(release, github));
  url.searchParams.set("name", file.name);
  if (label !== null) url.searchParams.set("label", label);
  const { data } = await github.ask(
    `POST ${url.href}`,
    { headers: { "content-type": "application/octet-stream", "content-length": String(bytes.length) }, data: bytes },
    { doing: `upload ${file.name}`, timeout: patience(bytes.length) },
  );
  const { size, digest, state } = (data ?? {}) as Readonly<Record<string, unknown>>;
  if (size === file.size && state === "uploaded" && (typeof digest !== "string" || digest === file.digest)) return data;
  throw new RelspecError("RS_STEP_FAILED", {
    message: `${file.name} did not arrive as it was sent: ${new URL(github.place.api).host} has ${String(size).slice(0, 20)} of ${file.size} bytes.`,
    retryable: true,
  });
}

/**
 * The address comes in an answer, and the token goes there: only GitHub's own host for uploads is taken for it.
 * @throws `RS_STEP_FAILED`.
 */
function uploadAddress({ uploadUrl }: Release, { place }: GitHub): string {
  const plain = uploadUrl.replace(/\{[^{}]*\}$/, "");
  const api = new URL(place.api);
  const hosts = [api.host, api.host.replace(/^api\./, "uploads.")];
  if (URL.canParse(plain)) {
    const { protocol, host, username } = new URL(plain);
    if (protocol === api.protocol && hosts.includes(host) && username === "") return plain;
  }
  throw new RelspecError("RS_STEP_FAILED", {
    message: `${api.host} names a place for uploads that is not its own, where the token does not go.`,
    details: { api: place.api },
    suggestions: [`Look whether ${place.api} is the address of GitHub's API.`],
  });
}
