import { createHash } from "node:crypto";
import type { CalendarEntry } from "../time/calendar-entries.ts";

/**
 * Entries as a calendar that clients subscribe to (RFC 5545): lines end in CRLF and are folded at 75 octets, whole days are days,
 * moments are in UTC, so that no reader needs to know a zone. A moved entry keeps its UID and is an update by `SEQUENCE`.
 * @param stamp RFC 3339; when the calendar was made.
 */
export function writeIcs(
  entries: readonly CalendarEntry[],
  { name, stamp }: { readonly name: string; readonly stamp: string },
): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//relspec//calendar//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escapeText(name)}`,
    ...entries.flatMap((entry) => event(entry, stamp)),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

function event(entry: CalendarEntry, stamp: string): readonly string[] {
  const { uid, title, start, end, days, kind, timezone } = entry;
  const times = days
    ? [`DTSTART;VALUE=DATE:${days.first.replaceAll("-", "")}`, `DTEND;VALUE=DATE:${dayAfter(days.last)}`]
    : [`DTSTART:${utc(start)}`, ...(end === null ? [] : [`DTEND:${utc(end)}`])];
  return [
    "BEGIN:VEVENT",
    `UID:${createHash("sha256").update(uid).digest("hex").slice(0, 32)}@relspec`,
    `DTSTAMP:${utc(stamp)}`,
    `LAST-MODIFIED:${utc(stamp)}`,
    // Later is higher, and nothing has to be kept to know it.
    `SEQUENCE:${Math.max(0, Math.floor(Date.parse(stamp) / 1000) - 1_600_000_000)}`,
    ...times,
    `SUMMARY:${escapeText(title)}`,
    `DESCRIPTION:${escapeText(days ? `Whole days in ${timezone}.` : `In ${timezone}.`)}`,
    `CATEGORIES:${kind.toUpperCase()}`,
    // What restricts or is planned takes nobody's time.
    `TRANSP:${kind === "booking" ? "OPAQUE" : "TRANSPARENT"}`,
    "END:VEVENT",
  ];
}

function utc(at: string): string {
  return new Date(at)
    .toISOString()
    .replace(/\.\d{3}Z$/, "Z")
    .replaceAll(/[-:]/g, "");
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
}

function escapeText(text: string): string {
  return (
    text
      .replaceAll("\\", "\\\\")
      .replaceAll(";", "\\;")
      .replaceAll(",", "\\,")
      .replaceAll(/\r\n?|\n/g, "\\n")
      // oxlint-disable-next-line no-control-regex -- no reader takes them
      .replaceAll(/[\u0000-\u001f\u007f]/g, "")
  );
}

/** At 75 octets, never within a character. */
function fold(line: string): string {
  const pieces: string[] = [];
  let piece = "";
  let size = 0;
  for (const character of line) {
    const bytes = Buffer.byteLength(character);
    if (size + bytes > (pieces.length === 0 ? 75 : 74)) {
      pieces.push(piece);
      piece = "";
      size = 0;
    }
    piece += character;
    size += bytes;
  }
  return [...pieces, piece].join("\r\n ");
}
