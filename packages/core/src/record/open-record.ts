import type { ReleaseRecord } from "../model/record.ts";

/** The release that is under way, if any: a line has one at the most. */
export function openRecord(records: readonly ReleaseRecord[]): ReleaseRecord | null {
  return records.findLast(({ outcome }) => outcome === "open") ?? null;
}
