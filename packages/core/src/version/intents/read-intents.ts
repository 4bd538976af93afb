import { RelspecError } from "../../errors/relspec-error.ts";
import type { CommittedFile, PackageFact } from "../../plugin/facts.ts";
import { matchesPattern } from "../matches-pattern.ts";
import { plainLine } from "../plain-text.ts";
import { type Intent, intentName, isIntentPath } from "./intent.ts";
import { type IntentConfig, intentConfigPath, noIntentConfig, readIntentConfig } from "./intent-config.ts";
import { parseIntent } from "./parse-intent.ts";
import { type PreState, preStatePath, readPreState } from "./pre-state.ts";

export interface IntentFolder {
  /** By path. */
  readonly intents: readonly (Intent & Pick<CommittedFile, "releasedIn">)[];
  readonly config: IntentConfig;
  readonly pre: PreState | null;
}

/** Everything in the folder of intents, read. @throws `RS_SPEC_INTENT` for the first file that cannot be. */
export async function readIntents(files: readonly CommittedFile[]): Promise<IntentFolder> {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const textOf = (path: string): string | undefined => sorted.find((file) => file.path === path)?.text;
  const config = textOf(intentConfigPath);
  const pre = textOf(preStatePath);
  const intents: (Intent & Pick<CommittedFile, "releasedIn">)[] = [];
  for (const { path, text, releasedIn } of sorted)
    if (isIntentPath(path)) intents.push({ ...(await parseIntent(path, text)), releasedIn });
  return {
    intents,
    config: config === undefined ? noIntentConfig : readIntentConfig(config),
    pre: pre === undefined ? null : readPreState(pre),
  };
}

/** Whether a package stays as it is, and its intents wait. */
export function isLeftOut({ name, private: hidden }: PackageFact, { ignore, privatePackages }: IntentConfig): boolean {
  return (hidden && !privatePackages) || ignore.some((pattern) => matchesPattern(name, pattern));
}

/**
 * The intents that no release has used yet, each with the packages it still has something to say to. One was used when it
 * is among those of the prereleases going on, or when its file was already there in the commit of the package's last release.
 * @throws `RS_SPEC_INTENT` when one names a package that does not exist, or packages of which only some are left out.
 */
export function pendingIntents(
  { intents, config, pre }: IntentFolder,
  packages: readonly PackageFact[],
  /** Commit of a package's last release; null when there was none. */
  lastCommit: (name: string) => string | null,
): readonly Intent[] {
  const byName = new Map(packages.map((each) => [each.name, each]));
  return intents.flatMap((intent) => {
    const { path, releases, releasedIn, summary } = intent;
    const names = [...releases.keys()];
    for (const name of names) if (!byName.has(name)) throw refuseUnknown(path, name, [...byName.keys()]);
    const out = names.filter((name) => isLeftOut(byName.get(name)!, config));
    if (out.length > 0 && out.length < names.length) throw refuseMixed(path, out, names);
    if (out.length > 0 || isUsed(path, pre)) return [];
    const used = (name: string) => releasedIn.includes(lastCommit(name) ?? "");
    const left = names.filter((name) => !used(name));
    if (names.length === 0 ? releasedIn.length > 0 : left.length === 0) return [];
    return [{ path, summary, releases: new Map(left.map((name) => [name, releases.get(name)!])) }];
  });
}

function isUsed(path: string, pre: PreState | null): boolean {
  if (pre?.mode !== "pre") return false;
  const name = intentName(path);
  return name.startsWith("pre/") || (pre.used?.includes(name) ?? false);
}

function refuseUnknown(path: string, name: string, known: readonly string[]): RelspecError {
  return new RelspecError("RS_SPEC_INTENT", {
    message: `The intent ${plainLine(path, 200)} names "${plainLine(name, 200)}", and there is no package of that name.`,
    details: { file: path, package: name, known },
    suggestions: [`Correct the name in ${plainLine(path, 200)}, or take the line out.`],
  });
}

function refuseMixed(path: string, out: readonly string[], names: readonly string[]): RelspecError {
  const others = names.filter((name) => !out.includes(name));
  return new RelspecError("RS_SPEC_INTENT", {
    message: `The intent ${plainLine(path, 200)} is for packages that are released (${others.join(", ")}) and for some that ${intentConfigPath} leaves out (${out.join(", ")}). It would be used and kept at once.`,
    details: { file: path, leftOut: out },
    suggestions: [
      "Write two intents, one for each kind.",
      `Change \`ignore\` or \`privatePackages\` in ${intentConfigPath}.`,
    ],
  });
}
