import type { Plan, PlanWarning } from "../model/plan.ts";
import type { Spec } from "../model/spec.ts";

/**
 * Steps of an environment that have no way back, in one finding for each environment: of `production`, and of those that
 * `policy.way-back` names. What a plugin contributes (a published version, a pushed tag) comes after verification, and is
 * taken back by `relspec rollback`. A first release has nothing to go back to, and needs no more than the will to.
 */
export function wayBackFindings(
  { stages, release }: Pick<Plan, "stages" | "release">,
  { policy, stages: written }: Pick<Spec, "policy" | "stages">,
): readonly (PlanWarning & { readonly environment: string })[] {
  return written
    .flatMap((stage) => stage.environments)
    .filter(({ name }) => name === "production" || policy.wayBack.includes(name))
    .flatMap(({ name, steps, verify, onFailure }) => {
      const goesBack = onFailure === "rollback" && verify.length > 0;
      if (goesBack && release?.previous === null) return [];
      const own = new Set(steps.map(({ id }) => id));
      const stuck = stages.flatMap(({ environment, ring, steps: planned, back = [] }) => {
        if (environment !== name) return [];
        const prefix = ["deploy", name, ...(ring === undefined ? [] : [ring])].join("/");
        return planned.filter(
          ({ id, irreversible }) =>
            irreversible !== undefined && own.has(id.slice(prefix.length + 1)) && !back.some((each) => each.for === id),
        );
      });
      const [first] = stuck;
      if (!first) return [];
      const others = stuck.length === 1 ? "" : `; so have ${stuck.length - 1} more`;
      return [
        {
          code: "RS_POLICY_NO_WAY_BACK",
          environment: name,
          message: `${name} has no way back: the step ${first.id} cannot be undone (${(first.irreversible ?? "").replace(/\.$/, "")})${others}.`,
          suggestions: [
            `Give the step an \`undo\`${goesBack ? "" : `, or ${name} \`verify\` and \`on-failure: rollback\``}.`,
          ],
        },
      ];
    });
}
