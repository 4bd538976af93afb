import type { Plan, PlanWarning } from "./model/plan.ts";
import type { ReleaseRecord } from "./model/record.ts";
import { stageNames } from "./model/spec.ts";
import type { Project } from "./open-project.ts";
import { ledgerOf } from "./spec/ledger-of.ts";
import { releasesOf } from "./other-releases.ts";
import { openRecord } from "./record/open-record.ts";
import { calendarConflicts } from "./time/calendar-conflicts.ts";
import type { CalendarEntry } from "./time/calendar-entries.ts";

export interface CalendarRequest {
  /** Default now. */
  readonly from?: Date;
  /** Default 90 days after `from`. */
  readonly to?: Date;
}

/** Everything with a time: of this release, and of those it needs as far as they are on record. */
export async function calendarOf(
  project: Project,
  records: readonly ReleaseRecord[],
  { from = project.world.now(), to }: CalendarRequest = {},
): Promise<readonly CalendarEntry[]> {
  const { calendarEntries } = await import("./time/calendar-entries.ts");
  const { spec } = project;
  const range = { start: from.getTime(), end: to?.getTime() ?? from.getTime() + 90 * 86_400_000 };
  const own = calendarEntries(spec, spec.schedule, openRecord(records)?.version ?? null, range);
  const ask = releasesOf(project);
  const others = await Promise.all(
    spec.needs.map(async ({ name, ledger }) => {
      const open = openRecord(await ask(name, ledger === undefined ? undefined : ledgerOf(ledger)));
      if (!open?.plan.schedule) return [];
      return calendarEntries({ name, freezes: [], windows: [] }, open.plan.schedule, open.version, range);
    }),
  );
  return [...own, ...others.flat()];
}

/** What a plan has to say of its calendar: what is late, and what is in the way. Of the moment, and not in the digest. */
export async function withCalendar(plan: Plan, project: Project, records: readonly ReleaseRecord[]): Promise<Plan> {
  const { schedule } = project.spec;
  if (schedule === null || plan.release === null) return plan;
  const conflicts = calendarConflicts(await calendarOf(project, records)).map(({ message }) => warn(message));
  return { ...plan, warnings: [...plan.warnings, ...(await slipsOf(project, openRecord(records))), ...conflicts] };
}

async function slipsOf({ spec, world }: Project, open: ReleaseRecord | null): Promise<readonly PlanWarning[]> {
  const { schedule } = spec;
  if (schedule === null) return [];
  const [{ endOf }, { spanText }] = await Promise.all([
    import("./time/calendar-entries.ts"),
    import("./time/span-text.ts"),
  ]);
  const now = world.now().getTime();
  return stageNames.flatMap((stage) => {
    const at = schedule.stages[stage];
    const parts = (open?.stages ?? []).filter(({ name }) => name === stage);
    if (at === undefined || (parts.length > 0 && parts.every(({ state }) => state === "done"))) return [];
    const late = now - endOf(at, schedule.timezone);
    return late > 0 ? [warn(`${stage} was planned for ${at} and is not done: ${spanText(late)} late.`)] : [];
  });
}

function warn(message: string): PlanWarning {
  return { code: "calendar", message, suggestions: ["relspec calendar check"] };
}
