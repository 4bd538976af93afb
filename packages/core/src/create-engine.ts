import { addFeedback, decideFeedback, forgetFeedback, listFeedback } from "./feedback-project.ts";
import type { Engine, EngineOptions, Status } from "./engine.ts";
import { opens } from "./gate/answer-gate.ts";
import { coreGates } from "./gate/core-gates.ts";
import { auditLedger } from "./ledger/audit-ledger.ts";
import type { Ledger } from "./model/ledger.ts";
import type { Event } from "./model/event.ts";
import type { ReleaseRecord } from "./model/record.ts";
import { type ChosenLedger, chooseLedger } from "./choose-ledger.ts";
import { examineProject } from "./doctor-project.ts";
import { openProject, loadingOf, type Project } from "./open-project.ts";
import { inspectPlugins } from "./plugin/inspect-plugins.ts";
import { notesOfProject } from "./notes-project.ts";
import { planProject, planRollback } from "./plan-project.ts";
import { findRecord } from "./record/find-record.ts";
import { historyNotes } from "./plan/history-notes.ts";
import { explainVersions } from "./plan/explain-versions.ts";
import { RelspecError } from "./errors/index.ts";
import { insightOf } from "./explain-gate.ts";
import { parseEnd } from "./time/parse-end.ts";
import { calendarOf } from "./calendar-project.ts";
import { foldRecords } from "./record/fold-records.ts";
import { openRecord, theOpenRecord } from "./record/open-record.ts";
import { historyOf, summaryOf } from "./record/summary-of.ts";
import { documentsOf, renderDocumentOf } from "./render-project.ts";
import { changedSince } from "./run/changed-since.ts";
import { planUndo } from "./run/undo-release.ts";
import { breakLock, deliverPacket, decideOn, moveRelease, promoteTo, rollBack, takeBack, tick } from "./run-project.ts";
import { findingsOf } from "./spec/load-spec.ts";
import { adviseProject } from "./advise-project.ts";
import { listEnvironments } from "./environments-project.ts";
import { noteDown } from "./note-project.ts";
import { foldNotebook } from "./record/fold-notebook.ts";
import { metricsOf } from "./record/metrics-of.ts";
import { supportedAt } from "./record/supported-at.ts";
import { surveyIntents } from "./survey-intents.ts";
import { specSchema } from "./spec/spec-schema.ts";

/** relspec as an object: load, plan, run, record, render. Nothing is read or opened before it is needed. */
export function createEngine(options: EngineOptions): Engine {
  const never = new AbortController().signal;
  let project: Promise<Project> | undefined;
  let ledger: Promise<Ledger> | undefined;
  const opened = (): Promise<Project> => (project ??= openProject(options));
  const chosen = (ask: "known" | "remote"): Promise<ChosenLedger> =>
    opened().then((loaded) => chooseLedger(loaded, ask));
  const kept = (): Promise<Ledger> => (ledger ??= chosen("remote").then((found) => found.open()));
  /** Reading never makes a ledger: a plan or a status of a fresh project leaves no file behind. */
  const readable = async (ask: "known" | "remote"): Promise<Ledger | null> => {
    if (ledger) return ledger;
    const found = await chosen(ask);
    return (await found.isThere()) ? (ledger ??= found.open()) : null;
  };
  const eventsOf = async (ask: "known" | "remote"): Promise<readonly Event[]> =>
    (await (await readable(ask))?.load((await opened()).spec.name)) ?? [];
  const records = async (ask: "known" | "remote" = "remote"): Promise<readonly ReleaseRecord[]> =>
    foldRecords(await eventsOf(ask));
  const notify = options.observe ?? (() => {});

  return {
    root: async () => (await opened()).root,
    load: opened,
    validate: () => findingsOf(loadingOf(options)),
    doctor: async () => examineProject(await opened(), () => chosen("remote")),
    explainVersion: async () => explainVersions({ ...(await opened()), signal: never }),
    plan: async ({ at } = {}) => {
      const events = await eventsOf("known");
      const then = at ? asOf(await opened(), at) : await opened();
      return planProject(then, foldRecords(events), never, foldNotebook(events));
    },
    surveyIntents: async ({ since } = {}) => surveyIntents(await opened(), since),
    run: async (request = {}) => moveRelease({ project: await opened(), ledger: await kept(), notify }, request),
    promote: async (environment, { reason, signal } = {}) =>
      promoteTo(
        { project: await opened(), ledger: await kept(), notify },
        { promote: environment, ...(reason !== undefined && { reason }), ...(signal && { signal }) },
      ),
    notebook: async () => foldNotebook(await eventsOf("remote")),
    note: async (note) => noteDown({ project: await opened(), ledger: await kept(), notify }, note),
    metrics: async ({ since } = {}) =>
      metricsOf(await eventsOf("remote"), {
        since: since ?? null,
        until: (await opened()).world.now().toISOString(),
      }),
    environments: async () =>
      listEnvironments(await opened(), await eventsOf("remote"), await readable("remote"), never),
    support: async ({ at } = {}) => {
      const { spec, world } = await opened();
      return supportedAt(await records(), spec.tracks, at === undefined ? world.now() : new Date(at));
    },
    advise: async () => adviseProject(await opened(), await eventsOf("remote"), never),
    status: async () => statusOf(await opened(), await records(), await readable("remote")),
    history: async () => historyOf(await records()),
    show: async (release) => {
      const record = findRecord(await records(), release);
      const log = (await eventsOf("remote")).filter((event) => event.release === record.id);
      return { ...record, log };
    },
    approve: async (gate, { reason, plan: lookedAt, ...more } = {}) =>
      decideOn(
        { project: await opened(), ledger: await kept(), notify },
        { kind: "approved", gate, reason: reason ?? null, ...more, ...(lookedAt && { lookedAt }) },
      ),
    reject: async (gate, more) =>
      decideOn({ project: await opened(), ledger: await kept(), notify }, { kind: "rejected", gate, ...more }),
    waive: async (gate, { reason, until }) =>
      decideOn(
        { project: await opened(), ledger: await kept(), notify },
        { kind: "waived", gate, reason, until: endOf(until) },
      ),
    explainGate: async (name) => {
      const loaded = await opened();
      const events = await eventsOf("remote");
      const all = foldRecords(events);
      const record = openRecord(all);
      const plan = record?.plan ?? (await planProject(loaded, all, never));
      const gate = plan.stages.flatMap((stage) => stage.gates).find(({ id }) => id === name);
      if (!gate) throw new RelspecError("RS_USAGE_GATE", { message: `There is no gate \`${name}\`.` });
      return insightOf(gate, { project: loaded, plan, record, events });
    },
    addFeedback: async (rows, source) =>
      addFeedback({ project: await opened(), ledger: await kept(), notify }, rows, source),
    feedback: async () => listFeedback(await opened(), await records()),
    decideFeedback: async (decision) =>
      decideFeedback({ project: await opened(), ledger: await kept(), notify }, decision),
    forgetFeedback: async (from) => forgetFeedback(await opened(), from),
    deliverPacket: async () => deliverPacket({ project: await opened(), ledger: await kept(), notify }),
    calendar: async (asked = {}) => calendarOf(await opened(), await records(), asked),
    tick: async () => {
      const found = await readable("remote");
      if (!found) return { release: null, controls: [], escalated: [], ready: [] };
      return tick({ project: await opened(), ledger: found, notify });
    },
    planUndo: async () => planUndo(theOpenRecord(await records())),
    undo: async (request = {}) => takeBack({ project: await opened(), ledger: await kept(), notify }, request),
    planRollback: async ({ version, reason }) =>
      planRollback(await opened(), await records(), { version, reason: reason ?? null }, never),
    rollback: async ({ version, reason, signal }) =>
      rollBack(
        { project: await opened(), ledger: await kept(), notify },
        { version, reason: reason ?? null, ...(signal && { signal }) },
      ),
    unlock: async ({ reason }) => breakLock({ project: await opened(), ledger: await kept(), notify }, reason),
    documents: async () => documentsOf(await opened()),
    notes: async ({ release, audience } = {}) =>
      notesOfProject(
        await opened(),
        release === undefined
          ? await planProject(await opened(), await records("known"), never)
          : findRecord(await records(), release).plan,
        audience,
      ),
    render: async (document, { release } = {}) =>
      renderDocumentOf(await opened(), await records(), { document, release, signal: never }),
    historyNotes: async (onNotes, asked = {}) =>
      historyNotes({ ...(await opened()), signal: never }, asked.package, onNotes),
    audit: async () => {
      const { spec } = await opened();
      const found = await readable("remote");
      return found
        ? auditLedger(found, spec.name)
        : { scope: spec.name, events: 0, releases: 0, head: null, intact: true };
    },
    schema: async () => specSchema((await opened()).catalogue.plugins, coreGates),
    inspectPlugins: async () => {
      const { catalogue, hooks } = await opened();
      return inspectPlugins(catalogue.plugins, hooks);
    },
    close: async () => (await ledger?.catch(() => undefined))?.close(),
  };
}

/** The project as it would be planned at another time. */
function asOf(project: Project, at: Date): Project {
  return { ...project, world: { ...project.world, now: () => at } };
}

/** @throws `RS_USAGE`. */
function endOf(until: string): string {
  const end = parseEnd(until);
  if (end) return end.toISOString();
  throw new RelspecError("RS_USAGE", {
    message: `\`${until}\` is no day and no time.`,
    suggestions: ["Write a day or a time in RFC 3339: `2026-12-31`, `2026-12-31T18:00:00+01:00`."],
  });
}

async function statusOf(
  { spec, checkout }: Project,
  records: readonly ReleaseRecord[],
  ledger: Ledger | null,
): Promise<Status> {
  const open = openRecord(records);
  const last = records.findLast(({ outcome }) => outcome !== "open");
  const holder = (await ledger?.holder(spec.name)) ?? null;
  const here = open && (await checkout(AbortSignal.timeout(10_000)).catch(() => null));
  const changed = open ? changedSince(open.plan, { spec, commit: here?.commit ?? null }) : [];
  const waiting = Object.entries(open?.gates ?? {}).filter(([, { verdict }]) => !opens(verdict));
  return {
    open,
    ...(changed.length > 0 && { changed }),
    last: last ? summaryOf(last) : null,
    waitingFor: waiting.map(([id, { verdict, missing }]) => ({ id, verdict, missing })),
    holder: holder && { host: holder.owner.host, pid: holder.owner.pid, until: holder.until },
  };
}
