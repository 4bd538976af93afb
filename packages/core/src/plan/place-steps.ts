import { RelspecError } from "../errors/index.ts";
import { digestOf } from "../model/digest.ts";
import { type Moment, type StageName, stageNames } from "../model/spec.ts";
import type { GateSpec, Spec, StageSpec } from "../model/spec.ts";
import type { PlannedMessage } from "../model/plan.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import type { Announcer } from "../plugin/plugin.ts";
import type { ContributedStep, PlanningFacts } from "../plugin/facts.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";
import { orderSteps, type PlacedStep } from "./order-steps.ts";
import { gatesAt } from "./restrictions-of.ts";

/** One stage, or one environment of `deploy`, with its steps in order. */
export interface PlacedStage {
  readonly name: StageName;
  readonly environment?: string;
  readonly gates: readonly GateSpec[];
  readonly steps: readonly PlacedStep[];
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
    stage: Pick<StageSpec, "name" | "gates" | "steps">,
    environment: string | undefined,
    contributed: readonly ContributedStep[],
  ): void => {
    const prefix = environment === undefined ? stage.name : `${stage.name}/${environment}`;
    // The artifact is built and published: what a team does to make or test one is not done again.
    const own = facts.release.promotes ? [] : stage.steps;
    const steps = orderSteps({ prefix, own, contributed }, earlier);
    earlier.push(...steps.map(({ id }) => id));
    // Where nothing is done, there is nothing to keep back.
    const isIdle = steps.length === 0 && stage.gates.length === 0;
    const gates = isIdle
      ? []
      : gatesAt(spec, stage.gates, { stage: stage.name, environment, type: facts.release.type });
    stages.push({ name: stage.name, ...(environment !== undefined && { environment }), gates, steps });
  };
  for (const name of stageNames) {
    const stage = spec.stages.find((each) => each.name === name) ?? { name, gates: [], steps: [], environments: [] };
    const told = announcements(name, spec, facts, catalogue);
    const contributed = [...(await collectContributions(name, facts, hooks)), ...told.map(({ step }) => step)];
    const last = stage.environments.at(-1);
    if (stage.gates.length > 0 || stage.steps.length > 0 || !last) place(stage, undefined, last ? [] : contributed);
    for (const environment of stage.environments) {
      place({ ...environment, name }, environment.name, environment === last ? contributed : []);
    }
    const prefix = last ? `${name}/${last.name}` : name;
    messages.push(...told.map(({ step, ...message }) => ({ ...message, step: `${prefix}/${step.id}` })));
  }
  return { stages: stages.filter(({ gates, steps }) => gates.length > 0 || steps.length > 0), messages };
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
