import { readdir, readFile, stat } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { type FeedbackRow, RelspecError } from "@relspec/core";
import { rowOf } from "./feedback-rows.ts";

export interface ReadFeedback {
  readonly rows: readonly FeedbackRow[];
  /** For the record: `csv`, `json`, `mail`. */
  readonly source: string;
}

/** The rows in a file, or in the mails of a folder. @throws `RS_USAGE`. */
export async function readFeedback(path: string, cwd: string): Promise<ReadFeedback> {
  const place = resolve(cwd, path);
  const found = await stat(place).catch(() => null);
  if (!found) throw unusable(path, "it is not there");
  if (found.isDirectory()) return { rows: await rowsOfFolder(place, path), source: "mail" };
  const text = await readFile(place, "utf8");
  switch (extname(place).toLowerCase()) {
    case ".eml":
      return { rows: [await rowOfMail(await readFile(place), basename(place))], source: "mail" };
    case ".json":
      return { rows: rowsOfJson(text, path), source: "json" };
    case ".csv":
    case ".tsv":
      return { rows: await rowsOfCsv(text, path), source: "csv" };
    default:
      throw unusable(path, "its ending is none of .csv, .tsv, .json, .eml");
  }
}

async function rowsOfCsv(text: string, path: string): Promise<readonly FeedbackRow[]> {
  const { parse } = await import("csv-parse/sync");
  let records: readonly Record<string, string>[];
  try {
    const first = text.slice(0, text.indexOf("\n") + 1 || undefined);
    const delimiter = [",", ";", "\t"].toSorted((a, b) => first.split(b).length - first.split(a).length)[0] as string;
    records = parse(text, { bom: true, columns: true, delimiter, skip_empty_lines: true, trim: true });
  } catch (error) {
    throw unusable(path, error instanceof Error ? error.message : String(error));
  }
  return records.map((record, index) => rowOf(record, `${basename(path)} row ${index + 2}`));
}

function rowsOfJson(text: string, path: string): readonly FeedbackRow[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unusable(path, "it is not JSON");
  }
  const list = Array.isArray(value) ? value : (value as { readonly feedback?: unknown } | null)?.feedback;
  if (!Array.isArray(list)) throw unusable(path, "it is no list, and has no list `feedback`");
  return list.map((each: unknown, index) => {
    if (typeof each !== "object" || each === null) throw unusable(path, `item ${index + 1} is no object`);
    return rowOf(each as Record<string, unknown>, `${basename(path)} item ${index + 1}`);
  });
}

async function rowsOfFolder(place: string, path: string): Promise<readonly FeedbackRow[]> {
  const names = (await readdir(place)).filter((name) => name.toLowerCase().endsWith(".eml")).toSorted();
  if (names.length === 0) throw unusable(path, "there is no .eml file in it");
  const rows: FeedbackRow[] = [];
  for (const name of names) rows.push(await rowOfMail(await readFile(join(place, name)), name));
  return rows;
}

/** Lines such as `Score: 4` and `Severity: blocker` in the text count; what is quoted of an earlier mail does not. */
async function rowOfMail(bytes: Uint8Array, name: string): Promise<FeedbackRow> {
  const { default: PostalMime } = await import("postal-mime");
  const mail = await PostalMime.parse(bytes, { maxNestingDepth: 20 });
  const lines = (mail.text ?? "").split(/\r?\n/).filter((line) => !line.startsWith(">"));
  const said = (key: string): string | undefined =>
    lines.map((line) => new RegExp(`^\\s*${key}\\s*:\\s*(\\S.*?)\\s*$`, "i").exec(line)?.[1]).find(Boolean);
  const text = [mail.subject ?? "", lines.join("\n").trim()].filter((part) => part !== "").join("\n\n");
  const id = mail.messageId;
  return rowOf({ from: mail.from?.address ?? "", text, score: said("score"), severity: said("severity"), id }, name);
}

function unusable(path: string, why: string): RelspecError {
  return new RelspecError("RS_USAGE", {
    message: `Feedback cannot be read from ${JSON.stringify(path)}: ${why}.`,
    suggestions: ["Give a .csv with a header, a .json with a list, or a folder of .eml files."],
  });
}
