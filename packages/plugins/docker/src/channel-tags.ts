import semver from "semver";

/**
 * The tags that follow a version. Pure.
 *
 * On the default channel `latest`, `1` and `1.2` for 1.2.3; a branch that maintains a range (`1.x`, `1.2.x`) moves only what
 * lies within it; any other channel (`beta`, `next`) has the tag of its name. A major version 0 has no tag of its own: what
 * follows in it may break.
 */
export function channelTags(version: string, channel: string | null): readonly string[] {
  const parsed = semver.parse(version);
  if (channel !== null && semver.validRange(channel) === null) return [channel];
  if (channel === null && !parsed) return ["latest"];
  if (!parsed || parsed.prerelease.length > 0) return [];
  const { major, minor } = parsed;
  const short = [...(major > 0 ? [String(major)] : []), `${major}.${minor}`];
  if (channel === null) return ["latest", ...short];
  return short.filter((tag) => channel.split(".").filter((part) => /^\d+$/.test(part)).length <= tag.split(".").length);
}
