import type { ReleaseRecord } from "../model/record.ts";
import type { SupportedVersion, Track } from "../model/track.ts";

/**
 * The versions that are supported at a moment, track by track, newest first: released by then, and neither older than the track
 * supports nor past the track's own end. Without tracks nothing is promised, so nothing is listed. Pure.
 */
export function supportedAt(
  records: readonly ReleaseRecord[],
  tracks: readonly Track[],
  at: Date,
): readonly SupportedVersion[] {
  return tracks.flatMap((track) => {
    const { support, name } = track;
    const released = records.filter(
      ({ outcome, closedAt, plan }) =>
        outcome === "released" &&
        closedAt !== null &&
        Date.parse(closedAt) <= at.getTime() &&
        plan.release !== null &&
        plan.release.type !== "rollback" &&
        track.channels.includes(plan.release.channel),
    );
    return released.toReversed().flatMap(({ version, id, closedAt }, index): readonly SupportedVersion[] => {
      const ends = [
        ...(support?.for == null ? [] : [Date.parse(closedAt ?? "") + support.for]),
        ...(support?.until == null ? [] : [Date.parse(support.until)]),
      ];
      // What promises no support has none but for its newest version.
      const end = support === null ? (index === 0 ? null : at.getTime()) : ends.length === 0 ? null : Math.min(...ends);
      if (end !== null && end <= at.getTime()) return [];
      const until = end === null ? null : new Date(end).toISOString();
      return [{ version, track: name, release: id, releasedAt: closedAt ?? "", until, newest: index === 0 }];
    });
  });
}
