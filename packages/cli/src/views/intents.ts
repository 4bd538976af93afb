import type { Change, IntentBump, IntentSurvey, Plan } from "@relspec/core";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";

/** What was written, and what to do with it. */
export function renderAdded(file: string, releases: ReadonlyMap<string, IntentBump>, style: Style): string {
  const lines = [...releases].map(([name, bump]) => `  ${plainLine(name)} ${style.bold(bump)}`);
  return [
    `${style.green(style.symbols.done)} Wrote ${style.bold(file)}`,
    ...(lines.length === 0 ? ["  for no package: nothing here needs a release"] : lines),
    "",
    `  ${style.cyan(style.symbols.next)} git add ${file}`,
  ].join("\n");
}

export function renderIntents(intents: readonly Change[], warnings: Plan["warnings"], style: Style): string {
  const lines = intents.map(({ file = "", bump = "none", packages, subject }) =>
    [
      `${style.bold(bump)} ${packages.length === 0 ? "no package" : packages.map((name) => plainLine(name)).join(", ")}`,
      `  ${plainLine(subject, 200)}`,
      `  ${style.dim(plainLine(file, 200))}`,
    ].join("\n"),
  );
  const loose = warnings.filter(({ message }) => message.startsWith("Not committed"));
  return [
    ...(lines.length === 0 ? ["No intents wait for a release."] : lines),
    ...loose.map(({ message }) => `${style.yellow(style.symbols.warning)} ${plainLine(message, 500)}`),
  ].join("\n\n");
}

export function renderCheck({ base, touched, missing }: IntentSurvey, style: Style): string {
  const since = plainLine(base, 100);
  if (touched.length === 0) return `${style.green(style.symbols.done)} No package has changed since ${since}.`;
  if (missing.length === 0) {
    const count = touched.length === 1 ? "The changed package has" : `All ${touched.length} changed packages have`;
    return `${style.green(style.symbols.done)} ${count} an intent since ${since}.`;
  }
  return [
    `${style.red(style.symbols.failed)} Changed since ${since}, and no intent says what that means:`,
    ...missing.map((name) => `  ${plainLine(name)}`),
    "",
    `  ${style.cyan(style.symbols.next)} relspec change add`,
  ].join("\n");
}
