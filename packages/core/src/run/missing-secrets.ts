import type { Plan } from "../model/plan.ts";
import type { Secrets } from "../plugin/context.ts";

/** Names of the secrets that the steps which are not over need, and the environment does not hold. Sorted, each once. */
export function secretsMissing(
  plan: Plan,
  isOver: (step: string) => boolean,
  secrets: Pick<Secrets, "has">,
): readonly string[] {
  const steps = plan.stages
    .flatMap((stage) => [...stage.steps, ...(stage.back ?? []).map(({ step }) => step)])
    .filter(({ id }) => !isOver(id));
  return [...new Set(steps.flatMap((step) => step.secrets))].filter((name) => !secrets.has(name)).sort();
}
