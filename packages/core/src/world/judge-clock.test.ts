import { expect, test } from "vitest";
import { judgeClock } from "./judge-clock.ts";

const date = "Wed, 25 Nov 2026 12:00:00 GMT";
const at = (seconds: number) => new Date(Date.parse(date) + seconds * 1000);

test.each([
  [0, "ok"],
  [59, "ok"],
  [-61, "warning"],
  [299, "warning"],
  [-301, "failed"],
  [172_800, "failed"],
])("a clock that is %d seconds off is %s", (seconds, verdict) => {
  expect(judgeClock("registry.test", date, at(seconds)).verdict).toBe(verdict);
});

test("it says by how much, in which direction, and what to do", () => {
  expect(judgeClock("registry.test", date, at(-600))).toMatchObject({
    message: expect.stringContaining("600 seconds behind that of registry.test"),
    fix: [expect.stringContaining("timedatectl"), expect.any(String)],
  });
});

test.each([undefined, "", "soon", "\u001B[31m"])("what is no date (%j) tells nothing", (header) => {
  expect(judgeClock("registry.test", header, at(0)).verdict).toBe("skipped");
});
