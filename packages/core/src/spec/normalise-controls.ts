import type { Control } from "../model/control.ts";
import type { Json } from "../model/json.ts";
import type { Spec } from "../model/spec.ts";
import { closest } from "../schema/closest.ts";
import { pointerOf } from "../schema/pointer.ts";
import { parseDuration } from "../time/parse-duration.ts";
import type { SpecRule } from "./spec-rules.ts";

interface WrittenControl extends Pick<Control, "id" | "owner" | "announcer" | "because"> {
  readonly framework?: string | readonly string[];
  readonly require: string | readonly string[];
  readonly within: string;
  readonly escalate?: readonly string[];
}

/** Controls with every default written out. */
export function normaliseControls(written: Json | undefined): readonly Control[] {
  if (!Array.isArray(written)) return [];
  return (written as unknown as readonly WrittenControl[]).map(({ framework, require, within, escalate, ...rest }) => ({
    ...rest,
    framework: [framework ?? []].flat(),
    require: [require].flat(),
    within: parseDuration(within),
    escalate: escalate ?? [],
  }));
}

/** A control names roles, gates and an announcer that there are: one that is spelt wrong would never be met, or told to nobody. */
export const controlRule: SpecRule = (spec, { plugins }) => {
  const roles = spec.roles.map(({ name }) => name);
  const gates = gateIds(spec);
  const announcers = plugins.flatMap(({ contributions }) =>
    Object.entries(contributions.announcers ?? {}).flatMap(([name, { words }]) => (words === true ? [name] : [])),
  );
  const unknown = (path: readonly (string | number)[], what: string, name: string, known: readonly string[]) => {
    const near = closest(name, known);
    const suggestion =
      near === undefined ? `Name one of: ${known.join(", ") || "(there is none)"}.` : `Did you mean \`${near}\`?`;
    return {
      pointer: pointerOf(["controls", ...path]),
      message: `The control names the ${what} "${name}", which there is not.`,
      suggestions: [suggestion],
    };
  };
  return spec.controls.flatMap(({ id, owner, escalate, require, announcer }, index) => [
    ...(spec.controls.findIndex((each) => each.id === id) < index
      ? [
          {
            pointer: pointerOf(["controls", index]),
            message: `There are two controls with the id "${id}".`,
            suggestions: ["Rename one of them."],
          },
        ]
      : []),
    ...(roles.includes(owner) ? [] : [unknown([index, "owner"], "role", owner, roles)]),
    ...escalate.flatMap((role, at) =>
      roles.includes(role) ? [] : [unknown([index, "escalate", at], "role", role, roles)],
    ),
    ...require.flatMap((gate) =>
      gates.some((each) => isNamed(each, gate)) ? [] : [unknown([index, "require"], "gate", gate, gates)],
    ),
    ...(announcer === undefined || announcers.includes(announcer)
      ? []
      : [unknown([index, "announcer"], "announcer", announcer, announcers)]),
  ]);
};

/** Whether an id is meant by a name: the id itself, or an end of it from a `/` or `:` on. */
export function isNamed(id: string, name: string): boolean {
  return id === name || id.endsWith(`/${name}`) || id.endsWith(`:${name}`);
}

function gateIds(spec: Spec): readonly string[] {
  const tiers = (spec.risk?.tiers ?? []).flatMap(({ gates }) => gates.map(({ id }) => `prepare/${id}`));
  const stages = spec.stages.flatMap((stage) => [
    ...stage.gates.map(({ id }) => `${stage.name}/${id}`),
    ...stage.environments.flatMap(({ name, gates }) => gates.map(({ id }) => `${stage.name}/${name}/${id}`)),
  ]);
  return [...stages, ...tiers];
}
