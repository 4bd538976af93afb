import type { Spec } from "../model/spec.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import type { PlanningFacts } from "../plugin/facts.ts";
import type { Placed } from "./complete-plan.ts";
import { orderSteps } from "./order-steps.ts";
import { gatesAt } from "./restrictions-of.ts";
import { announcements, type PlacedStage } from "./place-steps.ts";

/**
 * The steps that make an earlier version the current one again: the spec's own of `deploy`, in each environment, then what
 * the plugins have for a way back, then word to the audiences. Nothing is built: what was released then is used again. The
 * spec's steps of a plugin that has a way back of its own are left to it.
 */
export function placeRollback(spec: Spec, facts: PlanningFacts, catalogue: Catalogue): Placed {
  const stage = spec.stages.find(({ name }) => name === "deploy");
  if (!stage) return { stages: [], messages: [] };
  const ways = catalogue.plugins.flatMap(({ name, contributions: { rollback } }) =>
    rollback ? [{ name, steps: rollback(facts) }] : [],
  );
  const told = announcements("deploy", spec, facts, catalogue);
  const contributed = [...ways.flatMap(({ steps }) => steps), ...told.map(({ step }) => step)];
  const last = stage.environments.at(-1);
  const units = [
    { gates: stage.gates, steps: stage.steps, environment: undefined as string | undefined, isLast: !last },
    ...stage.environments.map((each) => ({ ...each, environment: each.name, isLast: each === last })),
  ];
  const earlier: string[] = [];
  const stages: PlacedStage[] = [];
  for (const { gates, steps, environment, isLast } of units) {
    const prefix = environment === undefined ? "deploy" : `deploy/${environment}`;
    const own = steps.filter(({ uses }) => !ways.some(({ name }) => uses.startsWith(`${name}/`)));
    const known = new Set(own.map(({ id }) => id));
    const again = own.map(({ needs, ...step }) => ({
      ...step,
      // What it needed was built and is there.
      ...(needs && { needs: needs.filter((need) => known.has(need)) }),
    }));
    const placed = orderSteps({ prefix, own: again, contributed: isLast ? contributed : [] }, earlier);
    earlier.push(...placed.map(({ id }) => id));
    const closed = gatesAt(spec, gates, { stage: "deploy", environment, type: "rollback" });
    if (gates.length > 0 || placed.length > 0)
      stages.push({ name: "deploy", ...(environment !== undefined && { environment }), gates: closed, steps: placed });
  }
  const prefix = last ? `deploy/${last.name}` : "deploy";
  return { stages, messages: told.map(({ step, ...message }) => ({ ...message, step: `${prefix}/${step.id}` })) };
}
