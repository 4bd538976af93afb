import { createHash } from "node:crypto";
import { basename } from "node:path";
import { type ReadContext, RelspecError } from "@relspec/core";

export interface AssetFile {
  readonly path: string;
  /** As GitHub keeps it: it puts a dot for what it does not take in a name. */
  readonly name: string;
  readonly size: number;
  /** `sha256:…` */
  readonly digest: string;
}

/** Bytes: GitHub takes no larger file. */
const largest = 2 * 1024 ** 3;

/** The files that a pattern stands for now, with what they hold. One at a time in memory. @throws `RS_STEP_FAILED`. */
export async function assetFiles(
  pattern: string,
  { files }: { readonly files: Pick<ReadContext["files"], "glob" | "readBytes"> },
): Promise<readonly AssetFile[]> {
  const found: AssetFile[] = [];
  for (const path of await files.glob(pattern)) {
    const bytes = await files.readBytes(path);
    if (bytes === null) continue;
    refuseSize(path, bytes.length);
    const name = nameOf(path);
    const twin = found.find((each) => each.name === name);
    if (twin) {
      throw new RelspecError("RS_STEP_FAILED", {
        message: `${twin.path} and ${path} would both be the asset ${name}.`,
        suggestions: ["Rename one of them: an asset has a name and no folder."],
      });
    }
    found.push({ path, name, size: bytes.length, digest: digestOf(bytes) });
  }
  return found;
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function nameOf(path: string): string {
  return basename(path)
    .replace(/[^A-Za-z0-9._+@-]+/g, ".")
    .replace(/^\.+|\.+$/g, "");
}

function refuseSize(path: string, size: number): void {
  if (size > 0 && size < largest) return;
  throw new RelspecError("RS_STEP_FAILED", {
    message:
      size === 0
        ? `${path} is empty, and GitHub takes no empty file.`
        : `${path} is larger than the 2 GiB that GitHub takes.`,
    details: { path, size },
    suggestions: [size === 0 ? "Leave it out of the plugin's `assets`." : "Split or compress it."],
  });
}
