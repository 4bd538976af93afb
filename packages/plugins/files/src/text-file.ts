import type { ReadFiles } from "@relspec/core";

/** Bytes; a lockfile of a large project is a tenth of it. */
const limit = 64 * 1024 * 1024;

/** The text of a file with its byte order mark; null when there is no such file. @throws when it is not UTF-8. */
export async function readText(files: Pick<ReadFiles, "readBytes">, path: string): Promise<string | null> {
  const bytes = await files.readBytes(path);
  if (bytes === null) return null;
  if (bytes.byteLength > limit) throw new Error(`is larger than ${limit} bytes`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error("is not text in UTF-8");
  }
}

/** The mark in front and the rest: parsers do not expect the mark, and places are counted in the rest. */
export function splitMark(text: string): readonly [mark: string, rest: string] {
  return text.startsWith("\uFEFF") ? ["\uFEFF", text.slice(1)] : ["", text];
}
