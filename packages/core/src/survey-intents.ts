import { RelspecError } from "./errors/index.ts";
import type { Project } from "./open-project.ts";
import { packagesOf } from "./plan/packages-of.ts";
import type { PackageFact } from "./plugin/facts.ts";
import { ownersOf } from "./version/commits-of.ts";
import { type Intent, intentFolder, isIntentPath } from "./version/intents/intent.ts";
import { isLeftOut, readIntents } from "./version/intents/read-intents.ts";
import { worldContext } from "./world/contexts.ts";

/** What was changed since a base, and what the intents in the working tree say of it. */
export interface IntentSurvey {
  /** What was compared with, as named. */
  readonly base: string;
  /** Those that intents can be for. */
  readonly packages: readonly string[];
  /** Those with files that differ from the base. */
  readonly touched: readonly string[];
  /** Intents that came or changed since the base. */
  readonly intents: readonly Pick<Intent, "path" | "summary" | "releases">[];
  /** Touched packages that no such intent names. */
  readonly missing: readonly string[];
}

/**
 * Compare the working tree, commits and all, with where it parted from a base: `since`, else changesets' `baseBranch`, else the
 * first branch of the spec. @throws `RS_USAGE` where the spec reads no intents or the base is unknown, `RS_SPEC_INTENT`.
 */
export async function surveyIntents(project: Project, since: string | undefined): Promise<IntentSurvey> {
  const { spec, hooks, world } = project;
  if (!spec.version.strategy.includes("intents")) throw noIntents();
  const context = worldContext(world, new AbortController().signal);
  const found = (await hooks.collect("discoverPackages", [spec, context])).flatMap(({ answer }) => answer);
  const folder = await readIntents(await filesOf(project));
  const packages = packagesOf(spec, found).filter((fact) => !isLeftOut(fact, folder.config));
  const base = since ?? folder.config.baseBranch ?? spec.version.branches[0]?.name ?? "main";
  const changed = await hooks.bail("listChanged", [base, context]);
  if (changed === undefined) throw nobodyTells();
  const paths = new Set(changed);
  const intents = folder.intents.filter(({ path }) => paths.has(path));
  const touched = touchedOf(packagesOf(spec, found), changed).filter((name) =>
    packages.some((fact) => fact.name === name),
  );
  const named = new Set(intents.flatMap(({ releases }) => [...releases.keys()]));
  // An intent for no package says that nothing here needs a release.
  const all = intents.some(({ releases }) => releases.size === 0);
  return {
    base,
    packages: packages.map(({ name }) => name),
    touched,
    intents,
    missing: all ? [] : touched.filter((name) => !named.has(name)),
  };
}

async function filesOf({ world }: Project) {
  const paths = (await world.files.glob(`${intentFolder}/**`)).filter(
    (path) => isIntentPath(path) || path.endsWith(".json"),
  );
  return Promise.all(paths.map(async (path) => ({ path, text: (await world.files.read(path)) ?? "", releasedIn: [] })));
}

function touchedOf(packages: readonly PackageFact[], changed: readonly string[]): readonly string[] {
  const owners = ownersOf(packages);
  const files = changed.filter((path) => !path.startsWith(`${intentFolder}/`));
  if (files.length === 0) return [];
  const names = owners({ id: "", parents: [], author: { name: "", email: "" }, date: "", message: "", files });
  return packages.map(({ name }) => name).filter((name) => names.has(name));
}

function noIntents(): RelspecError {
  return new RelspecError("RS_USAGE", {
    message: "This spec reads no intents: `version.strategy` does not name them.",
    suggestions: [
      "Write `version: { strategy: intents }`, or `[conventional-commits, intents]` for both, in the spec.",
    ],
  });
}

function nobodyTells(): RelspecError {
  return new RelspecError("RS_SPEC_INVALID", {
    message: "None of the plugins can tell what was changed since a branch.",
    suggestions: ["Add the git plugin to the spec: `plugins: { git: {} }`."],
  });
}
