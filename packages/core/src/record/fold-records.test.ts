import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sealEvent } from "../ledger/seal-event.ts";
import type { Event, EventDraft } from "../model/event.ts";
import type { JsonObject } from "../model/json.ts";
import { plan, somebody } from "../testing/plan-builder.ts";
import { foldRecords } from "./fold-records.ts";

const whole = plan({
  stages: [{ name: "deploy", gates: [{ id: "deploy/approval:qa" }], steps: [{ id: "deploy/a" }, { id: "deploy/b" }] }],
});
const release = whole.release?.id ?? "";
const draft = (type: EventDraft["type"], data: JsonObject, at = 0): EventDraft => ({
  type,
  release,
  at: new Date(Date.UTC(2026, 0, 1, 0, 0, at)).toISOString(),
  actor: somebody,
  data,
});
const opened = (attempt = 1) => draft("release.opened", { plan: whole as unknown as JsonObject, attempt });
const chain = (drafts: readonly EventDraft[]): readonly Event[] =>
  drafts.reduce<readonly Event[]>(
    (events, each, at) => [...events, sealEvent(each, `key-${at}`, events.at(-1) ?? null)],
    [],
  );

const some = fc.array(
  fc.constantFrom(
    draft("stage.started", { stage: "deploy" }),
    draft("step.intent", { step: "deploy/a", try: 1 }),
    draft("step.done", { step: "deploy/a", result: { made: 1 }, adopted: false }),
    draft("step.done", { step: "deploy/b", result: null, adopted: true }),
    draft("step.failed", { step: "deploy/b", try: 1, code: "RS_STEP_FAILED", message: "No.", critical: true }),
    draft("step.undoing", { step: "deploy/a", found: "present" }),
    draft("step.undone", { step: "deploy/a", result: null }),
    draft("gate.evaluated", { gate: "deploy/approval:qa", verdict: "waiting", missing: ["x"], evidence: null }),
    draft("approval.given", { gate: "deploy/approval:qa", role: "qa", plan: whole.digest }),
    draft("stage.done", { stage: "deploy" }),
    draft("run.interrupted", { signal: "SIGINT" }),
  ),
  { maxLength: 20 },
);

/** Whoever changes it gets an error. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}

describe("the fold of events", () => {
  test("changes nothing it is given, and gives the same for the same", () => {
    fc.assert(
      fc.property(some, (drafts) => {
        const events = frozen(chain([opened(), ...drafts]));
        const records = foldRecords(events);
        expect(foldRecords(events)).toEqual(records);
        expect(foldRecords(JSON.parse(JSON.stringify(events)) as Event[])).toEqual(records);
        expect(records).toHaveLength(1);
        expect(records[0]?.events).toBe(events.length);
      }),
    );
  });

  test("keeps every step of the plan, and tells of each the last that happened", () => {
    const [record] = foldRecords(
      chain([
        opened(),
        draft("step.failed", { step: "deploy/a", try: 1, code: "RS_STEP_FAILED", message: "No.", critical: true }),
        draft("step.done", { step: "deploy/a", result: { made: 1 }, adopted: false }, 5),
      ]),
    );

    expect(record?.steps["deploy/a"]).toMatchObject({ state: "done", result: { made: 1 }, adopted: false });
    expect(record?.steps["deploy/b"]).toMatchObject({ state: "to-do", tries: 0, at: null });
  });

  test("opened again it is another attempt, whose steps begin anew", () => {
    const [record] = foldRecords(
      chain([
        opened(),
        draft("step.done", { step: "deploy/a", result: null, adopted: false }),
        draft("release.closed", { outcome: "undone", reason: null }),
        opened(2),
      ]),
    );

    expect(record).toMatchObject({ outcome: "open", attempt: 2, closedAt: null });
    expect(record?.steps["deploy/a"]?.state).toBe("to-do");
  });
});
