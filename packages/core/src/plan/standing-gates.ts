import type { Notebook } from "../model/notebook.ts";
import type { Plan, PlannedGate } from "../model/plan.ts";

/**
 * Gates that come from what the releases before have left behind, and not from the spec: lessons whose tags fit this release,
 * and carry-overs that nobody has decided on. They stand before the first stage and are not in the digest, so that the same
 * commit and spec are the same plan wherever it is made.
 */
export function standingGates(
  { release, changes, packages, name }: Pick<Plan, "release" | "changes" | "packages" | "name">,
  { lessons, carryOvers }: Notebook,
): readonly PlannedGate[] {
  // Going back must not wait for anything that was learnt.
  if (!release || release.type === "rollback") return [];
  const tags = tagsOf({ changes, packages, name });
  const fitting = lessons.filter((lesson) => lesson.tags.some((tag) => tags.has(tag.toLowerCase())));
  const open = carryOvers.filter(({ decision }) => decision === null);
  const gate = (kind: string, items: readonly { readonly id: string; readonly text: string }[]): PlannedGate[] =>
    items.length === 0
      ? []
      : [
          {
            id: `plan/${kind}`,
            kind,
            options: { items: items.map(({ id, text }) => ({ id, text })) },
            standing: true,
            verdict: "waiting",
            missing: [],
          },
        ];
  return [...gate("lessons", fitting), ...gate("carry-overs", open)];
}

/** What a release is about, in lower case: scopes and types of its changes, its packages with and without their scope. */
export function tagsOf({ changes, packages, name }: Pick<Plan, "changes" | "packages" | "name">): ReadonlySet<string> {
  const words = [
    name,
    ...changes.flatMap(({ type, scope }) => [type, scope]),
    ...packages.flatMap((each) => [each.name, each.name.split("/").at(-1)]),
  ];
  return new Set(words.flatMap((word) => (word ? [word.toLowerCase()] : [])));
}
