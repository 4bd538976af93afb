import { RelspecError } from "../errors/index.ts";
import type { ReleaseRecord } from "../model/record.ts";

/** The release that is under way, if any: a line has one at the most. */
export function openRecord(records: readonly ReleaseRecord[]): ReleaseRecord | null {
  return records.findLast(({ outcome }) => outcome === "open") ?? null;
}

/** The release that is under way. @throws `RS_RUN_NONE`. */
export function theOpenRecord(records: readonly ReleaseRecord[]): ReleaseRecord {
  const open = openRecord(records);
  if (open) return open;
  throw new RelspecError("RS_RUN_NONE", {
    message: "No release is open.",
    suggestions: ["relspec history", "relspec run"],
  });
}
