import { RelspecError } from "@relspec/core";

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/i;

/** A point in time. @throws `RS_USAGE` when it could be read in more than one way. */
export function parseTime(text: string): Date {
  const time = new Date(text);
  if (!rfc3339.test(text) || Number.isNaN(time.getTime())) {
    throw new RelspecError("RS_USAGE", {
      message: `\`${text}\` is not a time with its offset.`,
      suggestions: ["Write it as `2026-12-01T09:00:00Z` or `2026-12-01T10:00:00+01:00`."],
    });
  }
  return time;
}
