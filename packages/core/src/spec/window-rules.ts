import type { Spec } from "../model/spec.ts";
import { closest } from "../schema/closest.ts";
import { pointerOf } from "../schema/pointer.ts";
import type { SpecRule } from "./spec-rules.ts";

type Contradictions = ReturnType<SpecRule>;

/** What windows and freezes name, and who names them, is there: a name that is spelt wrong would restrict nothing. */
export const windowRules: readonly SpecRule[] = [gatesNameDeclaredWindows, namesAreUnique, scopesNameWhatThereIs];

function gatesNameDeclaredWindows(spec: Spec): Contradictions {
  const known = { window: spec.windows.map(({ name }) => name), freeze: spec.freezes.map(({ name }) => name) };
  const units = spec.stages.flatMap((stage) => [
    { path: ["stages", stage.name], gates: stage.gates },
    ...stage.environments.map(({ gates }, index) => ({ path: ["stages", stage.name, "environments", index], gates })),
  ]);
  return units.flatMap(({ path, gates }) =>
    gates.flatMap(({ kind, options }, index) => {
      const name = options["name"];
      if ((kind !== "window" && kind !== "freeze") || typeof name !== "string" || known[kind].includes(name)) return [];
      const near = closest(name, known[kind]);
      return [
        {
          pointer: pointerOf([...path, "gates", index, kind]),
          message: `The gate names the ${kind} "${name}", which is not declared.`,
          suggestions: [
            near === undefined ? `Declare it under \`${kind}s\`, or take the gate out.` : `Did you mean \`${near}\`?`,
          ],
        },
      ];
    }),
  );
}

function namesAreUnique(spec: Spec): Contradictions {
  return (["windows", "freezes"] as const).flatMap((key) => {
    const names = spec[key].map(({ name }) => name);
    return names.flatMap((name, index) =>
      names.indexOf(name) < index
        ? [
            {
              pointer: pointerOf([key, index]),
              message: `There are two ${key} with the name "${name}".`,
              suggestions: ["Rename one of them."],
            },
          ]
        : [],
    );
  });
}

function scopesNameWhatThereIs(spec: Spec): Contradictions {
  const environments = spec.stages.flatMap((stage) => stage.environments.map(({ name }) => name));
  return (["windows", "freezes"] as const).flatMap((key) =>
    spec[key].flatMap(({ scope }, index) =>
      (scope?.environments ?? [])
        .filter((name) => !environments.includes(name))
        .map((name) => {
          const near = closest(name, environments);
          return {
            pointer: pointerOf([key, index, "scope", "environments"]),
            message: `The scope names the environment "${name}", which there is not: it would hold nowhere.`,
            suggestions: [
              near === undefined
                ? `Name one of: ${environments.join(", ") || "(none is declared)"}.`
                : `Did you mean \`${near}\`?`,
            ],
          };
        }),
    ),
  );
}
