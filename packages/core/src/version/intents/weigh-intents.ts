import type { Bump, Change } from "../../model/change.ts";
import type { PlanWarning } from "../../model/plan.ts";
import type { Spec } from "../../model/spec.ts";
import type { History, PackageFact } from "../../plugin/facts.ts";
import type { PastReleases } from "../last-release.ts";
import { intentConfigPath } from "./intent-config.ts";
import { intentChanges } from "./intent-changes.ts";
import { joinIntents, withoutBumps } from "./join-intents.ts";
import { type IntentFolder, pendingIntents } from "./read-intents.ts";

interface Weighing {
  readonly folder: IntentFolder;
  readonly history: History;
  readonly packages: readonly PackageFact[];
  readonly strategy: Spec["version"]["strategy"];
  readonly past: ReadonlyMap<string, PastReleases>;
  /** What the messages of the commits say. */
  readonly commits: readonly Change[];
  readonly classify: (change: Change) => Bump | false | undefined | Promise<Bump | false | undefined>;
}

/** All changes of a release that intents take part in: the intents first, then the commits. */
export async function weighIntents({
  folder,
  history,
  packages,
  strategy,
  past,
  commits,
  classify,
}: Weighing): Promise<{
  readonly changes: readonly Change[];
  readonly warnings: readonly PlanWarning[];
}> {
  const pending = pendingIntents(folder, packages, (name) => past.get(name)?.last?.commit ?? null);
  const intents: Change[] = [];
  for (const change of intentChanges(pending, history.commits, history.head)) {
    const answer = change.packages.length === 0 ? undefined : await classify(change);
    const { bump: _, ...rest } = change;
    const rule = "decided by a plugin";
    intents.push(
      answer === undefined ? change : answer === false ? { ...rest, rule } : { ...rest, bump: answer, rule },
    );
  }
  const remarks = folder.config.remarks.map((remark) => ({
    code: "RS_SPEC_INTENT",
    message: `${intentConfigPath}: ${remark}`,
    suggestions: [],
  }));
  if (!strategy.includes("conventional-commits"))
    return { changes: [...intents, ...withoutBumps(commits)], warnings: remarks };
  const files = new Map(history.commits.map(({ id, files: touched }) => [id, touched]));
  const joined = joinIntents(commits, intents, (id) => files.get(id) ?? []);
  return { changes: joined.changes, warnings: [...remarks, ...joined.warnings] };
}
