import { RelspecError } from "../errors/index.ts";
import { closest } from "../schema/closest.ts";
import type { ReleaseRecord } from "../model/record.ts";

/**
 * The release of that id; else the last one of that version, before any that went back to it; else the one whose id begins so.
 * @throws `RS_USAGE_RELEASE`.
 */
export function findRecord(records: readonly ReleaseRecord[], name: string): ReleaseRecord {
  const ofVersion = records.filter(({ version }) => version === name || `v${version}` === name);
  const exact =
    records.find(({ id }) => id === name) ??
    ofVersion.findLast(({ plan }) => plan.release?.type !== "rollback") ??
    ofVersion.at(-1);
  if (exact) return exact;
  const begins = name === "" ? [] : records.filter(({ id }) => id.startsWith(name));
  const [only] = begins;
  if (only && begins.length === 1) return only;
  const last = records.slice(-3).map(({ id }) => id);
  const meant = closest(name, [...new Set(records.flatMap(({ id, version }) => [version, id]))]);
  throw new RelspecError("RS_USAGE_RELEASE", {
    message:
      begins.length > 1
        ? `"${name}" could be any of ${begins.length} releases: ${begins.map(({ id }) => id).join(", ")}.`
        : `There is no release "${name}" on record.`,
    details: { name },
    suggestions: [
      ...(meant === undefined ? [] : [`Did you mean \`${meant}\`?`]),
      last.length > 0
        ? `The last ones are ${last.join(", ")}; \`relspec history\` lists all.`
        : "Nothing has been released yet: `relspec run`.",
    ],
  });
}
