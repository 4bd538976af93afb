import type { Event } from "../model/event.ts";

/** Where the time of one release went, in seconds. */
export interface ReleaseTimes {
  readonly release: string;
  /** Stages under way. */
  readonly working: number;
  /** From a gate's first no to its yes, or until now where it has not opened. Gates that wait side by side count once. */
  readonly waiting: number;
  readonly gates: readonly {
    readonly gate: string;
    readonly asked: number;
    readonly refused: number;
    readonly waited: number;
  }[];
}

interface Gate {
  gate: string;
  asked: number;
  refused: number;
  waited: number;
  since: number | null;
}

/** The times of each release, in the order of their first events. Pure. */
export function timesOf(events: readonly Event[], until: string): readonly ReleaseTimes[] {
  const byRelease = new Map<string, Event[]>();
  for (const event of events) {
    const mine = byRelease.get(event.release);
    if (mine) mine.push(event);
    else byRelease.set(event.release, [event]);
  }
  return [...byRelease].map(([release, mine]) => timesOfOne(release, mine, Date.parse(until)));
}

function timesOfOne(release: string, events: readonly Event[], until: number): ReleaseTimes {
  const gates = new Map<string, Gate>();
  let working = 0;
  let waiting = 0;
  let started: number | null = null;
  let waitsSince: number | null = null;
  for (const { type, at, data } of events) {
    const now = Date.parse(at);
    if (type === "stage.started") started = now;
    else if (type === "stage.done" && started !== null) {
      working += now - started;
      started = null;
    } else if (type === "gate.evaluated") {
      const id = String(data["gate"]);
      const gate = gates.get(id) ?? { gate: id, asked: 0, refused: 0, waited: 0, since: null };
      gates.set(id, gate);
      gate.asked += 1;
      if (data["verdict"] === "pass") {
        if (gate.since !== null) gate.waited += now - gate.since;
        gate.since = null;
      } else {
        if (data["verdict"] === "fail" || data["verdict"] === "error") gate.refused += 1;
        gate.since ??= now;
      }
      const anyClosed = [...gates.values()].some(({ since }) => since !== null);
      if (anyClosed) waitsSince ??= now;
      else if (waitsSince !== null) {
        waiting += now - waitsSince;
        waitsSince = null;
      }
    } else if (type === "release.closed") {
      for (const gate of gates.values()) {
        if (gate.since !== null) gate.waited += now - gate.since;
        gate.since = null;
      }
      if (waitsSince !== null) waiting += now - waitsSince;
      waitsSince = null;
    }
  }
  if (waitsSince !== null) waiting += Math.max(0, until - waitsSince);
  return {
    release,
    working: working / 1000,
    waiting: waiting / 1000,
    gates: [...gates.values()].map(({ gate, asked, refused, waited, since }) => ({
      gate,
      asked,
      refused,
      waited: (waited + (since === null ? 0 : Math.max(0, until - since))) / 1000,
    })),
  };
}
