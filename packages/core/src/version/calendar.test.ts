import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Bump } from "../model/change.ts";
import type { BranchRole } from "./branch-of.ts";
import { fillCalendar, givesSemanticVersions, parseCalendarFormat, type Segment } from "./calendar.ts";
import { nextCalendarVersion } from "./next-calendar-version.ts";
import { spec } from "../testing/plan-builder.ts";
import { rankTags } from "./rank-tags.ts";
import { compareVersions, isPrerelease } from "./satisfies.ts";
import { tagFormat } from "./tag-name.ts";

const main: BranchRole = { type: "release", channel: null, named: true };
const beta: BranchRole = { type: "prerelease", channel: "beta", prerelease: "beta", named: true };

interface Given {
  readonly branch?: BranchRole;
  readonly bump?: Bump;
  readonly timezone?: string;
}

function next(format: string, last: string | null, date: string, given: Given = {}): string {
  const { branch = main, bump = "patch", timezone = "UTC" } = given;
  return nextCalendarVersion({
    last,
    bump,
    branch,
    calendar: { format, timezone },
    date: date.includes("T") ? date : `${date}T12:00:00Z`,
  });
}
const segmentsOf = (format: string) => parseCalendarFormat(format) as readonly Segment[];

test.each([
  ["YYYY.0M.MICRO", null, "2026-03-09", "2026.03.0"],
  ["YYYY.0M.MICRO", "2026.03.0", "2026-03-31", "2026.03.1"],
  ["YYYY.0M.MICRO", "2026.03.9", "2026-03-31", "2026.03.10"],
  ["YYYY.0M.MICRO", "2026.03.9", "2026-04-01", "2026.04.0"],
  ["YYYY.MM.MICRO", "2026.12.4", "2027-01-01", "2027.1.0"],
  ["YY.MM.DD", "26.11.24", "2026-11-25", "26.11.25"],
  ["YY.MM.DD.MICRO", "26.11.25.0", "2026-11-25", "26.11.25.1"],
  ["0Y.0M.0D", null, "2006-01-02", "06.01.02"],
  ["YYYY.WW.MICRO", null, "2026-01-01", "2026.1.0"],
  ["YYYY0M0D.MICRO", "20261124.3", "2026-11-25", "20261125.0"],
  ["YYYY.0W.MICRO", "2026.08.0", "2026-02-18", "2026.08.1"],
])("%s after %s on %s is %s", (format, last, date, expected) => {
  expect(next(format, last, date)).toBe(expected);
});

test("a week goes with its own year, so that the first days of a year do not fall behind the last week", () => {
  expect(next("YYYY.WW.MICRO", "2026.53.0", "2027-01-01")).toBe("2026.53.1");
  expect(next("YYYY.WW.MICRO", "2026.53.1", "2027-01-04")).toBe("2027.1.0");
  expect(next("YYYY.WW.MICRO", null, "2024-12-30")).toBe("2025.1.0");
});

test("the bump picks the counter, and what stands right of it begins anew", () => {
  expect(next("YYYY.MINOR.MICRO", "2026.3.4", "2026-05-05", { bump: "minor" })).toBe("2026.4.0");
  expect(next("YYYY.MINOR.MICRO", "2026.3.4", "2026-05-05", { bump: "patch" })).toBe("2026.3.5");
  expect(next("YYYY.MINOR.MICRO", "2026.3.4", "2027-05-05", { bump: "minor" })).toBe("2027.0.0");
  expect(next("MAJOR.YY0M.MICRO", "2.2611.4", "2026-12-05", { bump: "major" })).toBe("3.2612.0");
  expect(next("MAJOR.YY0M.MICRO", "2.2611.4", "2026-12-05", { bump: "minor" })).toBe("2.2612.0");
});

test("the date is that of the commit in the zone of the spec", () => {
  const late = "2026-11-30T23:30:00Z";
  expect(next("YYYY.MM.MICRO", null, late)).toBe("2026.11.0");
  expect(next("YYYY.MM.MICRO", null, late, { timezone: "Europe/Berlin" })).toBe("2026.12.0");
});

test("a commit older than the last release counts on in that release's month", () => {
  expect(next("YYYY.0M.MICRO", "2026.11.2", "2026-10-01")).toBe("2026.11.3");
});

test("a format without a counter refuses a second release on the same date, and says what to write", () => {
  expect(() => next("YY.MM.DD", "26.11.25", "2026-11-25")).toThrow(
    expect.objectContaining({
      code: "RS_PLAN_INVALID",
      suggestions: [expect.stringContaining("YY.MM.DD.MICRO")],
    }),
  );
});

test("prereleases count on until the date or the changes ask for more", () => {
  const on = (last: string, date: string, bump: Bump = "patch") =>
    next("YYYY.MINOR.MICRO", last, date, { branch: beta, bump });
  expect(on("2026.1.0", "2026-02-02")).toBe("2026.1.1-beta.1");
  expect(on("2026.1.1-beta.1", "2026-02-02")).toBe("2026.1.1-beta.2");
  expect(on("2026.1.1-beta.2", "2026-02-02", "minor")).toBe("2026.2.0-beta.1");
  expect(on("2026.2.0-beta.1", "2026-02-02", "minor")).toBe("2026.2.0-beta.2");
  expect(on("2026.2.0-beta.9", "2027-02-02")).toBe("2027.0.0-beta.1");
});

test.each([
  ["YYYY", /two to four parts/],
  ["YYYY.MM.DD.MICRO.MINOR", /two to four parts/],
  ["MAJOR.MINOR.MICRO", /at least a year/],
  ["MM.YYYY.MICRO", /first part of the date is the year/],
  ["YYYY.MICRO.MICRO", /once/],
  ["YYYY.MM.WW", /Weeks go with years/],
  ["YYYY.DD.MM", /from the year down/],
  ["YYYYMM.MICRO", /is none of/],
  ["yyyy.mm.micro", /is none of/],
  ["YYYY-MM-DD", /two to four parts/],
  ["{{x}}.$(id)", /is none of/],
])("%s is no format", (format, why) => {
  expect(parseCalendarFormat(format)).toMatch(why);
});

test.each([
  ["YYYY.MM.MICRO", true],
  ["YY.MM.DD", true],
  ["YYYY.MM0D.MICRO", true],
  ["YYYY.0M.MICRO", false],
  ["YYYY.MM", false],
  ["YYYY.MM.DD.MICRO", false],
])("whether %s gives semantic versions: %s", (format, expected) => {
  expect(givesSemanticVersions(segmentsOf(format))).toBe(expected);
});

describe("the order of versions that are not semantic", () => {
  test.each([
    ["2026.02.9", "2026.02.10"],
    ["2026.9", "2026.10"],
    ["26.11.25.1", "26.11.25.2"],
    ["26.11.25", "26.11.25.1"],
    ["2026.03.1-beta.9", "2026.03.1-beta.10"],
    ["2026.03.1-beta.9", "2026.03.1"],
    ["1.4.0", "2026.03"],
  ])("%s comes before %s", (one, other) => {
    expect(compareVersions(one, other)).toBeLessThan(0);
    expect(compareVersions(other, one)).toBeGreaterThan(0);
  });

  test("knows prereleases", () => {
    expect(isPrerelease("2026.03.1-beta.1")).toBe(true);
    expect(isPrerelease("2026.03.1")).toBe(false);
  });
});

test("versions only rise, in every format, whatever dates commits carry; the same commit gives the same version", () => {
  const format = fc.constantFrom(
    "YYYY.0M.MICRO",
    "YY.MINOR.MICRO",
    "YYYY.MM.DD.MICRO",
    "MAJOR.YY0M.MICRO",
    "YYYY.WW.MICRO",
  );
  const date = fc.date({ min: new Date("2001-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });
  const release = fc.record({
    date,
    bump: fc.constantFrom<Bump>("major", "minor", "patch"),
    branch: fc.constantFrom(main, beta),
  });
  fc.assert(
    fc.property(format, fc.array(release, { maxLength: 12 }), (given, releases) => {
      let stable: string | null = null;
      let highest: string | null = null;
      for (const each of releases) {
        const last: string | null = each.branch === main ? stable : highest;
        const ask = (): string => next(given, last, each.date.toISOString(), each);
        const to: string = ask();
        expect(ask()).toBe(to);
        expect(last === null || compareVersions(to, last) > 0).toBe(true);
        if (each.branch === main) stable = to;
        if (highest === null || compareVersions(to, highest) > 0) highest = to;
      }
    }),
  );
});

test("a date of every day of a century is filled in", () => {
  for (let day = Date.UTC(2000, 0, 1); day < Date.UTC(2100, 0, 1); day += 86_400_000 * 7) {
    const [year, week] = fillCalendar(segmentsOf("YYYY.WW.MICRO"), new Date(day).toISOString(), "UTC");
    expect(Number(week)).toBeGreaterThanOrEqual(1);
    expect(Number(week)).toBeLessThanOrEqual(53);
    expect(Math.abs(Number(year) - new Date(day).getUTCFullYear())).toBeLessThanOrEqual(1);
  }
});

test("tags of a calendar are ranked by its numbers", () => {
  const format = tagFormat(
    { version: { ...spec().version, calver: { format: "YYYY.0M.0D.MICRO", timezone: "UTC" } } },
    1,
  );
  const tags = ["v2026.03.01.9", "v1.4.0", "v2026.03.01.10", "v2026.03.01.10-beta.2", "w"];
  expect(rankTags(["lib"], tags, format, main)).toEqual([
    [
      { name: "v2026.03.01.10", counts: true },
      { name: "v2026.03.01.10-beta.2", counts: false },
      { name: "v2026.03.01.9", counts: true },
      { name: "v1.4.0", counts: true },
    ],
  ]);
});
