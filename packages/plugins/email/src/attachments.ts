import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, join, posix, relative, sep } from "node:path";
import { type Json, type ReadContext, RelspecError, type WriteContext } from "@relspec/core";
import { headerText } from "./plain-text.ts";

/** A file, or the files of a pattern, as the plan names it. What it holds is read when the mail is sent. */
export type PlannedAttachment = {
  readonly from: "project" | "artifacts";
  /** Path or glob below that place. */
  readonly path: string;
  /** What the reader sees; null: the file's own name. */
  readonly name: string | null;
  /** Media type; null: by the name's ending. */
  readonly type: string | null;
};

export interface Attachment {
  readonly name: string;
  readonly type: string | null;
  readonly bytes: Uint8Array;
}

interface WrittenAttachment {
  readonly path?: string;
  readonly artifact?: string;
  readonly name?: string;
  readonly type?: string;
}

/** Bytes of all attachments of a mail: what the large mail hosts take, less what the encoding adds. */
const largest = 25 * 1024 ** 2;

/** What is written, checked as far as it can be before the files are there. @throws `RS_SPEC_INVALID`, `RS_STEP_PATH`. */
export async function planAttachments(
  written: readonly WrittenAttachment[],
  { files, step }: Pick<ReadContext, "files" | "step">,
): Promise<readonly PlannedAttachment[]> {
  const planned: PlannedAttachment[] = [];
  for (const { path, artifact, name, type } of written) {
    if ((path === undefined) === (artifact === undefined)) {
      throw new RelspecError("RS_SPEC_INVALID", {
        message: `An attachment of the step "${step}" needs either a \`path\` or an \`artifact\`.`,
        suggestions: ["Write `path` for a file of the project, `artifact` for one that the release made."],
      });
    }
    const place = path ?? artifact ?? "";
    await files.glob(place); // refuses what leads out of the project
    planned.push({
      from: path === undefined ? "artifacts" : "project",
      path: place,
      name: name === undefined ? null : headerText(name, 200),
      type: type ?? null,
    });
  }
  return planned;
}

/** The files as they are now. @throws `RS_STEP_FAILED` when one is missing or all are too large, `RS_STEP_PATH`. */
export async function readAttachments(
  planned: readonly PlannedAttachment[],
  { files, root, artifacts }: Pick<WriteContext, "files" | "root" | "artifacts">,
): Promise<readonly Attachment[]> {
  const made = relative(root, artifacts).split(sep).join("/");
  const found: Attachment[] = [];
  let total = 0;
  for (const { from, path, name, type } of planned) {
    // Normalised before it is joined: `..` must not climb from the artifacts into the project.
    const pattern =
      from === "project" ? path : posix.join(made, posix.normalize(`/${path.replaceAll("\\", "/")}`).slice(1));
    const paths = await files.glob(pattern);
    if (paths.length === 0) throw missing(from, path);
    for (const each of paths) {
      total += (await stat(join(root, each))).size;
      if (total > largest) throw tooLarge(each, total);
      const bytes = await files.readBytes(each);
      if (bytes === null) throw missing(from, path);
      found.push({ name: headerText(name !== null && paths.length === 1 ? name : basename(each), 200), type, bytes });
    }
  }
  return found;
}

/** What the record keeps of an attachment. */
export function attachmentFacts({ name, bytes }: Attachment): { readonly [key: string]: Json } {
  return { name, size: bytes.length, digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}` };
}

function missing(from: PlannedAttachment["from"], path: string): RelspecError {
  return new RelspecError("RS_STEP_FAILED", {
    message: `No file matches ${path}${from === "artifacts" ? " among the release's artifacts" : ""}, which is to be attached to the mail.`,
    suggestions: ["Let an earlier step make it, or correct the path."],
    details: { path },
  });
}

function tooLarge(path: string, total: number): RelspecError {
  return new RelspecError("RS_STEP_FAILED", {
    message: `The attachments are larger than the 25 MiB that mail servers take: ${(total / 1024 ** 2).toFixed(1)} MiB with ${path}.`,
    suggestions: ["Put the file where it can be downloaded, and write its address into the mail."],
    details: { path, total },
  });
}
