import { createHash } from "node:crypto";
import { RelspecError } from "@relspec/core";
import type { ReadEntry } from "tar";
import type { DependencyChange } from "./dependency-change.ts";
import { refuseWorkspaceRanges, stampManifest } from "./stamp-manifest.ts";

export interface Stamp {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly DependencyChange[];
}

export interface Tarball {
  readonly bytes: Uint8Array;
  /** Subresource integrity, `sha512-…`. */
  readonly integrity: string;
  /** SHA-1, hexadecimal: what old registries know a tarball by. */
  readonly shasum: string;
  /** How many files are in it. */
  readonly files: number;
}

interface File {
  readonly path: string;
  readonly mode: number;
  readonly bytes: Buffer;
}

/** The date npm gives every file of a tarball, so that time is no part of its content. */
const date = new Date("1985-10-26T08:15:00.000Z");
const manifestPath = "package/package.json";

/**
 * A tarball of `npm pack` with version and ranges written into its manifest. The same files give the same bytes: fixed
 * dates, modes, order and compression.
 */
export async function rewriteTarball(packed: Uint8Array, stamp: Stamp): Promise<Tarball> {
  const files = await readFiles(packed);
  const manifest = files.find(({ path }) => path === manifestPath);
  if (!manifest)
    throw new RelspecError("RS_STEP_FAILED", {
      message: `npm pack made a tarball of ${stamp.name} that holds no package.json.`,
    });
  const text = stampManifest(manifest.bytes.toString("utf8"), stamp);
  refuseWorkspaceRanges(text, stamp.name);
  const stamped = Buffer.from(text);
  const ordered = files.map((file) => (file === manifest ? { ...file, bytes: stamped } : file)).sort(byPath);
  const bytes = await writeFiles(ordered);
  return { bytes, ...fingerprint(bytes), files: ordered.length };
}

export function fingerprint(bytes: Uint8Array): { readonly integrity: string; readonly shasum: string } {
  return {
    integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
    shasum: createHash("sha1").update(bytes).digest("hex"),
  };
}

async function readFiles(packed: Uint8Array): Promise<readonly File[]> {
  const { Parser } = await import("tar");
  const files: File[] = [];
  await new Promise<void>((resolve, reject) => {
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry: ReadEntry) => {
        const chunks: Buffer[] = [];
        entry.on("data", (chunk: Buffer) => chunks.push(chunk));
        entry.on("end", () => {
          if (entry.type === "File" || entry.type === "OldFile")
            files.push({ path: entry.path, mode: entry.mode ?? 0o644, bytes: Buffer.concat(chunks) });
        });
      },
    });
    parser.on("end", resolve);
    parser.on("error", reject);
    parser.end(Buffer.from(packed));
  });
  return files;
}

async function writeFiles(files: readonly File[]): Promise<Uint8Array> {
  const { Header, Pack, ReadEntry } = await import("tar");
  const pack = new Pack({ portable: true, mtime: date, gzip: { level: 9 } });
  const chunks: Buffer[] = [];
  const whole = new Promise<void>((resolve, reject) => {
    pack.on("data", (chunk: Buffer) => chunks.push(chunk));
    pack.on("end", resolve);
    pack.on("error", reject);
  });
  for (const { path, mode, bytes } of files) {
    const header = new Header({
      path,
      size: bytes.length,
      type: "File",
      mtime: date,
      mode: mode & 0o111 ? 0o755 : 0o644,
    });
    const entry = new ReadEntry(header);
    pack.write(entry);
    entry.end(bytes);
  }
  pack.end();
  await whole;
  return Buffer.concat(chunks);
}

/** The manifest first, so that whoever only wants that need not unpack the rest; then by code units, whatever the locale. */
function byPath(a: File, b: File): number {
  if (a.path === manifestPath) return -1;
  if (b.path === manifestPath) return 1;
  return a.path < b.path ? -1 : 1;
}
