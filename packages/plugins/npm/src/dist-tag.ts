import { RelspecError } from "@relspec/core";
import semver from "semver";

/**
 * The dist-tag of a channel: `latest` for the default one. A channel that reads as a range (`1.x`) would be taken for a
 * version by whoever installs it, so `release-` goes before it.
 */
export function distTagOf(channel: string | null, preferred?: string): string {
  if (channel === null) return preferred ?? "latest";
  return semver.validRange(channel) === null ? channel : `release-${channel}`;
}

/** @throws `RS_SPEC_INVALID` for what no registry takes as a dist-tag. */
export function refuseDistTag(tag: string): void {
  if (semver.validRange(tag) === null && encodeURIComponent(tag) === tag && !tag.startsWith("-") && tag.length <= 214)
    return;
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `${JSON.stringify(tag.slice(0, 100))} cannot be a dist-tag.`,
    suggestions: [
      "Use letters, digits and hyphens, and nothing that reads as a version or a range: `next`, `beta`, `release-1.x`.",
    ],
  });
}
