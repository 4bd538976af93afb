import { RelspecError } from "./errors/index.ts";
import type { EventType } from "./model/event.ts";
import type { JsonObject } from "./model/json.ts";
import type { Note, Notebook } from "./model/notebook.ts";
import type { ReleaseRecord } from "./model/record.ts";
import { findRecord } from "./record/find-record.ts";
import { foldNotebook } from "./record/fold-notebook.ts";
import { foldRecords } from "./record/fold-records.ts";
import { openRecord, theOpenRecord } from "./record/open-record.ts";
import { holding, type Moving } from "./run-project.ts";
import { closest } from "./schema/closest.ts";

/** Milliseconds a note waits for a run that is about to let go. */
const patience = 10_000;

interface Entry {
  readonly key: string;
  readonly type: EventType;
  readonly release: string;
  readonly data: JsonObject;
}

/**
 * Put what a person notes on record: an incident, a lesson, an issue for the next release, and what becomes of them. The same
 * note twice, by its id, changes nothing.
 * @throws `RS_USAGE` for an id that is not on record, `RS_RUN_NONE` where a release is needed and there is none.
 */
export function noteDown(moving: Moving, note: Note): Promise<Notebook> {
  return holding(moving, { wait: true, signal: AbortSignal.timeout(patience) }, async ({ epoch, lost }) => {
    const { project, ledger } = moving;
    const { world, spec } = project;
    const events = await ledger.load(spec.name);
    const notebook = foldNotebook(events);
    const entry = entryOf(note, { notebook, records: foldRecords(events), now: world.now().toISOString() });
    const draft = {
      type: entry.type,
      release: entry.release,
      at: world.now().toISOString(),
      actor: await project.actor(lost),
      data: redacted(entry.data, world.redact),
    };
    await ledger.append(spec.name, epoch, entry.key, draft);
    return foldNotebook(await ledger.load(spec.name));
  });
}

interface Known {
  readonly notebook: Notebook;
  readonly records: readonly ReleaseRecord[];
  readonly now: string;
}

function entryOf(note: Note, known: Known): Entry {
  const { notebook, records, now } = known;
  switch (note.kind) {
    case "incident": {
      const record = recordOf(note.release, records);
      const id = note.id ?? `INC-${notebook.incidents.length + 1}`;
      const { summary, severity, environment, resolvedAt = null } = note;
      const startedAt = note.startedAt ?? resolvedAt ?? now;
      refuseBefore(resolvedAt, startedAt);
      const data = { id, summary, severity, version: record.version, startedAt, resolvedAt };
      return {
        key: `incident/${id}`,
        type: "incident.opened",
        release: record.id,
        data: { ...data, ...(environment !== undefined && { environment }) },
      };
    }
    case "resolve": {
      const found = named(note.id, notebook.incidents, "incident");
      const at = note.at ?? now;
      refuseBefore(at, found.startedAt);
      return {
        key: `incident/${found.id}/resolved`,
        type: "incident.resolved",
        release: found.release,
        data: { id: found.id, at },
      };
    }
    case "lesson": {
      const id = `LESSON-${notebook.lessons.length + 1}`;
      const { text, tags } = note;
      const release = recordOf(note.release, records).id;
      return { key: `lesson/${id}`, type: "lesson.added", release, data: { id, text, tags } };
    }
    case "acknowledge": {
      const { id } = named(note.id, notebook.lessons, "lesson");
      const open = theOpenRecord(records);
      const data = { id, plan: open.plan.digest, reason: note.reason ?? null };
      return { key: `${open.id}#${open.attempt}/lesson/${id}`, type: "lesson.acknowledged", release: open.id, data };
    }
    case "carry-over": {
      // Those that come from an incident have its id and are not counted.
      const own = notebook.carryOvers.filter(({ id }) => id.startsWith("CARRY-")).length;
      const id = `CARRY-${own + 1}`;
      const release = recordOf(note.release, records).id;
      return { key: `carry-over/${id}`, type: "carry-over.added", release, data: { id, text: note.text } };
    }
    case "decide": {
      const { id } = named(note.id, notebook.carryOvers, "carry-over");
      const record = openRecord(records) ?? recordOf(undefined, records);
      const data = { id, as: note.as, reason: note.reason };
      return {
        key: `${record.id}#${record.attempt}/carry-over/${id}/${note.as}`,
        type: "carry-over.decided",
        release: record.id,
        data,
      };
    }
  }
}

/** The release that is named, else the one whose deployment was the last. */
function recordOf(name: string | undefined, records: readonly ReleaseRecord[]): ReleaseRecord {
  if (name !== undefined) return findRecord(records, name);
  const last = records.findLast(({ outcome }) => outcome === "released") ?? records.at(-1);
  if (last) return last;
  throw new RelspecError("RS_RUN_NONE", {
    message: "Nothing is released yet that this could belong to.",
    suggestions: ["relspec history"],
  });
}

function named<T extends { readonly id: string }>(id: string, among: readonly T[], what: string): T {
  const found = among.find((each) => each.id.toLowerCase() === id.toLowerCase());
  if (found) return found;
  const near = closest(
    id,
    among.map((each) => each.id),
  );
  throw new RelspecError("RS_USAGE", {
    message: `There is no ${what} "${id}" on record.`,
    details: { id },
    suggestions: [
      near === undefined ? `relspec ${what === "carry-over" ? "carry" : what} list` : `Did you mean \`${near}\`?`,
    ],
  });
}

function refuseBefore(end: string | null, start: string): void {
  if (end === null || Date.parse(end) >= Date.parse(start)) return;
  throw new RelspecError("RS_USAGE", {
    message: `An incident that began at ${start} cannot have been resolved at ${end}.`,
    suggestions: ["Times are RFC 3339, for example 2026-11-24T09:30:00Z."],
  });
}

function redacted(data: JsonObject, redact: (text: string) => string): JsonObject {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, typeof value === "string" ? redact(value) : value]),
  );
}
