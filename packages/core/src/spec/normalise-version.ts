import type { Json, JsonObject } from "../model/json.ts";
import type { BranchSpec, BumpRule, CalendarSpec, ManualSpec, VersionFile, VersionSpec } from "../model/spec.ts";

const defaultBranches: readonly BranchSpec[] = [
  { name: "main" },
  { name: "master" },
  { name: "next", channel: "next" },
  { name: "beta", channel: "beta", prerelease: "beta" },
  { name: "alpha", channel: "alpha", prerelease: "alpha" },
  { name: "+([0-9])?(.{+([0-9]),x}).x", channel: "{{name}}" },
];

/** How versions are told, with the defaults written out. */
export function normaliseVersion(written: JsonObject): VersionSpec {
  const zero = (written["zero"] ?? "strict") as VersionSpec["zero"];
  const branches = written["branches"] as readonly Json[] | undefined;
  const tag = written["tag"] as string | undefined;
  const strategy = [written["strategy"] ?? "conventional-commits"].flat() as unknown as VersionSpec["strategy"];
  const manual = written["manual"] as ManualSpec | undefined;
  const compat = written["compat"] as VersionSpec["compat"];
  const overrides = written["overrides"] as string | undefined;
  return {
    strategy,
    ...((strategy.includes("calver") || written["calver"] !== undefined) && { calver: calendarOf(written["calver"]) }),
    ...(manual !== undefined && { manual }),
    preset: (written["preset"] ?? (compat === undefined ? "relspec" : "angular")) as VersionSpec["preset"],
    ...(compat !== undefined && { compat }),
    ...(written["squash"] === true && { squash: true }),
    ...(overrides !== undefined && { overrides }),
    rules: (written["rules"] ?? []) as unknown as readonly BumpRule[],
    initial: (written["initial"] ?? (zero === "minor" ? "0.1.0" : "1.0.0")) as string,
    zero,
    ...(tag !== undefined && { tag }),
    branches: branches?.map(branchOf) ?? defaultBranches,
    dependants: (written["dependants"] ?? "needed") as VersionSpec["dependants"],
    files: [written["files"] ?? []]
      .flat()
      .map((each) => (typeof each === "string" ? { path: each } : (each as unknown as VersionFile))),
  };
}

function calendarOf(written: Json | undefined): CalendarSpec {
  const given = (typeof written === "string" ? { format: written } : (written ?? {})) as Partial<CalendarSpec>;
  return { format: given.format ?? "YYYY.MM.MICRO", timezone: given.timezone ?? "UTC" };
}

/**
 * The first release branch releases to the default channel, every other one to a channel of its own name. `main` and `master` are
 * one branch by two names.
 */
function branchOf(written: Json, index: number, all: readonly Json[]): BranchSpec {
  const { name, range, prerelease: asked, channel: chosen } = branchGiven(written);
  const prerelease = asked === true ? "{{name}}" : asked === false ? undefined : asked;
  const first = all.findIndex((each) => isRelease(branchGiven(each)));
  const isMain = index === first || (name === "master" && all.some((each) => branchGiven(each).name === "main"));
  const channel = chosen ?? (isMain ? undefined : "{{name}}");
  return {
    name,
    ...(channel !== undefined && { channel }),
    ...(range !== undefined && { range }),
    ...(prerelease !== undefined && { prerelease }),
  };
}

interface WrittenBranch {
  readonly name: string;
  readonly channel?: string;
  readonly range?: string;
  readonly prerelease?: string | boolean;
}

function branchGiven(written: Json): WrittenBranch {
  return (typeof written === "string" ? { name: written } : written) as unknown as WrittenBranch;
}

function isRelease({ name, range, prerelease = false }: WrittenBranch): boolean {
  return prerelease === false && range === undefined && !name.endsWith(".x");
}
