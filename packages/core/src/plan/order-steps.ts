import { RelspecError } from "../errors/index.ts";
import type { JsonObject } from "../model/json.ts";
import type { RetrySpec, StepSpec } from "../model/spec.ts";
import { type ContributedStep, turns } from "../plugin/facts.ts";
import { lowestFirst } from "./lowest-first.ts";

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
 * @throws `RS_SPEC_INVALID`: an id twice, a need that is no step, a circle; `RS_PLAN_INVALID` where only plugins are at fault.
 */
export function orderSteps(stage: StageSteps, earlier: readonly string[]): readonly PlacedStep[] {
  const drafts = new Map<string, Draft>();
  for (const step of [...stage.own, ...stage.contributed]) {
    const id = `${stage.prefix}/${step.id}`;
    if (drafts.has(id)) {
      throw new RelspecError(faultOf(stage, [id]), {
        message: `There are two steps with the id "${id}".`,
        suggestions: [`Give one of them another \`id\` under \`stages.${stage.prefix.split("/")[0]}\`.`],
      });
    }
    drafts.set(id, { step, id, needs: new Set() });
  }
  const resolve = needResolver(stage, [...drafts.keys()], earlier);
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
  return sortByNeeds(drafts, (round) => faultOf(stage, round));
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

/** Who has to mend it: whoever wrote one of these steps into the spec, else a plugin. */
function faultOf({ prefix, own }: StageSteps, ids: readonly string[]): "RS_SPEC_INVALID" | "RS_PLAN_INVALID" {
  return own.some(({ id }) => ids.includes(`${prefix}/${id}`)) ? "RS_SPEC_INVALID" : "RS_PLAN_INVALID";
}

function needResolver(
  stage: StageSteps,
  here: readonly string[],
  earlier: readonly string[],
): (name: string, by: string) => string {
  const { prefix } = stage;
  const known = new Set([...here, ...earlier]);
  const byEnd = new Map<string, string[]>();
  for (const id of earlier) {
    for (let at = id.indexOf("/"); at !== -1; at = id.indexOf("/", at + 1)) {
      const end = id.slice(at + 1);
      const ids = byEnd.get(end);
      if (ids) ids.push(id);
      else byEnd.set(end, [id]);
    }
  }
  return (name, by) => {
    const exact = [`${prefix}/${name}`, name].find((id) => known.has(id));
    if (exact) return exact;
    const ends = byEnd.get(name) ?? [];
    if (ends.length === 1) return ends[0] as string;
    throw new RelspecError(faultOf(stage, [by]), {
      message:
        ends.length > 1
          ? `The step "${by}" needs "${name}", which could be ${ends.map((id) => `"${id}"`).join(" or ")}.`
          : `The step "${by}" needs "${name}", but there is no such step in its stage or before.`,
      suggestions: [
        `Name one of: ${(ends.length > 1 ? ends : [...known].filter((id) => id !== by)).join(", ") || "(there is none)"}.`,
      ],
    });
  };
}

/** Those that need nothing first; otherwise the order given is kept. */
function sortByNeeds(
  drafts: ReadonlyMap<string, Draft>,
  faultIn: (round: readonly string[]) => "RS_SPEC_INVALID" | "RS_PLAN_INVALID",
): readonly PlacedStep[] {
  const all = [...drafts.values()];
  const places = new Map(all.map(({ id }, place) => [id, place]));
  const waiting = all.map(({ needs }) => [...needs].filter((need) => places.has(need)).length);
  const neededBy = new Map<string, number[]>();
  for (const [place, { needs }] of all.entries()) {
    for (const need of needs) {
      const ids = neededBy.get(need);
      if (ids) ids.push(place);
      else neededBy.set(need, [place]);
    }
  }
  const ready = lowestFirst();
  for (const [place, left] of waiting.entries()) if (left === 0) ready.add(place);
  const sorted: PlacedStep[] = [];
  const left = new Map(drafts);
  for (let place = ready.take(); place !== undefined; place = ready.take()) {
    const { id, step, needs } = all[place]!;
    left.delete(id);
    for (const other of neededBy.get(id) ?? []) if (--waiting[other]! === 0) ready.add(other);
    sorted.push({
      id,
      uses: step.uses,
      with: step.with,
      needs: [...needs].sort(),
      ...(step.retry && { retry: step.retry }),
      ...(step.timeout !== undefined && { timeout: step.timeout }),
      ...(step.critical !== undefined && { critical: step.critical }),
    });
  }
  if (left.size > 0) throw circle(left, faultIn);
  return sorted;
}

function circle(left: ReadonlyMap<string, Draft>, faultIn: Parameters<typeof sortByNeeds>[1]): RelspecError {
  const path: string[] = [];
  let at = left.keys().next().value as string;
  while (!path.includes(at)) {
    path.push(at);
    at = [...(left.get(at)?.needs ?? [])].find((need) => left.has(need)) as string;
  }
  const round = [...path.slice(path.indexOf(at)), at];
  return new RelspecError(faultIn(round), {
    message: `These steps need each other in a circle: ${round.join(" → ")}.`,
    details: { circle: round },
    suggestions: ["Take one of them out of the other's `needs`."],
  });
}
