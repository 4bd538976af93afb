import { RelspecError } from "../../errors/relspec-error.ts";
import { plainLine } from "../plain-text.ts";

/** What of changesets' configuration decides on versions. */
export interface IntentConfig {
  /** Patterns of packages that always have one version and are released together. */
  readonly fixed: readonly (readonly string[])[];
  /** Patterns of packages that get one version when they are released together. */
  readonly linked: readonly (readonly string[])[];
  /** Patterns of packages that are not released; their intents wait. */
  readonly ignore: readonly string[];
  /** Whether private packages get versions. */
  readonly privatePackages: boolean;
  /** Only ranges with `workspace:` make a package depend on another. */
  readonly workspaceOnly: boolean;
  /** Dependants are released with every release of what they depend on, and not only when their range asks for it. */
  readonly always: boolean;
  /** Name of the branch that changes are compared with; null when none is named. */
  readonly baseBranch: string | null;
  /** What the file holds and relspec does not heed, each a sentence. */
  readonly remarks: readonly string[];
}

export const intentConfigPath = ".changeset/config.json";

/** Without a file: every package, private ones too, and no groups of its own. */
export const noIntentConfig: IntentConfig = {
  fixed: [],
  linked: [],
  ignore: [],
  privatePackages: true,
  workspaceOnly: false,
  always: false,
  baseBranch: null,
  remarks: [],
};

const experimental = "___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH";

/** What there is another place for in relspec; null: nothing to say. */
const elsewhere: Readonly<Record<string, string | null>> = {
  $schema: null,
  fixed: null,
  linked: null,
  ignore: null,
  privatePackages: null,
  bumpVersionsWithWorkspaceProtocolOnly: null,
  baseBranch: null,
  changelog: null,
  access: "`access` is not read: it is the option `access` of the npm plugin.",
  commit: "`commit` is not read: it is the option `commit` of the git plugin.",
  format: null,
  prettier: null,
  snapshot: "`snapshot` is not read: relspec makes prereleases from branches or `pre.json`.",
  changedFilePatterns: "`changedFilePatterns` is not read: every file of a package counts.",
};

/** Read `config.json`. What it does not know it says in `remarks`. @throws `RS_SPEC_INTENT`. */
export function readIntentConfig(text: string): IntentConfig {
  const value = parse(text);
  const hidden = objectOf(value[experimental]);
  return {
    fixed: groupsOf(value, "fixed"),
    linked: groupsOf(value, "linked"),
    ignore: listOf(value["ignore"], "ignore"),
    privatePackages: privateOf(value["privatePackages"]),
    workspaceOnly: value["bumpVersionsWithWorkspaceProtocolOnly"] === true,
    always: hidden["updateInternalDependents"] === "always",
    baseBranch: typeof value["baseBranch"] === "string" ? value["baseBranch"] : null,
    remarks: remarksOn(value, hidden),
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw refuse(`it is not JSON: ${plainLine((cause as Error).message, 200)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw refuse("it is not an object");
  return value as Readonly<Record<string, unknown>>;
}

function remarksOn(
  value: Readonly<Record<string, unknown>>,
  hidden: Readonly<Record<string, unknown>>,
): readonly string[] {
  const remarks: string[] = [];
  for (const key of Object.keys(value)) {
    if (key === experimental) continue;
    if (key === "updateInternalDependencies") {
      if (value[key] === "minor")
        remarks.push(
          '`updateInternalDependencies: "minor"` decides on no version. The npm plugin writes the range of the version that was developed together, whatever the bump.',
        );
    } else if (!Object.hasOwn(elsewhere, key)) remarks.push(`\`${plainLine(key, 60)}\` is unknown and not heeded.`);
    else if (elsewhere[key] && value[key] !== false) remarks.push(elsewhere[key]);
  }
  for (const key of Object.keys(hidden))
    if (key !== "updateInternalDependents")
      remarks.push(`\`${experimental}.${plainLine(key, 60)}\` is experimental and not heeded.`);
  return remarks;
}

/** Private packages have versions since changesets 2 only when asked for in 3; `true` and `{ version: true }` ask. */
function privateOf(value: unknown): boolean {
  return value === true || objectOf(value)["version"] === true;
}

function groupsOf(value: Readonly<Record<string, unknown>>, key: "fixed" | "linked"): readonly (readonly string[])[] {
  const groups = value[key] ?? [];
  if (!Array.isArray(groups)) throw refuse(`\`${key}\` is not a list of lists`);
  return groups.map((each: unknown) => listOf(each, key));
}

function listOf(value: unknown, key: string): readonly string[] {
  const list = value ?? [];
  if (!Array.isArray(list) || !list.every((each) => typeof each === "string"))
    throw refuse(`\`${key}\` is not a list of names`);
  return list;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function refuse(what: string): RelspecError {
  return new RelspecError("RS_SPEC_INTENT", {
    message: `${intentConfigPath} cannot be used: ${what}.`,
    details: { file: intentConfigPath },
    suggestions: [`Mend ${intentConfigPath}.`],
  });
}
