import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** `sha256:` and 64 hexadecimal digits. */
export type Digest = string;

export const digestForm = /^sha256:[0-9a-f]{64}$/;

export function digestOf(content: string | Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** Digest of a file's content, read piece by piece. */
export async function digestOfFile(path: string): Promise<Digest> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return `sha256:${hash.digest("hex")}`;
}
