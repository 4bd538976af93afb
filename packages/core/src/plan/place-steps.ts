import { RelspecError } from "../errors/index.ts";
import { digestOf } from "../model/digest.ts";
import { type Moment, type StageName, stageNames } from "../model/spec.ts";
import type { GateSpec, Spec, StepSpec } from "../model/spec.ts";
import type { PlannedMessage, ReleaseType } from "../model/plan.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import type { Announcer } from "../plugin/plugin.ts";
import type { ContributedStep, PlanningFacts } from "../plugin/facts.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";
import { orderSteps, type PlacedStep } from "./order-steps.ts";
import { placeEnvironments, type StagePart } from "./place-environments.ts";
import { trackGates } from "./track-rules.ts";
import { gatesAt } from "./restrictions-of.ts";

/** One stage, or one environment of `deploy`, with its steps in order. */
export interface PlacedStage {
  readonly name: StageName;
  readonly environment?: string;
  readonly ring?: string;
  readonly gates: readonly GateSpec[];
  readonly steps: readonly PlacedStep[];
  /** Full ids of those that verify the environment. */
  readonly verify?: readonly string[];
  /** With `rollback`: the steps that have to have a way back, as written. */
  readonly back?: readonly StepSpec[];
}

/** The stage whose end is the moment: an audience is told last in it. */
const stageOfMoment = {
  planned: "plan",
  approved: "prepare",
  live: "deploy",
  "rolled-back": null,
} as const satisfies Record<Moment, StageName | null>;

/**
 * Every stage with the steps of the spec, those the plugins contribute and those that tell the audiences. What is
 * contributed to `deploy` goes to its last environment: that is where a release becomes public.
 */
export async function placeSteps(
  spec: Spec,
  facts: PlanningFacts,
  { catalogue, hooks }: { readonly catalogue: Catalogue; readonly hooks: HookDriver },
): Promise<{ readonly stages: readonly PlacedStage[]; readonly messages: readonly Omit<PlannedMessage, "subject">[] }> {
  const stages: PlacedStage[] = [];
  const messages: Omit<PlannedMessage, "subject">[] = [];
  const earlier: string[] = [];
  const place = (
    name: StageName,
    part: Omit<StagePart, "onFailure"> & Partial<Pick<StagePart, "onFailure">>,
    contributed: readonly ContributedStep[],
  ): void => {
    // The artifact is built and published: what a team does to make or test one is not done again.
    const placed = placePart(name, facts.release.promotes ? { ...part, steps: [], verify: [] } : part, {
      contributed,
      earlier,
      spec,
      type: facts.release.type,
      channel: facts.release.channel,
    });
    earlier.push(...placed.steps.map(({ id }) => id));
    stages.push(placed);
  };
  for (const name of stageNames) {
    const stage = spec.stages.find((each) => each.name === name) ?? { name, gates: [], steps: [], environments: [] };
    const told = announcements(name, spec, facts, catalogue);
    const contributed = [...(await collectContributions(name, facts, hooks)), ...told.map(({ step }) => step)];
    const parts = placeEnvironments(stage);
    const last = parts.at(-1);
    if (stage.gates.length > 0 || stage.steps.length > 0 || !last)
      place(name, { ...stage, verify: [] }, last ? [] : contributed);
    for (const part of parts) place(name, part, part === last ? contributed : []);
    if (name === "deploy") keepToTracks(stages, trackGates(facts.release, spec));
    const prefix = idOfStage({ name, ...last });
    messages.push(...told.map(({ step, ...message }) => ({ ...message, step: `${prefix}/${step.id}` })));
  }
  const isThere = ({ gates, steps, environment }: PlacedStage): boolean =>
    gates.length > 0 || steps.length > 0 || (environment !== undefined && !facts.release.promotes);
  return { stages: stages.filter(isThere), messages };
}

/** A track's cadence and soak are asked for before anything is deployed. */
function keepToTracks(stages: PlacedStage[], gates: readonly GateSpec[]): void {
  const at = stages.findIndex(({ name, steps }) => name === "deploy" && steps.length > 0);
  const first = stages[at];
  if (first && gates.length > 0) stages[at] = { ...first, gates: [...gates, ...first.gates] };
}

/** `STAGE`, `STAGE/ENVIRONMENT` or `STAGE/ENVIRONMENT/RING`: what full ids begin with. */
export function idOfStage({ name, environment, ring }: Pick<PlacedStage, "name" | "environment" | "ring">): string {
  return [name, environment, ring].filter((part) => part !== undefined).join("/");
}

interface Placing {
  readonly contributed: readonly ContributedStep[];
  /** Full ids of all steps before. */
  readonly earlier: readonly string[];
  readonly spec: Spec;
  readonly type: ReleaseType;
  readonly channel: string | null;
}

/** A stage, environment or ring with its steps in order: those of the spec, what verifies them, and what plugins contribute. */
export function placePart(
  name: StageName,
  part: Omit<StagePart, "onFailure"> & Partial<Pick<StagePart, "onFailure">>,
  { contributed, earlier, spec, type, channel }: Placing,
): PlacedStage {
  const { environment, ring, steps } = part;
  const place = { name, ...(environment !== undefined && { environment }), ...(ring !== undefined && { ring }) };
  const prefix = idOfStage(place);
  // Each measures what all of them have made.
  const verify = part.verify.map((step) => ({ ...step, needs: steps.map(({ id }) => id) }));
  const ordered = orderSteps({ prefix, own: [...steps, ...verify], contributed }, earlier);
  // Where nothing is done, there is nothing to keep back.
  const isIdle = ordered.length === 0 && part.gates.length === 0;
  return {
    ...place,
    gates: isIdle ? [] : gatesAt(spec, part.gates, { stage: name, environment, ring, type, channel }),
    steps: ordered,
    ...(verify.length > 0 && { verify: verify.map(({ id }) => `${prefix}/${id}`) }),
    ...(part.onFailure === "rollback" && verify.length > 0 && { back: steps }),
  };
}

async function collectContributions(
  stage: StageName,
  facts: PlanningFacts,
  hooks: HookDriver,
): Promise<readonly ContributedStep[]> {
  if (facts.release.promotes && stage !== "deploy") return [];
  const answers = await (facts.release.promotes
    ? hooks.collect("promote", [facts])
    : hooks.collect("contribute", [facts], stage));
  for (const { plugin, answer } of answers) {
    if (!Array.isArray(answer)) {
      throw new RelspecError("RS_PLUGIN_INVALID", {
        message: `The plugin "${plugin}" contributed something to the stage ${stage} that is not a list of steps.`,
      });
    }
  }
  return answers.flatMap(({ answer }) => answer);
}

/** Steps that tell the audiences of what happens in a stage. */
export function announcements(stage: StageName, spec: Spec, facts: PlanningFacts, catalogue: Catalogue) {
  return spec.audiences.flatMap((audience) =>
    audience.moments
      .filter((moment) =>
        facts.release.type === "rollback" ? moment === "rolled-back" : stageOfMoment[moment] === stage,
      )
      .flatMap((moment) => {
        const { announcer } = catalogue.announcer(audience.announcer);
        const { name } = audience;
        const template =
          spec.documents.find((document) => document.name === audience.template)?.template ?? audience.template;
        return inTurn(announcer, audience.to).map(({ to, suffix }) => {
          const step: ContributedStep = {
            id: `${announcer.uses}:${name}${suffix}`,
            uses: announcer.uses,
            with: announcer.message({ audience: name, moment, to, ...(template !== undefined && { template }), facts }),
            turn: "announce",
            critical: false,
          };
          return { audience: name, moment, announcer: audience.announcer, to, step };
        });
      }),
  );
}

/** Who is told by one step. What tells steps apart is the address and not its place, so that a list can be sorted anew. */
function inTurn({ each }: Announcer, to: readonly string[]): readonly { to: readonly string[]; suffix: string }[] {
  if (each !== true || to.length < 2) return [{ to, suffix: "" }];
  return [...new Set(to)].map((address) => ({
    to: [address],
    suffix: `:${/^[\w.-]{1,60}$/.test(address) ? address : digestOf(address).slice(7, 15)}`,
  }));
}
