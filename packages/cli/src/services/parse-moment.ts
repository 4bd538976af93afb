import { RelspecError } from "@relspec/core";

/** A time of the command line as RFC 3339 in UTC: `now`, a date, or a time with its zone. @throws `RS_USAGE`. */
export function parseMoment(text: string): string {
  if (text === "now") return new Date().toISOString();
  const form = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
  const at = form.test(text) ? new Date(text) : new Date(Number.NaN);
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw new RelspecError("RS_USAGE", {
    message: `${JSON.stringify(text.slice(0, 60))} is no time.`,
    suggestions: ["Write it as RFC 3339, for example 2026-11-24T09:30:00Z, or as a date: 2026-11-24."],
  });
}
