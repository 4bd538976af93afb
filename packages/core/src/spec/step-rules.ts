import type { Spec, StageName, StepSpec } from "../model/spec.ts";
import { stageNames } from "../model/spec.ts";
import { closest } from "../schema/closest.ts";
import { pointerOf } from "../schema/pointer.ts";
import { alwaysContributed } from "./always-contributed.ts";
import type { SpecRule } from "./spec-rules.ts";

type Found = ReturnType<SpecRule>;
type Context = Parameters<SpecRule>[1];

/** What contradicts between the steps of a spec, and with those that its plugins add. */
export const stepRules: readonly SpecRule[] = [needsCanBeMet, stepsAreAddedOnce];

interface Unit {
  readonly stage: StageName;
  readonly path: readonly (string | number)[];
  /** What full ids begin with. */
  readonly prefix: string;
  readonly steps: readonly StepSpec[];
  /** Contributed steps come here. */
  readonly isLast: boolean;
}

/** In the order of the lifecycle. */
function unitsOf(spec: Spec): readonly Unit[] {
  const stages = stageNames.flatMap((name) => spec.stages.filter((stage) => stage.name === name));
  return stages.flatMap(({ name, steps, environments }) => [
    { stage: name, path: ["stages", name], prefix: name, steps, isLast: environments.length === 0 },
    ...environments.map((each, index) => ({
      stage: name,
      path: ["stages", name, "environments", index],
      prefix: `${name}/${each.name}`,
      steps: each.steps,
      isLast: index === environments.length - 1,
    })),
  ]);
}

function needsCanBeMet(spec: Spec, { plugins }: Context): Found {
  const units = unitsOf(spec);
  const pluginNames = plugins.map(({ name }) => name);
  /** By convention the id of a contributed step holds the name of its plugin; which ones there are shows in the plan. */
  const mayBeContributed = (need: string): boolean =>
    pluginNames.some((name) => need.startsWith(`${name}/`) || need.includes(`/${name}/`)) ||
    // A plugin of one's own may name its steps as it likes.
    plugins.some(({ contributions, use }) => contributions.contribute && !/^[a-z][a-z0-9-]*$/.test(use.name));
  return units.flatMap((unit, place) => {
    const here = unit.steps.map(({ id }) => id);
    const fullIds = (some: readonly Unit[]): readonly string[] =>
      some.flatMap(({ prefix, steps }) => steps.map(({ id }) => `${prefix}/${id}`));
    const earlier = fullIds(units.slice(0, place));
    const later = fullIds(units.slice(place + 1));
    return [
      ...circleIn(unit),
      ...unit.steps.flatMap(({ id, needs = [] }, index) =>
        needs.flatMap((need, at): Found => {
          const isMeant = (full: string): boolean => full === need || full.endsWith(`/${need}`);
          if (here.includes(shortened(need, unit.prefix))) return [];
          if (earlier.some(isMeant)) return [];
          const coming = later.find(isMeant);
          if (coming === undefined && mayBeContributed(need)) return [];
          const near = closest(need, [...here.filter((each) => each !== id), ...earlier]);
          return [
            {
              pointer: pointerOf([...unit.path, "steps", index, "needs", at]),
              message:
                coming === undefined
                  ? `The step "${id}" needs "${need}", and there is no such step in its stage or before.`
                  : `The step "${id}" needs "${need}", which comes later: ${coming}.`,
              suggestions: [
                coming !== undefined
                  ? "A step can need what is in its own stage or before: move one of the two, or take the need out."
                  : near === undefined
                    ? `Name one of: ${[...here.filter((each) => each !== id), ...earlier].join(", ") || "(there is none)"}.`
                    : `Did you mean \`${near}\`?`,
              ],
            },
          ];
        }),
      ),
    ];
  });
}

/** Steps of one unit that wait for each other, told at the first of them; and those that wait for themselves. */
function circleIn({ steps, path, prefix }: Unit): Found {
  const places = new Map(steps.map(({ id }, index) => [id, index]));
  const needs = steps.map(({ needs: named }, index) =>
    named === undefined
      ? [index - 1].filter((before) => before >= 0)
      : named.flatMap((need) => places.get(shortened(need, prefix)) ?? []),
  );
  const idOf = (index: number): string => steps[index]?.id ?? "";
  const at = (index: number): string => pointerOf([...path, "steps", index, ...(steps[index]?.needs ? ["needs"] : [])]);
  const selfish = needs.flatMap((of, index) => (of.includes(index) ? [index] : []));
  if (selfish.length > 0) {
    return selfish.map((index) => ({
      pointer: at(index),
      message: `The step "${idOf(index)}" needs itself.`,
      suggestions: ["Take it out of its own `needs`."],
    }));
  }
  const left = leftOver(needs);
  const way: number[] = [];
  for (let next = left.values().next().value; next !== undefined; next = needs[next]?.find((need) => left.has(need))) {
    const begin = way.indexOf(next);
    if (begin !== -1) {
      const round = way.slice(begin);
      return [
        {
          pointer: at(Math.min(...round)),
          message: `These steps need each other in a circle: ${[...round, next].map(idOf).join(" → ")}.`,
          suggestions: ["Take one of them out of the other's `needs`."],
        },
      ];
    }
    way.push(next);
  }
  return [];
}

/** What is left when everything is taken away that needs nothing, or only what has been taken away. */
function leftOver(needs: readonly (readonly number[])[]): ReadonlySet<number> {
  const left = new Set(needs.keys());
  const open = needs.map((of) => new Set(of).size);
  const neededBy = needs.map((): number[] => []);
  for (const [index, of] of needs.entries()) for (const need of new Set(of)) neededBy[need]?.push(index);
  const ready = [...left].filter((index) => open[index] === 0);
  for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
    left.delete(index);
    for (const other of neededBy[index] ?? []) if (--open[other]! === 0) ready.push(other);
  }
  return left;
}

/** A full id of the same stage, as the steps there are named. */
function shortened(need: string, prefix: string): string {
  return need.startsWith(`${prefix}/`) ? need.slice(prefix.length + 1) : need;
}

function stepsAreAddedOnce(spec: Spec, { plugins }: Context): Found {
  return unitsOf(spec).flatMap(({ stage, path, steps, isLast }) =>
    plugins.flatMap((plugin) => {
      const added = isLast ? alwaysContributed(stage, spec, plugin) : [];
      return steps.flatMap(({ id }, index) =>
        added.includes(id)
          ? [
              {
                pointer: pointerOf([...path, "steps", index]),
                message: `The plugin "${plugin.name}" adds a step "${id}" to this stage by itself.`,
                suggestions: ["Take this one out, or give it another `id` if it does something else."],
              },
            ]
          : [],
      );
    }),
  );
}
