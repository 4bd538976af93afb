import { expect, test } from "vitest";
import { channelTags } from "./channel-tags.ts";

test.each([
  ["1.2.3", null, ["latest", "1", "1.2"]],
  ["0.4.0", null, ["latest", "0.4"]],
  ["2.0.0-rc.1", "beta", ["beta"]],
  ["2.0.0", "next", ["next"]],
  ["1.9.4", "1.x", ["1", "1.9"]],
  ["1.2.9", "1.2.x", ["1.2"]],
  ["2.0.0-rc.1", "2.x", []],
  ["2026.11.0001", null, ["latest"]],
])("the tags of %s on the channel %j", (version, channel, tags) => {
  expect(channelTags(version, channel)).toEqual(tags);
});
