import { apiVersion, type Spec } from "../model/spec.ts";
import type { Plan, PlannedGate, PlannedPackage } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import type { History, PlanningFacts } from "../plugin/facts.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";
import type { Compile } from "../schema/compile-schema.ts";
import { changesByPackage } from "../version/changes-by-package.ts";
import { channelName } from "../version/channel-name.ts";
import { proposeRelease } from "../version/propose-release.ts";
import type { World } from "../world/world.ts";
import { completePlan, seal } from "./complete-plan.ts";
import { placeSteps } from "./place-steps.ts";
import { proposingOf, readProject } from "./read-project.ts";
import { releaseNotes } from "./release-notes.ts";

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
  readonly signal: AbortSignal;
}

/** Read the world and say what a release of the checked-out commit would do. Writes nothing. */
export async function makePlan(planning: Planning): Promise<Plan> {
  const { spec } = planning;
  const { packages, history } = await readProject(planning);
  const { proposing, intents } = await proposingOf(planning, { packages, history });
  const proposal = await proposeRelease(proposing);
  const warnings = [...history.warnings, ...(intents?.warnings ?? []), ...proposal.warnings];
  const empty = {
    apiVersion,
    kind: "Plan",
    base: history.head,
    name: spec.name,
    spec: spec.digest,
    changes: proposal.changes,
    messages: [],
    notes: "",
    risk: { score: 0, tier: "low", reasons: [] },
    warnings,
  } as const;
  if (!proposal.release)
    return seal({ ...empty, outcome: "nothing-to-release", release: null, packages: [], stages: [] });

  const counting = changesByPackage(proposal.changes);
  const { release } = proposal;
  const notesFor = (each: Omit<PlannedPackage, "notes">, heading?: string): string =>
    release.promotes ? promotionNotes(each, release.channel) : notesOf(each, counting, history, heading);
  const noted = proposal.packages.map((each): PlannedPackage => ({
    ...each,
    notes: notesFor(each),
  }));
  const notes =
    noted.length === 1 && noted[0] ? noted[0].notes : noted.map((each) => notesFor(each, each.name)).join("\n\n");
  const facts: PlanningFacts = {
    spec,
    base: history.head,
    url: history.url,
    release,
    packages: noted,
    workspace: proposal.workspace,
    changes: proposal.changes,
    notes,
  };
  return completePlan({ ...empty, packages: noted, notes }, facts, await placeSteps(spec, facts, planning), planning);
}

function notesOf(
  each: Omit<PlannedPackage, "notes">,
  changes: ReturnType<typeof changesByPackage>,
  history: History,
  heading?: string,
): string {
  return releaseNotes({
    version: each.to,
    previous: each.from,
    changes: changes.get(each.name) ?? [],
    url: history.url,
    date: history.head.date,
    tag: each.tag,
    previousTag: each.previousTag,
    ...(heading !== undefined && { heading }),
  });
}

function promotionNotes({ name, to, channels = [] }: Omit<PlannedPackage, "notes">, channel: string | null): string {
  const before = channels.filter((each) => each !== channel).map(channelName);
  return `${name} ${to} is on ${channelName(channel)} now. It was released on ${before.join(" and ")} before.`;
}
