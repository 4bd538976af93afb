import type { Spec } from "../model/spec.ts";
import { pointerOf } from "../schema/pointer.ts";
import { isPlainGlob } from "../version/matches-glob.ts";
import type { SpecRule } from "./spec-rules.ts";

type Contradiction = ReturnType<SpecRule>[number];

/** What another tool does not know cannot be part of answering exactly as it would. */
export function compatIsKept({ version }: Spec): readonly Contradiction[] {
  const { compat } = version;
  if (compat === undefined) return [];
  const refuse = (key: string, message: string, suggestion: string): Contradiction => ({
    pointer: pointerOf(["version", key]),
    message,
    suggestions: [suggestion],
  });
  const unknown = (["squash", "overrides"] as const).filter((key) => version[key] !== undefined);
  return [
    ...(version.preset === "relspec"
      ? [refuse("preset", `The preset relspec is not one of ${compat}.`, "Use `angular` or `conventionalcommits`.")]
      : []),
    ...unknown.map((key) =>
      refuse(key, `${compat} knows no \`${key}\`.`, "Take it out, or take out `version.compat`."),
    ),
    ...(version.zero === "minor"
      ? [refuse("zero", `${compat} makes 1.0.0 of a breaking change below 1.0.0.`, "Use `zero: strict`.")]
      : []),
    ...(version.initial !== "1.0.0"
      ? [refuse("initial", `The first version of ${compat} is 1.0.0.`, "Take `initial` out.")]
      : []),
    ...(version.strategy.some((each) => each !== "conventional-commits")
      ? [refuse("strategy", `${compat} tells versions from commits only.`, "Use `strategy: conventional-commits`.")]
      : []),
    ...version.rules.flatMap((rule, index) =>
      (["type", "scope", "subject"] as const)
        .filter((key) => !isPlainGlob(rule[key] ?? ""))
        .map((key) => ({
          pointer: pointerOf(["version", "rules", index, key]),
          message: `The pattern "${rule[key]}" cannot be read here exactly as ${compat} reads it.`,
          suggestions: ["Use names, `*`, `?`, a `!` in front, and `{a,b}` without wildcards; or several rules."],
        })),
    ),
  ];
}
