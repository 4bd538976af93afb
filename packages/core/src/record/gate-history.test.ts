import { describe, expect, it } from "vitest";
import type { Event, EventType } from "../model/event.ts";
import type { JsonObject } from "../model/json.ts";
import { somebody } from "../testing/plan-builder.ts";
import { gateHistory } from "./gate-history.ts";

const gate = "prepare/approval:qa";
let seq = 0;
const event = (release: string, minute: number, type: EventType, data: JsonObject = {}): Event => ({
  seq: (seq += 1),
  id: String(seq),
  key: String(seq),
  prev: null,
  hash: "",
  type,
  release,
  at: new Date(Date.UTC(2026, 0, 2, 3, minute)).toISOString(),
  actor: somebody,
  data,
});
const opened = (release: string, minute: number) =>
  event(release, minute, "release.opened", { plan: { release: { version: release } }, attempt: 1 });
const judged = (release: string, minute: number, verdict: string, of = gate) =>
  event(release, minute, "gate.evaluated", { gate: of, verdict, missing: [] });

describe("the history of a gate", () => {
  it("says what waiting cost each release, and which it stopped", () => {
    const events = [
      opened("1.0.0", 0),
      judged("1.0.0", 1, "waiting"),
      judged("1.0.0", 5, "fail", "prepare/coverage"),
      judged("1.0.0", 31, "pass"),
      event("1.0.0", 32, "release.closed", { outcome: "released" }),
      opened("1.1.0", 40),
      judged("1.1.0", 40, "pass"),
      event("1.1.0", 41, "release.closed", { outcome: "released" }),
      opened("1.2.0", 42),
      judged("1.2.0", 43, "waiting"),
      event("1.2.0", 53, "release.closed", { outcome: "undone" }),
      opened("1.3.0", 54),
      judged("1.3.0", 54, "fail"),
      judged("1.3.0", 56, "waived"),
      opened("1.4.0", 57),
      judged("1.4.0", 58, "waiting"),
      opened("1.5.0", 59),
    ];

    expect(
      gateHistory(events, gate).map(({ version, waited, verdict, stopped }) => [version, waited, verdict, stopped]),
    ).toEqual([
      ["1.0.0", 30 * 60_000, "pass", false],
      ["1.1.0", 0, "pass", false],
      ["1.2.0", 10 * 60_000, "waiting", true],
      ["1.3.0", 2 * 60_000, "waived", true],
      ["1.4.0", null, "waiting", false],
    ]);
  });
});
