import { commitsRelease, type ContributedStep, type Plan, type PlanningFacts } from "@relspec/core";
import type { ChangelogOptions } from "./options.ts";

/** The file is written before the commit that takes it in. */
export function contributeBuild(options: ChangelogOptions, facts: PlanningFacts): readonly ContributedStep[] {
  if (options.write === false || (options.write === "auto" && !commitsRelease(facts))) return [];
  if (!options["per-package"]) return [{ id: "changelog/write", uses: "changelog/write", with: {}, turn: "write" }];
  return facts.packages.map(({ name }) => ({
    id: `changelog/write:${name}`,
    uses: "changelog/write",
    with: { package: name },
    turn: "write",
  }));
}

/** A plan that would leave the changelog as it is says so: the plugin's name in the spec promises more. */
export function warnOfNothing({ file, write }: ChangelogOptions, plan: Plan): Plan {
  const steps = plan.stages.flatMap((stage) => stage.steps);
  if (plan.release === null || write !== "auto" || steps.some(({ uses }) => uses === "changelog/write")) return plan;
  const warning = {
    code: "RS_PLAN_UNWRITTEN",
    message: `Nothing is written to ${file}: the release makes no commit that could take it in.`,
    suggestions: [
      "Ask for a release commit: `git: { commit: true }`.",
      "Or say `changelog: { write: false }`; `relspec render changelog` prints every release on record.",
    ],
  };
  return { ...plan, warnings: [...plan.warnings, warning] };
}
