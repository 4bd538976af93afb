import { RelspecError } from "../errors/relspec-error.ts";
import { policyOf } from "../model/plan-policy.ts";
import { apiVersion, type Spec } from "../model/spec.ts";
import type { Plan, PlannedGate, PlannedPackage, PlannedRelease, PlanWarning } from "../model/plan.ts";
import type { Notebook } from "../model/notebook.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import type { ReadFiles } from "../plugin/context.ts";
import type { History, PlanningFacts } from "../plugin/facts.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";
import type { Compile } from "../schema/compile-schema.ts";
import { branchObstacle } from "../version/branch-obstacle.ts";
import { channelName } from "../version/channel-name.ts";
import { proposeRelease } from "../version/propose-release.ts";
import type { World } from "../world/world.ts";
import { completePlan, seal } from "./complete-plan.ts";
import { judgeHowTo } from "./how-to-findings.ts";
import { readRisk } from "./read-risk.ts";
import { withTierGates } from "./tier-gates.ts";
import { markNewcomers } from "./mark-newcomers.ts";
import { placeSteps } from "./place-steps.ts";
import { proposingOf, readProject } from "./read-project.ts";
import { specForRelease } from "./spec-for-release.ts";
import { traceFindings, traceOf } from "./trace.ts";
import { type NotesRequest, writeNotes } from "./write-notes.ts";

export interface Planning {
  readonly spec: Spec;
  readonly catalogue: Catalogue;
  readonly hooks: HookDriver;
  readonly world: World;
  readonly compile: Compile;
  /** Says how a gate stands; the gate floor is above this one. */
  readonly judge: (gate: PlannedGate, plan: Plan) => Promise<PlannedGate>;
  /** Records of the line, so that what is under way shows as done. */
  readonly records: readonly ReleaseRecord[];
  /** What people noted of earlier releases; absent where there is nothing. */
  readonly notebook?: Notebook;
  readonly signal: AbortSignal;
  /** The plan is made to be carried out at once, so what may only be looked at is refused: a branch that is no release branch. */
  readonly toRun?: boolean;
}

/**
 * Read the world and say what a release of the checked-out commit would do. Writes nothing.
 * @throws `RS_PLAN_BRANCH` for what is not released from here, with `toRun`.
 */
export async function makePlan(planning: Planning): Promise<Plan> {
  const { spec, world } = planning;
  const { proposal, obstacle, head, hosted, changes, risk, warnings: found } = await propose(planning);
  const trace = spec.requirements.length > 0 ? traceOf(spec.requirements, changes) : null;
  const warnings = [...found, ...(trace ? traceFindings(trace, changes) : [])];
  const empty = {
    apiVersion,
    kind: "Plan",
    base: head,
    name: spec.name,
    spec: spec.digest,
    policy: policyOf(spec),
    changes,
    messages: [],
    notes: "",
    ...(trace && { trace }),
    ...(spec.schedule && { schedule: spec.schedule }),
    risk,
    warnings,
  } as const;
  if (!proposal.release)
    return seal({ ...empty, outcome: "nothing-to-release", release: null, packages: [], stages: [] });

  if (obstacle) throw refusalOf(obstacle, head);
  const { release } = proposal;
  const url = spec.notes.host.url ?? hosted;
  const { notes, packages: noted } = await notesOf(
    { spec, release, url, changes, packages: proposal.packages },
    head,
    world.files,
  );
  const facts: PlanningFacts = {
    spec,
    base: head,
    url,
    release,
    packages: noted,
    workspace: proposal.workspace,
    changes,
    notes,
  };
  return completePlan(
    { ...empty, url, packages: noted, notes },
    facts,
    await placeSteps(await specForRelease(withTierGates(spec, risk), facts, risk), facts, planning),
    planning,
  );
}

function refusalOf({ message, suggestions }: PlanWarning, head: History["head"]): RelspecError {
  return new RelspecError("RS_PLAN_BRANCH", {
    message,
    suggestions,
    details: { branch: head.branch, commit: head.commit },
  });
}

/** What is to be released, with what else of the history a plan tells. The history, which can be long, is let go of here. */
async function propose(planning: Planning) {
  const { packages, history } = await readProject(planning);
  const { proposing, intents } = await proposingOf(planning, { packages, history });
  const proposal = await proposeRelease(proposing);
  const changes = markNewcomers(proposal.changes, history.newcomers);
  return {
    proposal,
    obstacle: planning.toRun ? branchObstacle(planning.spec, history) : null,
    head: history.head,
    hosted: history.url,
    changes,
    risk: await readRisk(planning, changes, history),
    warnings: [
      ...history.warnings,
      ...(intents?.warnings ?? []),
      ...proposal.warnings,
      ...judgeHowTo(changes, planning.spec.notes),
    ],
  };
}

async function notesOf(
  { packages, release, ...rest }: Omit<NotesRequest, "date"> & { readonly release: Omit<PlannedRelease, "id"> },
  { date }: History["head"],
  files: ReadFiles,
): Promise<{ readonly notes: string; readonly packages: readonly PlannedPackage[] }> {
  if (release.promotes) {
    const promoted = packages.map((each) => ({ ...each, notes: promotionNotes(each, release.channel) }));
    return { notes: promoted.map(({ notes }) => notes).join("\n\n"), packages: promoted };
  }
  const notes = await writeNotes({ ...rest, packages, release, date }, files);
  return {
    notes: notes.whole,
    packages: packages.map((each) => ({ ...each, notes: notes.packages.get(each.name) ?? "" })),
  };
}

function promotionNotes({ name, to, channels = [] }: Omit<PlannedPackage, "notes">, channel: string | null): string {
  const before = channels.filter((each) => each !== channel).map(channelName);
  return `${name} ${to} is on ${channelName(channel)} now. It was released on ${before.join(" and ")} before.`;
}
