import type { Event } from "../model/event.ts";
import type { GateCost, Measure, Metrics } from "../model/metrics.ts";
import type { ReleaseRecord } from "../model/record.ts";
import { foldNotebook } from "./fold-notebook.ts";
import { foldRecords } from "./fold-records.ts";
import { timesOf } from "./times-of.ts";

interface Span {
  /** RFC 3339; releases that closed before do not count. */
  readonly since: string | null;
  /** RFC 3339: the moment the figures are for. */
  readonly until: string;
}

/**
 * The figures of a line of releases, from its events and nothing else: DORA's five measures as dora.dev defines them, rework,
 * and where the time went. A figure for which there is no data is null, never zero. Pure.
 */
export function metricsOf(events: readonly Event[], { since, until }: Span): Metrics {
  const inSpan = (at: string | null): boolean =>
    at !== null && at <= until && (since === null || Date.parse(at) >= Date.parse(since));
  const records = foldRecords(events);
  const closed = records.filter(({ closedAt }) => inSpan(closedAt));
  const deployments = closed.filter(({ outcome }) => outcome === "released");
  const notebook = foldNotebook(events);
  const incidents = notebook.incidents.filter(({ startedAt }) => inSpan(startedAt));
  const wentBack = events.filter(({ type, at }) => type === "environment.restored" && inSpan(at));

  const first = records[0]?.openedAt ?? until;
  const begin = since !== null && Date.parse(since) > Date.parse(first) ? since : first;
  const weeks = Math.max(1, (Date.parse(until) - Date.parse(begin)) / (7 * 86_400_000));
  const failedIds = new Set([...incidents.map(({ release }) => release), ...wentBack.map(({ release }) => release)]);
  for (const { plan, id } of deployments) if (plan.release?.type === "rollback") failedIds.add(before(id, records));
  const tried = records.filter(
    ({ id }) => deployments.some((each) => each.id === id) || wentBack.some((each) => each.release === id),
  );
  const rework = deployments.filter((record) => isRework(record, notebook.incidents));

  const times =
    events.length === 0
      ? []
      : timesOf(events, until).filter(
          ({ release }) =>
            closed.some(({ id }) => id === release) ||
            records.some(({ id, outcome }) => id === release && outcome === "open"),
        );
  const attempts = closed.reduce((all, { attempt }) => all + attempt - 1, 0);
  const rejections = events.filter(({ type, at }) => type === "approval.rejected" && inSpan(at)).length;
  return {
    since,
    until,
    releases: {
      released: deployments.length,
      undone: closed.filter(({ outcome }) => outcome === "undone").length,
      open: records.filter(({ outcome }) => outcome === "open").length,
    },
    dora: {
      deploymentFrequency: figure(
        deployments.length === 0 ? null : deployments.length / weeks,
        "per week",
        deployments.length,
      ),
      changeLeadTime: figure(median(deployments.flatMap(leadTimes)), "seconds", deployments.flatMap(leadTimes).length),
      failedDeploymentRecoveryTime: recovery(incidents, events, inSpan),
      changeFailRate: figure(
        tried.length === 0 ? null : tried.filter(({ id }) => failedIds.has(id)).length / tried.length,
        "ratio",
        tried.length,
      ),
      deploymentReworkRate: figure(
        deployments.length === 0 ? null : rework.length / deployments.length,
        "ratio",
        deployments.length,
      ),
    },
    rework: { cycles: attempts + rejections, again: attempts, rejections, wentBack: wentBack.length },
    time: {
      working: figure(sum(times.map(({ working }) => working)), "seconds", times.length),
      waiting: figure(sum(times.map(({ waiting }) => waiting)), "seconds", times.length),
    },
    gates: gateCosts(times),
    incidents: {
      opened: incidents.length,
      unresolved: incidents.filter(({ resolvedAt }) => resolvedAt === null).length,
    },
  };
}

/** Seconds from each change's commit to the end of the release that brought it out. */
function leadTimes({ plan, closedAt }: ReleaseRecord): readonly number[] {
  if (plan.release?.type === "rollback") return [];
  return plan.changes.flatMap(({ date }) => {
    const seconds = (Date.parse(closedAt ?? "") - Date.parse(date)) / 1000;
    return Number.isFinite(seconds) ? [Math.max(0, seconds)] : [];
  });
}

/** From an incident's beginning to its end, and from a failed verification to the version before being active again. */
function recovery(
  incidents: Parameters<typeof isRework>[1],
  events: readonly Event[],
  inSpan: (at: string) => boolean,
): Measure {
  const healed = incidents.flatMap(({ startedAt, resolvedAt }) =>
    resolvedAt === null ? [] : [[startedAt, resolvedAt]],
  );
  const back = events.flatMap(({ type, at, release, data }, index) => {
    if (type !== "environment.restored" || !inSpan(at)) return [];
    const failed = events
      .slice(0, index)
      .findLast(
        (each) =>
          each.type === "environment.failed" &&
          each.release === release &&
          each.data["environment"] === data["environment"],
      );
    return failed ? [[failed.at, at]] : [];
  });
  const seconds = [...healed, ...back].map(([from = "", to = ""]) => (Date.parse(to) - Date.parse(from)) / 1000);
  return figure(median(seconds), "seconds", seconds.length);
}

/** A deployment that nobody had planned: a way back, or one that was opened while an incident went on. */
function isRework({ plan, openedAt }: ReleaseRecord, incidents: ReturnType<typeof foldNotebook>["incidents"]): boolean {
  if (plan.release?.type === "rollback") return true;
  const opened = Date.parse(openedAt);
  return incidents.some(
    ({ startedAt, resolvedAt }) =>
      Date.parse(startedAt) <= opened && (resolvedAt === null || opened <= Date.parse(resolvedAt)),
  );
}

/** The release that was live before one that went back. */
function before(id: string, records: readonly ReleaseRecord[]): string {
  const at = records.findIndex((record) => record.id === id);
  return records.slice(0, at).findLast(({ outcome }) => outcome === "released")?.id ?? "";
}

function gateCosts(times: ReturnType<typeof timesOf>): readonly GateCost[] {
  const costs = new Map<string, GateCost>();
  for (const { gates } of times)
    for (const { gate, asked, refused, waited } of gates) {
      const known = costs.get(gate) ?? { gate, asked: 0, blocked: 0, refused: 0, waited: 0 };
      costs.set(gate, {
        gate,
        asked: known.asked + asked,
        blocked: known.blocked + (waited > 0 ? 1 : 0),
        refused: known.refused + refused,
        waited: known.waited + waited,
      });
    }
  return [...costs.values()].sort((a, b) => b.waited - a.waited || (a.gate < b.gate ? -1 : 1));
}

function figure(value: number | null, unit: Measure["unit"], of: number): Measure {
  return { value: value === null ? null : Math.round(value * 1000) / 1000, unit, of };
}

function sum(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : numbers.reduce((all, each) => all + each, 0);
}

export function median(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null;
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
