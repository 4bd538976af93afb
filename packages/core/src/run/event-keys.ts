import type { PlannedStage } from "../model/plan.ts";

/**
 * The keys events are appended under, all in one place. A key is a stable path, so that whoever appends the same fact
 * again, after a crash or from another machine, changes nothing:
 *
 *     RELEASE#ATTEMPT/opened                       RELEASE#ATTEMPT/closed
 *     RELEASE#ATTEMPT/stage/STAGE[/ENVIRONMENT]/started | done
 *     RELEASE#ATTEMPT/gate/GATE/N                  the Nth change of a gate's verdict
 *     RELEASE#ATTEMPT/decision/GATE/N              the Nth decision on a gate
 *     RELEASE#ATTEMPT/step/STEP/done | undone
 *     RELEASE#ATTEMPT/step/STEP/intent/N | failed/N | assumed/N
 *     RELEASE#ATTEMPT/interrupted/N
 *
 * Facts that can only be true once have no number. The others are numbered by how many of their kind are on record, which
 * only the holder of the claim can know and append.
 */
export interface EventKeys {
  readonly opened: string;
  readonly closed: string;
  stage(stage: Pick<PlannedStage, "name" | "environment">, what: "started" | "done"): string;
  gate(gate: string, n: number): string;
  decision(gate: string, n: number): string;
  step(step: string, what: "done" | "undone"): string;
  nthOfStep(step: string, what: "intent" | "failed" | "assumed", n: number): string;
  interrupted(n: number): string;
}

export function eventKeys(release: string, attempt: number): EventKeys {
  const root = `${release}#${attempt}`;
  return {
    opened: `${root}/opened`,
    closed: `${root}/closed`,
    stage: (stage, what) => `${root}/stage/${stageId(stage)}/${what}`,
    gate: (gate, n) => `${root}/gate/${gate}/${n}`,
    decision: (gate, n) => `${root}/decision/${gate}/${n}`,
    step: (step, what) => `${stepKey(release, attempt, step)}/${what}`,
    nthOfStep: (step, what, n) => `${stepKey(release, attempt, step)}/${what}/${n}`,
    interrupted: (n) => `${root}/interrupted/${n}`,
  };
}

/** The same for every try of a step in one attempt at a release, and for nothing else: the idempotency key of its effect. */
export function stepKey(release: string, attempt: number, step: string): string {
  return `${release}#${attempt}/step/${step}`;
}

/** `STAGE` or `STAGE/ENVIRONMENT`. */
export function stageId({ name, environment }: Pick<PlannedStage, "name" | "environment">): string {
  return environment === undefined ? name : `${name}/${environment}`;
}
