import { createHash } from "node:crypto";
import type { EvidenceReader, Fact, ReadFiles } from "@relspec/core";

/** A file that was read to its end, or why it was not. */
export type ReportOutcome =
  | { readonly file: ReportFile; readonly problem?: undefined }
  /** A whole sentence that names the file. */
  | { readonly file: null; readonly problem: string };

/** For the record: what was read, what exactly, and as what. */
export interface ReportFile {
  readonly uri: string;
  readonly sha256: string;
  readonly format: string;
}

interface Asking {
  readonly files: ReadFiles;
  /** Those that tell of what is asked for. */
  readonly readers: readonly EvidenceReader[];
  /** Called for each fact, while the file is read. */
  readonly take: (fact: Fact) => void;
}

/** Read one report piece by piece; it is never in memory as a whole. */
export async function readReport(path: string, { files, readers, take }: Asking): Promise<ReportOutcome> {
  const bytes = await files.stream(path);
  if (bytes === null) return refused(`The report ${path} is not there.`);
  const hash = createHash("sha256");
  const pieces = textOf(bytes, (piece) => void hash.update(piece));
  try {
    let head = "";
    while (head.length < 4096) {
      const next = await pieces.next();
      if (next.done) break;
      head += next.value;
    }
    if (head.trim() === "") return refused(`The report ${path} is empty.`);
    const reader = readers.find((each) => each.fits(head.slice(0, 4096), path));
    if (!reader) {
      const known = readers.map(({ summary }) => summary).join(", ");
      return refused(
        `The report ${path} cannot be read: it is none of ${known === "" ? "(no plugin reads any)" : known}.`,
      );
    }
    for await (const fact of reader.read(after(head, pieces))) take(fact);
    return { file: { uri: path, sha256: hash.digest("hex"), format: reader.summary } };
  } catch (error) {
    return refused(`The report ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  } finally {
    await pieces.return(undefined);
  }
}

function refused(problem: string): ReportOutcome {
  return { file: null, problem };
}

async function* after(head: string, pieces: AsyncIterable<string>): AsyncIterable<string> {
  yield head;
  yield* pieces;
}

/** UTF-8, or UTF-16 where the file begins with its mark. */
async function* textOf(
  bytes: AsyncIterable<Uint8Array>,
  onBytes: (piece: Uint8Array) => void,
): AsyncGenerator<string, undefined> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const piece of bytes) {
    onBytes(piece);
    decoder ??= new TextDecoder(encodingOf(piece), { fatal: true });
    yield decoder.decode(piece, { stream: true });
  }
  const rest = decoder?.decode() ?? "";
  if (rest !== "") yield rest;
  return undefined;
}

function encodingOf([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}
