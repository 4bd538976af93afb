import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Window } from "@relspec/core";
import { windowIntervals } from "../../packages/core/src/time/intervals-of.ts";
import { windowStanding } from "../../packages/core/src/time/standing.ts";
import { aheadAt, simulate, type SimulatedWindow } from "./simulate.ts";

const minute = 60_000;
const day = 86_400_000;
/** Clocks that change in the night, at midnight, by half an hour, on the other half of the year, and never. */
const zones = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata"];
const names = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

function windowOf({ kind, timezone, weekdays, monthdays, start, end }: SimulatedWindow): Window {
  const days = `RRULE:FREQ=DAILY;BYDAY=${weekdays.map((each) => names[each]).join(",")}`;
  return {
    name: "w",
    kind,
    days: [monthdays.length > 0 ? `${days};BYMONTHDAY=${monthdays.join(",")}` : days],
    start: clock(start),
    end: clock(end),
    timezone,
    overrun: "finish-ring",
    except: [],
  };
}

const windows = (hours: { readonly from: number; readonly to: number }): fc.Arbitrary<SimulatedWindow> =>
  fc
    .record({
      kind: fc.constantFrom("allow" as const, "deny" as const),
      timezone: fc.constantFrom(...zones),
      weekdays: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
      monthdays: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.uniqueArray(fc.integer({ min: 1, max: 31 }), { minLength: 1, maxLength: 5 }) },
      ),
      start: fc.integer({ min: hours.from * 60, max: hours.to * 60 - 1 }),
      // Short ones among them, which may lie within what a clock jumps over.
      length: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 1439 })),
    })
    .map(({ length, ...rest }) => ({ ...rest, end: (rest.start + length) % 1440 }))
    .filter(({ start, end }) => start !== end);

function inForce(window: Window, from: number, minutes: number): Uint8Array {
  const found = new Uint8Array(minutes);
  for (const { start, end } of windowIntervals(window, { start: from, end: from + minutes * minute }))
    found.fill(1, (start - from) / minute, (end - from) / minute);
  return found;
}

describe("a window", () => {
  it("is in force in the very minutes that a simulation of two years finds, in five zones", () => {
    const years = 731 * 1440;
    fc.assert(
      fc.property(windows({ from: 0, to: 24 }), fc.constantFrom(2026, 2031), (simulated, year) => {
        const from = Date.UTC(year, 0, 1);
        expect(Buffer.compare(inForce(windowOf(simulated), from, years), simulate(simulated, from, years))).toBe(0);
      }),
      { numRuns: 8 },
    );
  });

  it("is so too in the nights in which clocks change", () => {
    const nights = new Map(zones.map((zone) => [zone, changesOf(zone)]));
    fc.assert(
      fc.property(windows({ from: 0, to: 5 }), fc.nat(), (simulated, pick) => {
        const changes = nights.get(simulated.timezone) ?? [];
        const at = changes.length > 0 ? (changes[pick % changes.length] ?? 0) : Date.UTC(2026, 5, 1);
        const from = Math.floor(at / day) * day - 3 * day;
        const every = { ...simulated, weekdays: [0, 1, 2, 3, 4, 5, 6], monthdays: [] };
        expect(Buffer.compare(inForce(windowOf(every), from, 6 * 1440), simulate(every, from, 6 * 1440))).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it("of the kind deny never vanishes: every day it names has some of it", () => {
    fc.assert(
      fc.property(windows({ from: 0, to: 5 }), fc.integer({ min: 2020, max: 2035 }), (simulated, year) => {
        const deny = { ...windowOf({ ...simulated, kind: "deny", monthdays: [] }), days: [] };
        for (const zone of zones)
          for (const change of changesOf(zone).filter((at) => new Date(at).getUTCFullYear() === year)) {
            const local = change + aheadAt(zone, change);
            const named = new Date(local).toISOString().slice(0, 10);
            const range = { start: change - 3 * day, end: change + 3 * day };
            const found = windowIntervals({ ...deny, timezone: zone, days: [named] }, range);
            expect(
              found.reduce((sum, { start, end }) => sum + end - start, 0),
              `${named} ${zone}`,
            ).toBeGreaterThan(0);
          }
      }),
      { numRuns: 20 },
    );
  });

  it("says when it opens: closed until then, open at that moment, and never named open too late", () => {
    fc.assert(
      fc.property(windows({ from: 0, to: 24 }), fc.integer({ min: 0, max: 400 * 1440 }), (simulated, at) => {
        const now = Date.UTC(2026, 0, 1) + at * minute;
        const window = windowOf(simulated);
        const standing = windowStanding(window, now);
        const reach = Math.min(standing.nextOpen ?? standing.nextClose ?? now, now + 40 * day);
        const minutes = Math.max(1, (reach - now) / minute);
        const simulation = simulate(simulated, now - 2 * day, minutes + 1 + 2 * 1440).subarray(2 * 1440);
        const isOpen = Array.from(simulation, (each) => (each === 1) === (simulated.kind === "allow"));
        expect(isOpen.slice(0, minutes).every((each) => each === standing.open)).toBe(true);
        // Farther than what was looked at, or without an end: nothing changes in between, and that is all that can be told.
        const changes = reach < now + 40 * day && reach > now;
        expect(isOpen[minutes]).toBe(changes ? !standing.open : isOpen[minutes]);
      }),
      { numRuns: 60 },
    );
  });
});

/** The moments at which the clock of a zone changes, 2020 to 2035. */
function changesOf(zone: string): readonly number[] {
  const found: number[] = [];
  const end = Date.UTC(2036, 0, 1);
  for (let at = Date.UTC(2020, 0, 1); at < end; at += day) {
    if (aheadAt(zone, at) === aheadAt(zone, at + day)) continue;
    let low = at;
    for (let step = day / 2; step >= 15 * minute; step /= 2)
      if (aheadAt(zone, low + step) === aheadAt(zone, at)) low += step;
    found.push(Math.ceil((low + 1) / (15 * minute)) * 15 * minute);
  }
  return found;
}
