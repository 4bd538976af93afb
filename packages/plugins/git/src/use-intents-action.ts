import { type Action, absent, defineAction, type PlanningFacts, present, RelspecError } from "@relspec/core";
import { git } from "./run-git.ts";

const preState = ".changeset/pre.json";

export type IntentsTarget = {
  /** Commit that holds the files as they were. */
  readonly commit: string;
  readonly remove: readonly string[];
  /** From where to where: intents that a prerelease has used wait in a folder of their own for the stable release. */
  readonly move: readonly (readonly [from: string, to: string])[];
  /** Names to add to the list of used ones in `pre.json`, where it keeps such a list. */
  readonly list: readonly string[];
};

/**
 * `git/use-intents`: take the intents that the release has used out of the working tree, so that the release commit is
 * without them. While prereleases go on they are kept for the notes of the stable release; with that, `pre.json` goes too.
 */
export function useIntentsAction(): Action {
  return defineAction({
    summary: "Take the intents that the release has used out of the working tree.",
    options: { type: "object", additionalProperties: false },
    effect: "A",
    tree: true,
    async plan(_options, { facts, files }) {
      const target = targetOf(facts, await files.read(preState));
      const count = target.remove.length + target.move.length + target.list.length;
      return { summary: `take out ${count} ${count === 1 ? "file" : "files"} of intents`, target };
    },
    async check({ remove, move, list }: IntentsTarget, { files }) {
      const gone = await Promise.all([...remove, ...move.map(([from]) => from)].map((path) => files.exists(path)));
      if (gone.includes(true)) return absent;
      const listed = list.length === 0 ? [] : listIn(await files.read(preState));
      return list.every((name) => listed.includes(name)) ? present() : absent;
    },
    async apply({ remove, move, list }: IntentsTarget, { files }) {
      for (const [from, to] of move) {
        const text = await files.read(from);
        if (text === null) continue;
        await files.write(to, text);
        await files.remove(from);
      }
      for (const path of remove) await files.remove(path);
      const state = list.length === 0 ? null : await files.read(preState);
      if (state !== null) {
        const changesets = [...new Set([...listIn(state), ...list])].sort();
        await files.write(preState, `${JSON.stringify({ ...(JSON.parse(state) as object), changesets }, null, 2)}\n`);
      }
      return { files: move.map(([, to]) => to) };
    },
    async undo({ commit, remove, move, list }: IntentsTarget, _result, { files, query }) {
      for (const [, to] of move) await files.remove(to);
      for (const path of [...remove, ...move.map(([from]) => from), ...(list.length > 0 ? [preState] : [])])
        await files.write(path, await git(query, ["cat-file", "blob", `${commit}:./${path}`]));
    },
  });
}

function targetOf({ base, changes }: Pick<PlanningFacts, "base" | "changes">, state: string | null): IntentsTarget {
  const used = [...new Set(changes.flatMap(({ file }) => file ?? []))].sort();
  const none = { commit: base.commit, remove: [], move: [], list: [] };
  if (state === null) return { ...none, remove: used };
  const { mode, changesets } = parsed(state);
  if (mode === "exit") return { ...none, remove: [...used, preState] };
  if (Array.isArray(changesets)) return { ...none, list: used.map((path) => nameOf(path)) };
  return { ...none, move: used.map((path) => [path, `.changeset/pre/${nameOf(path)}.md`] as const) };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1, -".md".length);
}

function listIn(state: string | null): readonly string[] {
  const { changesets } = state === null ? {} : parsed(state);
  return Array.isArray(changesets) ? changesets.filter((each) => typeof each === "string") : [];
}

function parsed(state: string): { readonly mode?: unknown; readonly changesets?: unknown } {
  try {
    return (JSON.parse(state) as object | null) ?? {};
  } catch (cause) {
    throw new RelspecError("RS_SPEC_INTENT", {
      message: `${preState} is not JSON.`,
      details: { file: preState },
      suggestions: [`git checkout -- ${preState}`],
      cause,
    });
  }
}
