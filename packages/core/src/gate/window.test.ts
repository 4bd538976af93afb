import { describe, it } from "vitest";
import type { Freeze, Window } from "../model/window.ts";
import { describeGate } from "../testing/describe-gate.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { spec } from "../testing/plan-builder.ts";
import { coreGates } from "./core-gates.ts";

const runner = { describe, it };
const at = (now: string) => fakeWorld({ now: () => new Date(now) });

const office: Window = {
  name: "office-hours",
  kind: "allow",
  days: ["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"],
  start: "09:00",
  end: "16:00",
  timezone: "Europe/Berlin",
  overrun: "finish-ring",
  except: ["rollback"],
};
const windows = [
  office,
  { ...office, name: "nightly batch", kind: "deny" as const, days: ["RRULE:FREQ=DAILY"], start: "22:00", end: "02:00" },
  { ...office, name: "leap", days: ["RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"] },
  { ...office, name: "over", days: ["2020-01-01"] },
  { ...office, name: "always", days: ["RRULE:FREQ=DAILY"], start: "00:00", end: "24:00" },
  { ...office, name: "broken", days: ["RRULE:FREQ=WEEKLY;BYDAY=XX"] },
  { ...office, name: "nowhere", timezone: "Europe/Berln" },
];
const context = { spec: spec({ windows }) };

describeGate(runner, "window", {
  gate: coreGates["window"]!,
  bad: { "it names none": {}, "the name is empty": "", "there is more": { name: "office-hours", overrun: "stop" } },
  cases: {
    "is open in its hours": () => ({
      options: "office-hours",
      world: at("2026-11-26T08:00:00Z"),
      context,
      verdict: "pass",
    }),
    "says until when it is closed, over a weekend": () => ({
      options: "office-hours",
      world: at("2026-11-26T15:00:00Z"),
      context,
      verdict: "waiting",
      says: "closed until Mon 2026-11-30 09:00 in Europe/Berlin (2026-11-30T08:00:00Z)",
    }),
    "denies over midnight": () => ({
      options: "nightly batch",
      world: at("2026-11-26T00:30:00Z"),
      context,
      verdict: "waiting",
      says: "until Thu 2026-11-26 02:00",
    }),
    "finds a leap day years ahead": () => ({
      options: "leap",
      world: at("2026-11-26T00:30:00Z"),
      context,
      verdict: "waiting",
      says: "until Tue 2028-02-29 09:00",
    }),
    "stays closed where no day is left": () => ({
      options: "over",
      world: at("2026-11-26T00:30:00Z"),
      context,
      verdict: "waiting",
      says: "no end that is known",
    }),
    "is open where every minute is allowed": () => ({
      options: "always",
      world: at("2026-11-26T00:30:00Z"),
      context,
      verdict: "pass",
    }),
    "is closed where the spec does not have it any more": () => ({
      options: "office-hour",
      world: at("2026-11-26T08:00:00Z"),
      context,
      verdict: "error",
      says: "office-hour",
    }),
    "is closed where its rule cannot be read": () => ({
      options: "broken",
      world: at("2026-11-26T08:00:00Z"),
      context,
      verdict: "error",
    }),
    "is closed where its zone does not exist": () => ({
      options: "nowhere",
      world: at("2026-11-26T08:00:00Z"),
      context,
      verdict: "error",
    }),
  },
});

const freeze: Freeze = {
  name: "year end",
  from: "2026-12-18",
  to: "2027-01-04",
  timezone: "Europe/Berlin",
  overrun: "finish-ring",
  except: ["rollback"],
};
const frozen = { spec: spec({ freezes: [freeze] }) };

describeGate(runner, "freeze", {
  gate: coreGates["freeze"]!,
  bad: { "it names none": {} },
  cases: {
    "is open before": () => ({
      options: "year end",
      world: at("2026-12-17T22:59:59Z"),
      context: frozen,
      verdict: "pass",
    }),
    "holds from its first moment": () => ({
      options: "year end",
      world: at("2026-12-17T23:00:00Z"),
      context: frozen,
      verdict: "waiting",
      says: "until Tue 2027-01-05 00:00 in Europe/Berlin",
    }),
    "holds to the end of its last day": () => ({
      options: "year end",
      world: at("2027-01-04T22:59:59Z"),
      context: frozen,
      verdict: "waiting",
    }),
    "is over then": () => ({
      options: "year end",
      world: at("2027-01-04T23:00:00Z"),
      context: frozen,
      verdict: "pass",
    }),
  },
});
