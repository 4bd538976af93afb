import { describe, it } from "vitest";
import type { ReleaseRecord } from "../model/record.ts";
import { describeGate } from "../testing/describe-gate.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { plan, spec } from "../testing/plan-builder.ts";
import { coreGates } from "./core-gates.ts";

const runner = { describe, it };
const at = (now: string) => fakeWorld({ now: () => new Date(now) });
const record = (given: Partial<ReleaseRecord>): ReleaseRecord => ({ deliveries: [], ...given }) as ReleaseRecord;

const planned = plan({ stages: [{ name: "accept" }, { name: "prepare", gates: [{ id: "prepare/test" }] }] });
const accepted = (state: "done" | "started") =>
  record({ stages: [{ name: "accept", state, at: "2026-11-26T08:00:00.000Z" }] });

describeGate(runner, "soak", {
  gate: coreGates["soak"]!,
  bad: { "it says no time": {}, "the time is none": "2 hours", "it counts in months": "P1M" },
  cases: {
    "is closed a second before": () => ({
      options: "PT2H",
      world: at("2026-11-26T09:59:59Z"),
      context: { plan: planned, record: accepted("done") },
      verdict: "waiting",
      says: "until 2026-11-26T10:00:00.000Z: 1 second left",
    }),
    "opens at the moment": () => ({
      options: "PT2H",
      world: at("2026-11-26T10:00:00Z"),
      context: { plan: planned, record: accepted("done") },
      verdict: "pass",
    }),
    "does not count what is not done": () => ({
      options: "PT2H",
      world: at("2026-11-27T10:00:00Z"),
      context: { plan: planned, record: accepted("started") },
      verdict: "waiting",
      says: "accept is not done yet",
    }),
    "is closed on a clock that stands before what is on record": () => ({
      options: "PT2H",
      world: at("2020-01-01T00:00:00Z"),
      context: { plan: planned, record: accepted("done") },
      verdict: "waiting",
    }),
    "is an error where nothing comes before": () => ({
      options: "PT2H",
      world: at("2026-11-27T10:00:00Z"),
      context: {
        plan: plan({ stages: [{ name: "prepare", gates: [{ id: "prepare/test" }] }] }),
        record: accepted("done"),
      },
      verdict: "error",
    }),
  },
});

const delivered = (digest: string, moment = "2026-11-26T08:00:00.000Z") =>
  record({
    deliveries: [
      {
        plan: digest,
        packet: "sha256:1",
        by: { kind: "human", name: "Ana", email: null, proof: "claimed" },
        at: moment,
      },
    ],
  });

describeGate(runner, "lead-time", {
  gate: coreGates["lead-time"]!,
  bad: { "it says no time": {}, "the time is none": "three days" },
  cases: {
    "says what is left an hour before the end": () => ({
      options: "PT72H",
      world: at("2026-11-29T07:00:00Z"),
      context: { plan: planned, record: delivered(planned.digest) },
      verdict: "waiting",
      says: "1 hour left",
    }),
    "opens once the time is over": () => ({
      options: "PT72H",
      world: at("2026-11-29T08:00:00Z"),
      context: { plan: planned, record: delivered(planned.digest) },
      verdict: "pass",
    }),
    "does not begin before the packet is delivered": () => ({
      options: "PT72H",
      world: at("2027-11-29T08:00:00Z"),
      context: { plan: planned, record: record({}) },
      verdict: "waiting",
      says: "relspec render cab --deliver",
    }),
    "begins anew where the plan has changed": () => ({
      options: "PT72H",
      world: at("2027-11-29T08:00:00Z"),
      context: { plan: planned, record: record({}), records: [delivered("sha256:another")] },
      verdict: "waiting",
      says: "was the packet of another plan, so the time begins anew",
    }),
  },
});

const payments = (given: Partial<ReleaseRecord>): ReleaseRecord =>
  record({ id: "payments-1", version: "2.1.0", outcome: "released", stages: [], plan: plan(), ...given });
const out = (...records: readonly ReleaseRecord[]) => ({ releasesOf: async () => records });

describeGate(runner, "release", {
  gate: coreGates["release"]!,
  bad: { "it names none": {}, "a key is misspelt": { name: "payments", verison: "1" } },
  cases: {
    "is open where a version in the range is out": () => ({
      options: { name: "payments", version: ">=2.1.0" },
      world: at("2026-11-29T08:00:00Z"),
      context: out(payments({})),
      verdict: "pass",
    }),
    "is closed where nothing is": () => ({
      options: "payments",
      world: at("2026-11-29T08:00:00Z"),
      context: out(),
      verdict: "waiting",
      says: "payments is not released",
    }),
    "is closed where it was rolled back": () => ({
      options: { name: "payments", version: ">=2.1.0" },
      world: at("2026-11-29T08:00:00Z"),
      context: out(payments({}), payments({ version: "2.0.0" })),
      verdict: "waiting",
      says: "2.0.0 is",
    }),
    "shows where the open one stands, and that it comes too late": () => ({
      options: { name: "payments", version: ">=2.2.0" },
      world: at("2026-11-29T08:00:00Z"),
      context: {
        spec: spec({ schedule: { timezone: "UTC", stages: { deploy: "2026-12-01" }, bookings: [] } }),
        ...out(
          payments({
            version: "2.2.0",
            outcome: "open",
            stages: [{ name: "accept", state: "started", at: null }],
            plan: plan({ schedule: { timezone: "UTC", stages: { deploy: "2026-12-07" }, bookings: [] } }),
          }),
        ),
      },
      verdict: "waiting",
      says: "planned for 2026-12-07, after this release's own deployment (2026-12-01)",
    }),
    "asks for the environment": () => ({
      options: { name: "payments", environment: "production" },
      world: at("2026-11-29T08:00:00Z"),
      context: out(
        payments({
          outcome: "open",
          stages: [
            { name: "deploy", environment: "staging", state: "done", at: null },
            { name: "deploy", environment: "production", state: "started", at: null },
          ],
        }),
      ),
      verdict: "waiting",
      says: "payments is not in production",
    }),
    "is closed where its ledger cannot be read": () => ({
      options: { name: "payments" },
      world: at("2026-11-29T08:00:00Z"),
      context: {
        releasesOf: async () => {
          throw new Error("The remote is away.");
        },
      },
      verdict: "error",
      says: "The remote is away.",
    }),
  },
});
