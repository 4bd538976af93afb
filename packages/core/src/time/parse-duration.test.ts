import { expect, test } from "vitest";
import { parseDuration } from "./parse-duration.ts";

const hour = 3_600_000;

test.each([
  ["PT2H", 2 * hour],
  ["P7D", 7 * 24 * hour],
  ["P2W", 14 * 24 * hour],
  ["PT72H", 72 * hour],
  ["P1DT12H30M", 36.5 * hour],
  ["PT0.5S", 500],
  ["PT0S", 0],
])("%s is %d milliseconds", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(["", "P", "PT", "P1DT", "2h", "pt2h", "PT2", "-PT2H", "P1.5D", " PT2H", "PT2H\n", "9".repeat(100_000)])(
  "%j is refused",
  (text) => {
    expect(() => parseDuration(text)).toThrow(
      expect.objectContaining({ code: "RS_SPEC_INVALID", message: expect.stringContaining("is not a duration") }),
    );
  },
);

test.each(["P1M", "P1Y", "P1Y2M3D", "P1W2D"])(
  "%s has no fixed length or mixes units, and the error says what to write",
  (text) => {
    expect(() => parseDuration(text)).toThrow(
      expect.objectContaining({ suggestions: ["Count in days or weeks: P30D, P52W."] }),
    );
  },
);
