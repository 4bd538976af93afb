import { withCalendar } from "./calendar-project.ts";
import { answerGate, opens } from "./gate/answer-gate.ts";
import { evidenceFor } from "./gate/evidence-for.ts";
import { verifyDecisions } from "./identity/verify-decision.ts";
import type { Diagnostic } from "./errors/diagnostic.ts";
import { otherRelease } from "./run/changed-since.ts";
import type { Plan, PlanWarning } from "./model/plan.ts";
import type { Notebook } from "./model/notebook.ts";
import type { ReleaseRecord } from "./model/record.ts";
import type { Project } from "./open-project.ts";
import { waiverWarnings, weakerGateWarnings } from "./plan/policy-warnings.ts";
import { staleApprovals } from "./plan/stale-approvals.ts";
import { makePlan, type Planning } from "./plan/make-plan.ts";
import { makeRollback, type RollbackRequest } from "./plan/make-rollback.ts";
import { candidatesOf, feedbackOf } from "./record/feedback-of.ts";
import { releasesOf } from "./other-releases.ts";
import { openRecord } from "./record/open-record.ts";
import { worldContext } from "./world/contexts.ts";

/** The plan of a release of what is checked out, with the gates as they stand now. */
export async function planProject(
  project: Project,
  records: readonly ReleaseRecord[],
  signal: AbortSignal,
  notebook?: Notebook,
): Promise<Plan> {
  const plan = await makePlan({ ...planningOf(project, records, signal), ...(notebook && { notebook }) });
  const warnings = [
    ...otherRelease(plan, openRecord(records), project),
    ...project.warnings.map(asPlanWarning),
    ...plan.warnings,
    ...waiverWarnings(records, project.world.now()),
    ...weakerGateWarnings(plan, records),
  ];
  return withCalendar({ ...plan, warnings }, project, records);
}

function asPlanWarning({ code, message, suggestions }: Diagnostic): PlanWarning {
  return { code, message, suggestions };
}

/** The same, to be carried out at once. @throws `RS_PLAN_BRANCH` where nothing is released from what is checked out. */
export function planToRun(
  project: Project,
  records: readonly ReleaseRecord[],
  signal: AbortSignal,
  notebook: Notebook,
): Promise<Plan> {
  return makePlan({ ...planningOf(project, records, signal), notebook, toRun: true });
}

/** The plan that makes an earlier version the current one again. @throws `RS_USAGE_RELEASE`. */
export function planRollback(
  project: Project,
  records: readonly ReleaseRecord[],
  request: RollbackRequest,
  signal: AbortSignal,
): Promise<Plan> {
  return makeRollback(planningOf(project, records, signal), request);
}

/** What planning takes; its `judge` says how a gate stands now. */
export function planningOf(project: Project, records: readonly ReleaseRecord[], signal: AbortSignal): Planning {
  const { catalogue, hooks, world, spec } = project;
  const open = openRecord(records);
  return {
    ...project,
    records,
    signal,
    judge: async (gate, plan) => {
      const mine = open?.plan.digest === plan.digest ? open : null;
      const asked = worldContext(world, signal);
      const decisions = mine
        ? await verifyDecisions(mine.decisions, { spec, release: mine, context: asked, hooks })
        : [];
      const context = {
        ...asked,
        results: {},
        spec,
        plan: mine ? plan : null,
        gate: gate.id,
        decisions: decisions.filter((decision) => decision.gate === gate.id),
        elsewhere: decisions.filter((decision) => decision.gate !== gate.id),
        record: mine,
        records,
        releasesOf: releasesOf(project),
        released: records.filter(({ outcome }) => outcome === "released"),
        initiator: mine?.openedBy ?? null,
        ...evidenceFor(plan, {
          record: mine,
          feedback: feedbackOf(candidatesOf(records, mine?.id ?? "")),
          catalogue,
          hooks,
          asked: worldContext(world, signal),
        }),
      };
      const { verdict, missing, nextOpen } = await answerGate(gate, catalogue.gate(gate.kind), context, {
        plan,
        hooks,
      });
      const stale = opens(verdict) ? [] : staleApprovals(gate.id, plan, records);
      return {
        ...gate,
        verdict,
        missing: [...missing, ...stale].map(world.redact),
        ...(nextOpen !== undefined && { nextOpen }),
      };
    },
  };
}
