import type { Event } from "../model/event.ts";
import type { Json } from "../model/json.ts";
import type { CarryOver, Incident, Lesson, Notebook } from "../model/notebook.ts";

/**
 * What people noted, from the events of a line. An incident that goes on is a carry-over by itself: the next release has to say
 * what becomes of it. What is put off to later is undecided again once another release is planned. Pure.
 */
export function foldNotebook(events: readonly Event[]): Notebook {
  const incidents = new Map<string, Incident>();
  const lessons = new Map<string, Lesson>();
  const carried = new Map<string, CarryOver>();
  for (const event of events) {
    const { type, data, release, at, actor } = event;
    const id = textOf(data["id"]);
    if (type === "incident.opened") incidents.set(id, incidentOf(event));
    else if (type === "incident.resolved") {
      const incident = incidents.get(id);
      if (incident) incidents.set(id, { ...incident, resolvedAt: textOf(data["at"]) });
    } else if (type === "lesson.added") {
      const tags = Array.isArray(data["tags"]) ? data["tags"].map(textOf) : [];
      lessons.set(id, { id, text: textOf(data["text"]), tags, release, at, by: actor });
    } else if (type === "carry-over.added") {
      carried.set(id, { id, text: textOf(data["text"]), release, at, decision: null });
    } else if (type === "carry-over.decided") {
      const item = carried.get(id) ?? ofIncident(incidents.get(id));
      const as = textOf(data["as"]) as "fix-now" | "defer" | "reject";
      if (item) carried.set(id, { ...item, decision: { as, reason: textOf(data["reason"]), release, at, by: actor } });
    }
  }
  for (const incident of incidents.values()) {
    const item = ofIncident(incident);
    if (incident.resolvedAt === null && item && !carried.has(item.id)) carried.set(item.id, item);
  }
  return { incidents: [...incidents.values()], lessons: [...lessons.values()], carryOvers: [...carried.values()] };
}

function incidentOf({ data, release, at, actor }: Event): Incident {
  const resolvedAt = data["resolvedAt"];
  const environment = data["environment"];
  return {
    id: textOf(data["id"]),
    summary: textOf(data["summary"]),
    severity: textOf(data["severity"]) as Incident["severity"],
    release,
    version: textOf(data["version"]),
    environment: typeof environment === "string" ? environment : null,
    startedAt: textOf(data["startedAt"]) || at,
    resolvedAt: typeof resolvedAt === "string" ? resolvedAt : null,
    by: actor,
  };
}

function ofIncident(incident: Incident | undefined): CarryOver | null {
  if (!incident) return null;
  const { id, summary, release, startedAt } = incident;
  return { id, text: summary, release, at: startedAt, decision: null };
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
