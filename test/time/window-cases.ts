import type { Freeze, Window } from "@relspec/core";

export interface HostCase {
  readonly title: string;
  readonly window?: Window;
  readonly freeze?: Freeze;
  readonly from: string;
  readonly to: string;
  readonly now: string;
  /** What is in force from `from` to `to`, by hand: `START/END`. */
  readonly intervals: readonly string[];
}

const window = (given: Partial<Window>): Window => ({
  name: "w",
  kind: "allow",
  days: ["RRULE:FREQ=DAILY"],
  start: "00:00",
  end: "24:00",
  timezone: "UTC",
  overrun: "finish-ring",
  except: [],
  ...given,
});
const freeze = (given: Partial<Freeze> & Pick<Freeze, "from" | "to">): Freeze => ({
  name: "f",
  timezone: "UTC",
  overrun: "finish-ring",
  except: [],
  ...given,
});

/** Worked out by hand from the rules of each zone. */
export const cases: readonly HostCase[] = [
  {
    title: "the night in which New York gains an hour: 22:00 to 06:00 takes nine hours",
    window: window({ start: "22:00", end: "06:00", timezone: "America/New_York", days: ["2026-10-31"] }),
    from: "2026-10-30T00:00:00Z",
    to: "2026-11-03T00:00:00Z",
    now: "2026-11-01T10:30:00Z",
    intervals: ["2026-11-01T02:00:00.000Z/2026-11-01T11:00:00.000Z"],
  },
  {
    title: "the night in which New York loses an hour: 22:00 to 06:00 takes seven hours",
    window: window({ start: "22:00", end: "06:00", timezone: "America/New_York", days: ["2027-03-13"] }),
    from: "2027-03-12T00:00:00Z",
    to: "2027-03-16T00:00:00Z",
    now: "2027-03-14T03:00:00Z",
    intervals: ["2027-03-14T03:00:00.000Z/2027-03-14T10:00:00.000Z"],
  },
  {
    title: "a deny window whose half hour does not exist begins with the jump",
    window: window({ kind: "deny", start: "02:15", end: "02:45", timezone: "America/New_York", days: ["2027-03-14"] }),
    from: "2027-03-13T00:00:00Z",
    to: "2027-03-16T00:00:00Z",
    now: "2027-03-14T07:10:00Z",
    intervals: ["2027-03-14T07:00:00.000Z/2027-03-14T07:30:00.000Z"],
  },
  {
    title: "an allow window whose half hour does not exist does not open",
    window: window({ start: "02:15", end: "02:45", timezone: "America/New_York", days: ["2027-03-14"] }),
    from: "2027-03-13T00:00:00Z",
    to: "2027-03-16T00:00:00Z",
    now: "2027-03-14T07:10:00Z",
    intervals: [],
  },
  {
    title: "a deny window that begins in what the clock jumps over begins with the jump",
    window: window({ kind: "deny", start: "02:30", end: "04:00", timezone: "America/New_York", days: ["2027-03-14"] }),
    from: "2027-03-13T00:00:00Z",
    to: "2027-03-16T00:00:00Z",
    now: "2027-03-14T07:00:00Z",
    intervals: ["2027-03-14T07:00:00.000Z/2027-03-14T08:00:00.000Z"],
  },
  {
    title: "22:00 each evening is 02:00 and then 03:00 in UTC",
    window: window({ start: "22:00", end: "22:30", timezone: "America/New_York" }),
    from: "2026-10-31T00:00:00Z",
    to: "2026-11-03T00:00:00Z",
    now: "2026-11-01T03:15:00Z",
    intervals: [
      "2026-10-31T02:00:00.000Z/2026-10-31T02:30:00.000Z",
      "2026-11-01T02:00:00.000Z/2026-11-01T02:30:00.000Z",
      "2026-11-02T03:00:00.000Z/2026-11-02T03:30:00.000Z",
    ],
  },
  {
    title: "a day that a zone left out altogether is denied after the jump",
    window: window({ kind: "deny", start: "09:00", end: "17:00", timezone: "Pacific/Apia", days: ["2011-12-30"] }),
    from: "2011-12-29T00:00:00Z",
    to: "2012-01-02T00:00:00Z",
    now: "2011-12-30T12:00:00Z",
    intervals: ["2011-12-30T10:00:00.000Z/2011-12-30T18:00:00.000Z"],
  },
  {
    title: "days of a zone in which midnight does not exist once a year",
    window: window({ timezone: "America/Santiago", days: ["2026-09-06"] }),
    from: "2026-09-05T00:00:00Z",
    to: "2026-09-08T00:00:00Z",
    now: "2026-09-06T04:00:00Z",
    intervals: ["2026-09-06T04:00:00.000Z/2026-09-07T03:00:00.000Z"],
  },
  {
    title: "the last Friday of each month",
    window: window({ kind: "deny", days: ["RRULE:FREQ=MONTHLY;BYDAY=-1FR"], start: "12:00", timezone: "Asia/Kolkata" }),
    from: "2026-11-01T00:00:00Z",
    to: "2027-01-01T00:00:00Z",
    now: "2026-11-27T06:30:00Z",
    intervals: [
      "2026-11-27T06:30:00.000Z/2026-11-27T18:30:00.000Z",
      "2026-12-25T06:30:00.000Z/2026-12-25T18:30:00.000Z",
    ],
  },
  {
    title: "a freeze of days holds to the end of its last day",
    freeze: freeze({ from: "2026-12-18", to: "2027-01-04", timezone: "Europe/Berlin" }),
    from: "2026-12-01T00:00:00Z",
    to: "2027-02-01T00:00:00Z",
    now: "2027-01-04T22:59:59Z",
    intervals: ["2026-12-17T23:00:00.000Z/2027-01-04T23:00:00.000Z"],
  },
  {
    title: "a freeze within what the clock jumps over",
    freeze: freeze({ from: "2027-03-14T02:10", to: "2027-03-14T02:40", timezone: "America/New_York" }),
    from: "2027-03-01T00:00:00Z",
    to: "2027-04-01T00:00:00Z",
    now: "2027-03-14T07:29:00Z",
    intervals: ["2027-03-14T07:00:00.000Z/2027-03-14T07:30:00.000Z"],
  },
  {
    title: "a freeze from the first 01:30 to the second 01:45 of the night in autumn",
    freeze: freeze({ from: "2026-11-01T01:30", to: "2026-11-01T01:45", timezone: "America/New_York" }),
    from: "2026-10-01T00:00:00Z",
    to: "2026-12-01T00:00:00Z",
    now: "2026-11-01T06:00:00Z",
    intervals: ["2026-11-01T05:30:00.000Z/2026-11-01T06:45:00.000Z"],
  },
  {
    title: "a freeze in RFC 3339",
    freeze: freeze({ from: "2026-11-26T18:00:00+01:00", to: "2026-11-27T00:00:00Z" }),
    from: "2026-11-01T00:00:00Z",
    to: "2026-12-01T00:00:00Z",
    now: "2026-11-26T17:00:00Z",
    intervals: ["2026-11-26T17:00:00.000Z/2026-11-27T00:00:00.000Z"],
  },
];
