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
 *     RELEASE#ATTEMPT/step/STEP/undoing
 *     RELEASE#ATTEMPT/environment/ENVIRONMENT/failed | restored | released
 *     RELEASE#ATTEMPT/feedback/added/N | decided/N
 *     RELEASE#ATTEMPT/packet/PLAN                  the packet of a plan is with the board
 *     RELEASE#ATTEMPT/control/CONTROL/RUNG         a rung of an overdue control was told
 *     RELEASE#ATTEMPT/interrupted/N
 *
 * Once a person has let a held environment go, its stages and steps begin anew, and their keys bear `~2`, `~3` …
 *
 * Facts that can only be true once have no number. The others are numbered by how many of their kind are on record, which
 * only the holder of the claim can know and append.
 */
export interface EventKeys {
  readonly opened: string;
  readonly closed: string;
  stage(stage: Pick<PlannedStage, "name" | "environment" | "ring">, what: "started" | "done"): string;
  environment(environment: string, what: "failed" | "restored" | "released"): string;
  gate(gate: string, n: number): string;
  decision(gate: string, n: number): string;
  /** The same for every try of a step in one round, and for nothing else: the idempotency key of its effect. */
  effect(step: string): string;
  step(step: string, what: "done" | "undone" | "undoing"): string;
  nthOfStep(step: string, what: "intent" | "failed" | "assumed", n: number): string;
  feedback(what: "added" | "decided", n: number): string;
  packet(plan: string): string;
  control(id: string, rung: number): string;
  interrupted(n: number): string;
}

/** Which time an environment, or a step of one, is gone through: 1, and one more each time a person has let it go. */
export interface Rounds {
  ofEnvironment(environment: string): number;
  ofStep(step: string): number;
}

const firstRound: Rounds = { ofEnvironment: () => 1, ofStep: () => 1 };

export function eventKeys(release: string, attempt: number, rounds: Rounds = firstRound): EventKeys {
  const root = `${release}#${attempt}`;
  const marked = (path: string, round: number): string => (round === 1 ? path : `${path}~${round}`);
  const effect = (step: string): string => marked(stepKey(release, attempt, step), rounds.ofStep(step));
  return {
    opened: `${root}/opened`,
    closed: `${root}/closed`,
    stage: (stage, what) => {
      const round = stage.environment === undefined ? 1 : rounds.ofEnvironment(stage.environment);
      return `${marked(`${root}/stage/${stageId(stage)}`, round)}/${what}`;
    },
    environment: (environment, what) =>
      `${marked(`${root}/environment/${environment}`, rounds.ofEnvironment(environment))}/${what}`,
    gate: (gate, n) => `${root}/gate/${gate}/${n}`,
    decision: (gate, n) => `${root}/decision/${gate}/${n}`,
    effect,
    step: (step, what) => `${effect(step)}/${what}`,
    nthOfStep: (step, what, n) => `${effect(step)}/${what}/${n}`,
    feedback: (what, n) => `${root}/feedback/${what}/${n}`,
    control: (id, rung) => `${root}/control/${id}/${rung}`,
    packet: (plan) => `${root}/packet/${plan}`,
    interrupted: (n) => `${root}/interrupted/${n}`,
  };
}

function stepKey(release: string, attempt: number, step: string): string {
  return `${release}#${attempt}/step/${step}`;
}

/** `STAGE`, `STAGE/ENVIRONMENT` or `STAGE/ENVIRONMENT/RING`. */
export function stageId({ name, environment, ring }: Pick<PlannedStage, "name" | "environment" | "ring">): string {
  return [name, environment, ring].filter((part) => part !== undefined).join("/");
}
