import { RelspecError } from "../errors/index.ts";
import type { PlanWarning } from "../model/plan.ts";
import type { Spec } from "../model/spec.ts";
import type { History } from "../plugin/facts.ts";
import { intentFolder, isIntentPath } from "../version/intents/intent.ts";
import { type IntentFolder, readIntents } from "../version/intents/read-intents.ts";
import { plainLine } from "../version/plain-text.ts";
import type { World } from "../world/world.ts";

interface ReadFolder {
  readonly folder: IntentFolder;
  readonly warnings: readonly PlanWarning[];
}

/** The intents of the released commit, where the strategy asks for them; those only lying in the working tree are warned of. */
export async function intentsOf(spec: Spec, history: History, world: World): Promise<ReadFolder | null> {
  if (!spec.version.strategy.includes("intents")) return null;
  const { files } = history;
  if (files === undefined) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: "`version.strategy` asks for intents, and none of the plugins reads files of a commit.",
      suggestions: ["Add the git plugin to the spec: `plugins: { git: {} }`."],
    });
  }
  const committed = new Set(files.map(({ path }) => path));
  const lying = await world.files.glob(`${intentFolder}/*.md`);
  const loose = lying.filter((path) => isIntentPath(path) && !committed.has(path));
  return { folder: await readIntents(files), warnings: loose.length === 0 ? [] : [notCommitted(loose)] };
}

function notCommitted(paths: readonly string[]): PlanWarning {
  const shown = paths.slice(0, 3).map((path) => plainLine(path, 100));
  const more = paths.length > shown.length ? ` and ${paths.length - shown.length} more` : "";
  return {
    code: "RS_PLAN_TREE",
    message: `Not committed, so not counted: ${shown.join(", ")}${more}.`,
    suggestions: [`git add ${intentFolder} && git commit`],
  };
}
