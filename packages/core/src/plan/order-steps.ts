import { RelspecError } from "../errors/index.ts";
import type { JsonObject } from "../model/json.ts";
import type { RetrySpec, StepSpec } from "../model/spec.ts";
import { type ContributedStep, turns } from "../plugin/facts.ts";

/** A step with its place in the plan, before its action has planned it. */
export interface PlacedStep {
  /** Full id. */
  readonly id: string;
  readonly uses: string;
  readonly with: JsonObject;
  /** Full ids, in the order of the plan. */
  readonly needs: readonly string[];
  readonly retry?: RetrySpec;
  readonly timeout?: number;
  readonly critical?: boolean;
}

export interface StageSteps {
  /** `STAGE` or `STAGE/ENVIRONMENT`: what the full ids begin with. */
  readonly prefix: string;
  /** From the spec. */
  readonly own: readonly StepSpec[];
  /** From plugins. */
  readonly contributed: readonly ContributedStep[];
}

interface Draft {
  readonly step: StepSpec | ContributedStep;
  readonly id: string;
  readonly needs: Set<string>;
}

/**
 * The steps of one stage in the order they may start, each with the full ids of what it needs.
 *
 * The steps of the spec come first, one after the other unless they say `needs`; then the contributed ones, turn by turn.
 * A step of the spec that needs a contributed one runs after it, and nothing contributed waits for it.
 *
 * @param earlier full ids of the steps of the stages before, which may be needed too.
 * @throws `RS_PLAN_INVALID`: an id twice, a need that is no step, a circle.
 */
export function orderSteps(stage: StageSteps, earlier: readonly string[]): readonly PlacedStep[] {
  const drafts = new Map<string, Draft>();
  for (const step of [...stage.own, ...stage.contributed]) {
    const id = `${stage.prefix}/${step.id}`;
    if (drafts.has(id)) {
      throw new RelspecError("RS_PLAN_INVALID", {
        message: `There are two steps with the id "${id}".`,
        suggestions: [`Give one of them another \`id\` under \`stages.${stage.prefix.split("/")[0]}\`.`],
      });
    }
    drafts.set(id, { step, id, needs: new Set() });
  }
  const resolve = (name: string, by: string): string =>
    resolveNeed(name, by, stage.prefix, [...drafts.keys()], earlier);
  const draftOf = (step: StepSpec | ContributedStep): Draft => drafts.get(`${stage.prefix}/${step.id}`) as Draft;

  for (const step of [...stage.own, ...stage.contributed]) {
    const draft = draftOf(step);
    for (const need of step.needs ?? []) draft.needs.add(resolve(need, draft.id));
  }
  stage.own.forEach((step, index) => {
    const before = stage.own[index - 1];
    if (step.needs === undefined && before) draftOf(step).needs.add(draftOf(before).id);
  });
  takeTurns(stage, drafts, draftOf);
  return sortByNeeds(drafts);
}

/** Lets each contributed step need what comes before its turn. */
function takeTurns(
  stage: StageSteps,
  drafts: ReadonlyMap<string, Draft>,
  draftOf: (step: ContributedStep) => Draft,
): void {
  const contributed = new Set(stage.contributed.map((step) => draftOf(step).id));
  const waitsForContributed = (id: string, seen = new Set<string>()): boolean =>
    contributed.has(id) ||
    [...(drafts.get(id)?.needs ?? [])].some((need) => !seen.has(need) && waitsForContributed(need, seen.add(need)));
  let before = stage.own.map((step) => `${stage.prefix}/${step.id}`).filter((id) => !waitsForContributed(id));
  for (const turn of turns) {
    const now = stage.contributed.filter((step) => step.turn === turn);
    let last: string | undefined;
    for (const step of now) {
      const draft = draftOf(step);
      for (const id of before) draft.needs.add(id);
      if (step.parallel === false && last) draft.needs.add(last);
      last = draft.id;
    }
    if (now.length > 0) before = now.map((step) => draftOf(step).id);
  }
}

function resolveNeed(
  name: string,
  by: string,
  prefix: string,
  here: readonly string[],
  earlier: readonly string[],
): string {
  const known = [...here, ...earlier];
  const exact = [`${prefix}/${name}`, name].find((id) => known.includes(id));
  if (exact) return exact;
  const ends = earlier.filter((id) => id.endsWith(`/${name}`));
  if (ends.length === 1) return ends[0] as string;
  throw new RelspecError("RS_PLAN_INVALID", {
    message:
      ends.length > 1
        ? `The step "${by}" needs "${name}", which could be ${ends.map((id) => `"${id}"`).join(" or ")}.`
        : `The step "${by}" needs "${name}", but there is no such step in its stage or before.`,
    suggestions: [
      `Name one of: ${(ends.length > 1 ? ends : known.filter((id) => id !== by)).join(", ") || "(there is none)"}.`,
    ],
  });
}

/** Those that need nothing first; otherwise the order given is kept. */
function sortByNeeds(drafts: ReadonlyMap<string, Draft>): readonly PlacedStep[] {
  const sorted: PlacedStep[] = [];
  const left = new Map(drafts);
  while (left.size > 0) {
    const ready = [...left.values()].find((draft) => [...draft.needs].every((need) => !left.has(need)));
    if (!ready) throw circle(left);
    left.delete(ready.id);
    const { step } = ready;
    sorted.push({
      id: ready.id,
      uses: step.uses,
      with: step.with,
      needs: [...ready.needs].sort(),
      ...(step.retry && { retry: step.retry }),
      ...(step.timeout !== undefined && { timeout: step.timeout }),
      ...(step.critical !== undefined && { critical: step.critical }),
    });
  }
  return sorted;
}

function circle(left: ReadonlyMap<string, Draft>): RelspecError {
  const path: string[] = [];
  let at = left.keys().next().value as string;
  while (!path.includes(at)) {
    path.push(at);
    at = [...(left.get(at)?.needs ?? [])].find((need) => left.has(need)) as string;
  }
  const round = [...path.slice(path.indexOf(at)), at];
  return new RelspecError("RS_PLAN_INVALID", {
    message: `These steps need each other in a circle: ${round.join(" → ")}.`,
    details: { circle: round },
    suggestions: ["Take one of them out of the other's `needs`."],
  });
}
