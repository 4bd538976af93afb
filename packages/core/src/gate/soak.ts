import type { Plan, PlannedStage } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Spec } from "../model/spec.ts";
import { duration } from "../model/written-spec/common.ts";
import { defineGate } from "../plugin/gate.ts";
import { parseDuration } from "../time/parse-duration.ts";
import { openAfter } from "./open-after.ts";

/** What comes before has been there, done and verified, for a while: counted from the record, never from a claimed time. */
export const soak = defineGate({
  summary: "What comes before has been done and verified for a while.",
  shorthand: "duration",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["duration"],
    description: "How long.",
    properties: { duration: { ...duration, description: "For example PT2H." } },
  } as const,
  evaluate: (options, { plan, spec, record, gate, now }) => {
    const needed = parseDuration(options.duration);
    if (!plan)
      return { verdict: "waiting", missing: [`It soaks for ${options.duration} once what comes before is done.`] };
    const before = stagesBefore(plan, gate, spec);
    if (before.length === 0) return { verdict: "error", missing: ["Nothing comes before it that could soak."] };
    const done = before.map((stage) => ({ name: nameOf(stage), at: doneAt(stage, record) }));
    const open = done.filter(({ at }) => at === null).map(({ name }) => name);
    if (open.length > 0)
      return {
        verdict: "waiting",
        missing: [
          `${open.join(" and ")} ${open.length === 1 ? "is" : "are"} not done yet; then it soaks for ${options.duration}.`,
        ],
      };
    const last = done.reduce((one, other) => (Date.parse(one.at ?? "") > Date.parse(other.at ?? "") ? one : other));
    return openAfter({ since: last.at ?? "", needed, now: now(), what: `${last.name}, done ${last.at}, soaks` });
  },
});

/** The environments that the gate's own requires; else what stands before it in the plan. */
function stagesBefore({ stages }: Plan, gate: string, spec: Spec): readonly PlannedStage[] {
  const at = stages.findIndex(({ gates }) => gates.some(({ id }) => id === gate));
  const here = stages[at];
  if (!here) return [];
  const environments = spec.stages.flatMap((stage) => stage.environments);
  const required = environments.find(({ name }) => name === here.environment)?.requires ?? [];
  const before = stages.slice(0, at);
  const asked = before.filter(({ environment }) => environment !== undefined && required.includes(environment));
  return asked.length > 0 ? asked : before.slice(-1);
}

function doneAt(stage: PlannedStage, record: ReleaseRecord | null): string | null {
  const found = record?.stages.find(
    (each) => each.name === stage.name && each.environment === stage.environment && each.ring === stage.ring,
  );
  return found?.state === "done" ? found.at : null;
}

function nameOf({ name, environment, ring }: PlannedStage): string {
  return [name, environment, ring].filter((part) => part !== undefined).join("/");
}
