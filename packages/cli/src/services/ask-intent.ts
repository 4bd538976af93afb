import type { IntentBump, IntentSurvey } from "@relspec/core";

export interface Answers {
  readonly packages?: readonly string[];
  readonly bump?: IntentBump;
  readonly summary?: string;
}

export interface IntentAnswer {
  readonly releases: ReadonlyMap<string, IntentBump>;
  readonly summary: string;
}

const meanings = [
  { value: "patch", label: "patch", hint: "something works that did not" },
  { value: "minor", label: "minor", hint: "something new, all else as before" },
  { value: "major", label: "major", hint: "who uses it has to change something" },
  { value: "none", label: "none", hint: "no release for this" },
] as const satisfies readonly { value: IntentBump; label: string; hint: string }[];

/** Asks on the terminal for what was not given with flags; null when the person gave up. Prompts go to stderr. */
export async function askIntent(survey: IntentSurvey, given: Answers): Promise<IntentAnswer | null> {
  const { isCancel, multiselect, select, text } = await import("@clack/prompts");
  const output = process.stderr;
  const packages = given.packages ?? (survey.packages.length === 1 ? survey.packages : undefined);
  const names =
    packages ??
    (await multiselect({
      message: "Which packages is this for?",
      options: survey.packages
        .map((name) => ({ value: name, label: name, ...(survey.touched.includes(name) && { hint: "changed" }) }))
        .toSorted((a, b) => Number(survey.touched.includes(b.value)) - Number(survey.touched.includes(a.value))),
      initialValues: [...survey.missing],
      required: true,
      output,
    }));
  if (isCancel(names)) return null;
  const ask = (message: string, more: readonly { value: "each"; label: string }[] = []) =>
    select<IntentBump | "each">({ message, options: [...meanings, ...more], output });
  const same =
    given.bump ??
    (names.length === 1
      ? await ask(`What does it mean for ${names[0]}?`)
      : await ask("What does it mean for them?", [{ value: "each", label: "not the same for all" }]));
  if (isCancel(same)) return null;
  const releases = new Map<string, IntentBump>();
  for (const name of names) {
    const bump = same === "each" ? await ask(`What does it mean for ${name}?`) : same;
    if (isCancel(bump) || bump === "each") return null;
    releases.set(name, bump);
  }
  const summary =
    given.summary ??
    (await text({
      message: "What has changed, for those who use it?",
      placeholder: "Refunds are paid in the currency of the order.",
      validate: (value) =>
        (value ?? "").trim() === "" ? "It goes into the release notes, so it cannot be empty." : undefined,
      output,
    }));
  return isCancel(summary) ? null : { releases, summary };
}
