import type { Advice, SupportedVersion } from "@relspec/core";
import { renderSuggestion } from "./error.ts";
import { columns, indented } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { shortTime } from "./words.ts";

export function renderSupport(versions: readonly SupportedVersion[], style: Style): string {
  if (versions.length === 0) return `${style.dim(style.symbols.dot)} No version is supported then.`;
  const rows = versions.map(({ version, track, releasedAt, until, newest }) => [
    `${newest ? style.green(style.symbols.done) : style.dim(style.symbols.dot)} ${plainLine(version, 60)}`,
    plainLine(track, 60),
    `released ${shortTime(releasedAt)}`,
    until === null ? "with no end" : `until ${shortTime(until)}`,
  ]);
  return columns(rows, style.width).join("\n");
}

export function renderAdvice(advice: readonly Advice[], style: Style): string {
  return advice
    .flatMap(({ pitfall, verdict, message, suggestion }) => [
      `${verdict === "advice" ? style.yellow(style.symbols.warning) : verdict === "good" ? style.green(style.symbols.done) : style.dim(style.symbols.dot)} ${style.bold(pitfall)}`,
      ...indented(plainLine(message, 600), style.width),
      ...(suggestion === null ? [] : renderSuggestion(plainLine(suggestion, 300), style)),
    ])
    .join("\n");
}
