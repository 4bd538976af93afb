import { RelspecError } from "../errors/index.ts";
import type { JsonObject } from "../model/json.ts";
import type { Notebook } from "../model/notebook.ts";
import type { Plan, PlannedMessage, PlannedPermissions, PlannedStage, PlannedStep } from "../model/plan.ts";
import { refuseInternal } from "../notes/internal.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import type { PlanningFacts } from "../plugin/facts.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";
import { declaredPermissions } from "../plugin/permissions.ts";
import { secretsIn } from "../template/secrets-in.ts";
import { digestOfPlan, releaseId } from "./digest-of-plan.ts";
import { factsFor } from "./facts-for.ts";
import { findStates } from "./find-states.ts";
import type { Planning } from "./make-plan.ts";
import { idOfStage, type PlacedStage } from "./place-steps.ts";
import type { PlacedStep } from "./order-steps.ts";
import { planStep } from "./plan-step.ts";
import { planWayBack } from "./plan-way-back.ts";
import { standingGates } from "./standing-gates.ts";
import { promiseFindings } from "./track-rules.ts";
import { wayBackFindings } from "./way-back-findings.ts";
import { templateValues } from "../template/template-values.ts";

/** Stages with their steps in order, before any action has planned them. */
export interface Placed {
  readonly stages: readonly PlacedStage[];
  readonly messages: readonly Omit<PlannedMessage, "subject">[];
}

/**
 * Let every action plan its steps, and the plugins amend the whole; then look how things stand.
 * @throws `RS_PLAN_INVALID`, `RS_SPEC_INVALID`.
 */
export async function completePlan(
  known: Omit<Plan, "digest" | "outcome" | "release" | "stages" | "messages">,
  facts: PlanningFacts,
  placed: Placed,
  planning: Planning,
): Promise<Plan> {
  const { hooks } = planning;
  const plannerWith = (told: PlanningFacts, place: PlacedStage) => ({
    ...planning,
    facts: told,
    values: { ...templateValues(told.release, told.base, told.notes), ...placeValues(place) },
  });
  const audiences = new Map(
    placed.messages.map(({ step, audience: told }) => [step, facts.spec.audiences.find(({ name }) => name === told)]),
  );
  const planOf = async (step: PlacedStep, place: PlacedStage): Promise<PlannedStep> => {
    const audience = audiences.get(step.id);
    if (!audience?.hide) return planStep(step, plannerWith(facts, place));
    const told = await planStep(step, plannerWith(await factsFor(audience, facts, planning.world.files), place));
    if (audience.hide.includes("internal")) refuseInternal(audience.name, told.target, facts.spec.notes.internal);
    return told;
  };
  const stages: PlannedStage[] = [];
  for (const place of placed.stages) {
    const { name, environment, ring, gates, verify } = place;
    const prefix = idOfStage(place);
    const steps: PlannedStep[] = [];
    for (const step of place.steps) steps.push(await planOf(step, place));
    const back =
      place.back &&
      (await planWayBack(place, steps, { facts, planStep: (step, told) => planStep(step, plannerWith(told, place)) }));
    stages.push({
      name,
      ...(environment !== undefined && { environment }),
      ...(ring !== undefined && { ring }),
      gates: gates.map((gate) => ({ ...gate, id: `${prefix}/${gate.id}`, verdict: "waiting", missing: [] })),
      steps,
      ...(verify && { verify }),
      ...(back && { onFailure: "rollback", back }),
    });
  }
  const messages = placed.messages.map((message) => ({ ...message, subject: subjectOf(message.step, stages) }));
  const draft = seal({ ...known, outcome: "release", release: { ...facts.release, id: "" }, stages, messages });
  const amended = seal(await hooks.waterfall("amendPlan", draft));
  await refuseInvalid(amended, hooks);
  const findings = wayBackFindings(amended, facts.spec).map(({ environment: _, ...warning }) => warning);
  const broken = promiseFindings(amended, facts.spec.tracks);
  const warnings = [...amended.warnings, ...findings, ...broken];
  return lookAround(withStanding({ ...amended, warnings }, planning.notebook), planning);
}

/** What earlier releases have left behind stands before the first stage. */
function withStanding(plan: Plan, notebook: Notebook | undefined): Plan {
  const gates = notebook ? standingGates(plan, notebook) : [];
  const [first, ...rest] = plan.stages;
  return first && gates.length > 0
    ? { ...plan, stages: [{ ...first, gates: [...gates, ...first.gates] }, ...rest] }
    : plan;
}

/** What a `{{…}}` may name besides, within an environment. */
function placeValues({ environment, ring }: PlacedStage): JsonObject {
  return { ...(environment !== undefined && { environment }), ...(ring !== undefined && { ring }) };
}

/** The plan with its digest, and the release with the id made from it. */
export function seal(plan: Omit<Plan, "digest">): Plan {
  const digest = digestOfPlan(plan);
  const { release } = plan;
  return { ...plan, digest, release: release && { ...release, id: releaseId(release.name, release.version, digest) } };
}

/** Fills in what is of the moment: the steps' states and the gates' verdicts. */
async function lookAround(plan: Plan, planning: Planning): Promise<Plan> {
  const { catalogue, world, records, signal } = planning;
  const record = records.find(({ id, outcome }) => id === plan.release?.id && outcome === "open") ?? null;
  const steps = await findStates(
    plan.stages.flatMap((stage) => stage.steps),
    { catalogue, world, record, signal },
  );
  const byId = new Map(steps.map((step) => [step.id, step]));
  const stages = await Promise.all(
    plan.stages.map(async (stage) => ({
      ...stage,
      gates: await Promise.all(stage.gates.map((gate) => planning.judge(gate, plan))),
      steps: stage.steps.map((step) => byId.get(step.id) ?? step),
    })),
  );
  return { ...plan, stages, permissions: permissionsIn(plan, catalogue) };
}

function permissionsIn(plan: Plan, { plugins }: Catalogue): readonly PlannedPermissions[] {
  const used = new Set(plan.stages.flatMap(({ steps }) => steps).map(({ uses }) => uses.split("/")[0]));
  return plugins
    .filter(({ name }) => used.has(name))
    .map(({ name, permissions, use }) => ({
      plugin: name,
      declared: permissions && declaredPermissions(permissions, secretsIn(use.options)),
    }));
}

async function refuseInvalid(plan: Plan, hooks: HookDriver): Promise<void> {
  const diagnostics = (await hooks.collect("validatePlan", [plan])).flatMap(({ answer }) => answer);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  throw new RelspecError("RS_PLAN_INVALID", {
    message: `A plugin refused the plan: ${errors.map(({ message }) => message).join(" ")}`,
    suggestions: errors.flatMap(({ suggestions }) => suggestions),
    diagnostics,
  });
}

/** A message's subject is the option of that name, where its step has one. */
function subjectOf(step: string, stages: readonly PlannedStage[]): string {
  const subject = stages.flatMap((stage) => stage.steps).find(({ id }) => id === step)?.target["subject"];
  return typeof subject === "string" ? subject : "";
}
