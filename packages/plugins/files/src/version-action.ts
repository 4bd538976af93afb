import {
  absent,
  type Action,
  conflict,
  defineAction,
  type Finding,
  present,
  type ReadFiles,
  RelspecError,
  type WriteFiles,
} from "@relspec/core";
import { planWrites, type Write } from "./plan-writes.ts";
import { readText } from "./text-file.ts";
import { versionPlaces, withVersions } from "./version-places.ts";

export type VersionTarget = { readonly writes: readonly Write[] };

/** Write the versions of the release where the spec's `version.files` says. All in one step: several places may share a file. */
export const versionAction: Action = defineAction({
  summary: "Write the version into the files of `version.files`.",
  effect: "A",
  tree: true,
  options: { type: "object", additionalProperties: false },
  plan: async (_options, { facts, files }) => {
    const writes = await planWrites(facts, files);
    const paths = filesOf(writes);
    const shown = paths.length > 4 ? [...paths.slice(0, 3), `${paths.length - 3} more`] : paths;
    const versions = [...new Set(writes.map(({ to }) => to))];
    const what = versions.length === 1 ? `version ${versions[0]}` : "versions";
    return {
      summary: writes.length === 0 ? "write no version" : `write ${what} to ${shown.join(", ")}`,
      target: { writes },
    };
  },
  check: async ({ writes }: VersionTarget, { files }): Promise<Finding> => {
    let done = true;
    for (const write of writes) {
      const values = (await placesOf(write, files)).map(({ value }) => value);
      done &&= values.length === write.from.length && values.every((value) => value === write.to);
      const strange = values.find((value, index) => value !== write.to && value !== write.from[index]);
      if (strange !== undefined)
        return conflict(`${write.path} holds ${strange}, and held ${write.from.join(", ")} when the plan was made`, [
          "git status",
        ]);
    }
    return done ? present({ files: filesOf(writes) }) : absent;
  },
  apply: async ({ writes }: VersionTarget, { files }) => {
    for (const write of writes) await rewrite(write, files, () => write.to);
    return { files: filesOf(writes) };
  },
  undo: async ({ writes }: VersionTarget, _result, { files }) => {
    for (const write of writes) await rewrite(write, files, (index) => write.from[index] ?? write.to);
  },
});

async function rewrite(write: Write, files: WriteFiles, versionOf: (index: number) => string): Promise<void> {
  const text = await readText(files, write.path);
  const places = await placesOf(write, files);
  if (text === null || places.length !== write.from.length) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `${write.path} no longer has its ${write.from.length === 1 ? "version" : "versions"} where the plan found ${write.from.length === 1 ? "it" : "them"}.`,
      details: { file: write.path, from: [...write.from] },
      suggestions: ["git status"],
    });
  }
  const after = withVersions(
    text,
    places,
    places.map((_, index) => versionOf(index)),
  );
  if (after !== text) await files.write(write.path, after);
}

async function placesOf({ path, selector }: Write, files: ReadFiles) {
  const text = await readText(files, path);
  return text === null ? [] : (await versionPlaces(text, selector)).flatMap((place) => place ?? []);
}

function filesOf(writes: readonly Write[]): readonly string[] {
  return [...new Set(writes.map(({ path }) => path))];
}
