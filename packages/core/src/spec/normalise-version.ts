import type { Json, JsonObject } from "../model/json.ts";
import type { BranchSpec, BumpRule, CalendarSpec, ManualSpec, VersionFile, VersionSpec } from "../model/spec.ts";

const defaultBranches: readonly BranchSpec[] = [
  { name: "main" },
  { name: "master" },
  { name: "next", channel: "next" },
  { name: "beta", channel: "beta", prerelease: "beta" },
  { name: "alpha", channel: "alpha", prerelease: "alpha" },
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
    branches: branches?.map((branch, index) => branchOf(branch, index)) ?? defaultBranches,
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

/** The first branch releases to the default channel; a maintenance or prerelease branch to one of its own name. */
function branchOf(written: Json, index: number): BranchSpec {
  const given = (typeof written === "string" ? { name: written } : written) as {
    readonly name: string;
    readonly channel?: string;
    readonly range?: string;
    readonly prerelease?: string | boolean;
  };
  const { name, range } = given;
  const prerelease = given.prerelease === true ? name : given.prerelease === false ? undefined : given.prerelease;
  const channel = given.channel ?? prerelease ?? (index > 0 && typeof written === "object" ? name : undefined);
  return {
    name,
    ...(channel !== undefined && { channel }),
    ...(range !== undefined && { range }),
    ...(prerelease !== undefined && { prerelease }),
  };
}
