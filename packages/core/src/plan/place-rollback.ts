import type { Spec } from "../model/spec.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import type { PlanningFacts } from "../plugin/facts.ts";
import type { Placed } from "./complete-plan.ts";
import { placeEnvironments, type StagePart } from "./place-environments.ts";
import { announcements, idOfStage, type PlacedStage, placePart } from "./place-steps.ts";

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
  const parts = placeEnvironments(stage);
  const last = parts.at(-1);
  const whole = { ...stage, verify: [], onFailure: "stop" as const };
  const units: readonly (StagePart & { readonly isLast: boolean })[] = [
    { ...whole, isLast: !last },
    ...parts.map((part) => ({ ...part, isLast: part === last })),
  ];
  const earlier: string[] = [];
  const stages: PlacedStage[] = [];
  for (const { isLast, ...part } of units) {
    const own = part.steps.filter(({ uses }) => !ways.some(({ name }) => uses.startsWith(`${name}/`)));
    const known = new Set(own.map(({ id }) => id));
    const again = own.map(({ needs, ...step }) => ({
      ...step,
      // What it needed was built and is there.
      ...(needs && { needs: needs.filter((need) => known.has(need)) }),
    }));
    const placed = placePart(
      "deploy",
      { ...part, steps: again, onFailure: "stop" },
      { contributed: isLast ? contributed : [], earlier, spec, type: "rollback", channel: facts.release.channel },
    );
    earlier.push(...placed.steps.map(({ id }) => id));
    if (part.gates.length > 0 || placed.steps.length > 0) stages.push(placed);
  }
  const prefix = idOfStage({ name: "deploy", ...last });
  return { stages, messages: told.map(({ step, ...message }) => ({ ...message, step: `${prefix}/${step.id}` })) };
}
