import { conditionTypes } from "../condition/condition-values.ts";
import { openConditions } from "../condition/conditions.ts";
import { closest } from "../schema/closest.ts";
import type { WrittenUnit } from "./units-of.ts";

/** What is wrong with the conditions of gates and steps: names, types, form. A condition that is none never leaves a gate out. */
export async function conditionFaults(
  units: readonly WrittenUnit[],
): Promise<readonly { readonly pointer: string; readonly message: string; readonly suggestions: readonly string[] }[]> {
  const written = units.flatMap(({ pointer, gates, steps }) =>
    (["gates", "steps"] as const).flatMap((part) =>
      (part === "gates" ? gates : steps).flatMap(({ when }, index) =>
        typeof when === "string" ? [{ pointer: `${pointer}/${part}/${index}/when`, when }] : [],
      ),
    ),
  );
  if (written.length === 0) return [];
  const conditions = await openConditions();
  return written.flatMap(({ pointer, when }) => {
    const fault = conditions.check(when);
    if (!fault) return [];
    const place = fault.column === null ? "" : ` (character ${fault.column})`;
    const unknown = /Unknown variable: (\w+)/.exec(fault.message)?.[1];
    const near = unknown === undefined ? undefined : closest(unknown, Object.keys(conditionTypes));
    return [
      {
        pointer,
        message: `This is no condition${place}: ${fault.message}.`,
        suggestions: [
          near === undefined
            ? `It may name ${Object.keys(conditionTypes).join(", ")}: for example \`risk.tier == 'high'\`.`
            : `Did you mean \`${near}\`?`,
        ],
      },
    ];
  });
}
