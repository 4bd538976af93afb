import { plainLine } from "./plain-text.ts";

/** A channel as people call it. */
export function channelName(channel: string | null): string {
  return channel === null ? "the default channel" : `the channel ${plainLine(channel, 100)}`;
}
