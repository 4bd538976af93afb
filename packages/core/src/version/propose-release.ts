import { RelspecError } from "../errors/relspec-error.ts";
import type { Bump, Change } from "../model/change.ts";
import type { PlannedPackage, PlannedRelease, PlanWarning } from "../model/plan.ts";
import type { Spec } from "../model/spec.ts";
import type { History, PackageFact } from "../plugin/facts.ts";
import { branchLines } from "./branch-lines.ts";
import { rangeText, type VersionRange } from "./branch-ranges.ts";
import { channelName } from "./channel-name.ts";
import { findPromotions, type Promotion } from "./find-promotions.ts";
import { plainLine } from "./plain-text.ts";
import { branchOf, type BranchRole } from "./branch-of.ts";
import { intentBasis, intentBranch } from "./intents/intent-basis.ts";
import { type IntentFolder, isLeftOut } from "./intents/read-intents.ts";
import { weighIntents } from "./intents/weigh-intents.ts";
import { dependencyTarget } from "./internal-range.ts";
import { type PastReleases, pastReleases } from "./last-release.ts";
import { bumpBetween, effectiveBump } from "./next-version.ts";
import { branchObstacle } from "./branch-obstacle.ts";
import { findPackageWarnings, rangeFor, refuseOutOfRange } from "./judge-versions.ts";
import { changesByPackage } from "./changes-by-package.ts";
import { nearMissWarnings } from "./near-miss-warnings.ts";
import { idleWarnings, type Override } from "./overrides.ts";
import { readChanges } from "./read-changes.ts";
import { compareVersions } from "./satisfies.ts";
import { type Lasts, settleVersions } from "./settle-versions.ts";
import { type Circle, sortByDependencies } from "./sort-by-dependencies.ts";
import type { Spread } from "./spread-bumps.ts";
import { combineStrategies } from "./strategy/combine-strategies.ts";
import type { Ask } from "./strategy/strategy.ts";
import { tagFormat } from "./tag-name.ts";
import { tagsByPackage } from "./tags-by-package.ts";
import { asksForVersion, findReplaced } from "./versions-asked.ts";

type Wait<T> = T | Promise<T>;

export interface Proposing {
  readonly history: History;
  readonly packages: readonly PackageFact[];
  readonly spec: Spec;
  /** What the strategy `manual` is to release, where it is not told by manifests. */
  readonly given?: string | null;
  /** Present where the strategy asks for intents. */
  readonly intents?: IntentFolder;
  /** How single commits are to be read, from the file of `version.overrides`. */
  readonly overrides?: readonly Override[];
  /** Overrides what one change asks for; `false` is no release, undefined leaves it. */
  readonly classify: (change: Change) => Wait<Bump | false | undefined>;
  /** Overrides the next version of a package; undefined leaves it. */
  readonly decide: (packageName: string, proposal: string) => Wait<string | undefined>;
}

export interface Proposal {
  /** Null when no package has anything to release. */
  readonly release: Omit<PlannedRelease, "id"> | null;
  /** Those that get a version, each after what it depends on. */
  readonly packages: readonly Omit<PlannedPackage, "notes">[];
  /** Every commit of the history with its meaning; `packages` names those it counts for. */
  readonly changes: readonly Change[];
  /** Every package, with its version after the release. */
  readonly workspace: readonly (PackageFact & { readonly next: string | null })[];
  readonly warnings: readonly PlanWarning[];
}

/** From the history to versions: what each package's own changes, its groups and its dependencies ask for. */
export async function proposeRelease(proposing: Proposing): Promise<Proposal> {
  const { history, packages, spec, intents: folder, given = null, classify, overrides = [] } = proposing;
  const branch = intentBranch(branchOf(spec.version.branches, history.head.branch), folder?.pre ?? null);
  const obstacle = branchObstacle(spec, history);
  const branchWarnings = obstacle ? [obstacle] : [];
  const format = tagFormat(spec, packages.length);
  const tags = tagsByPackage(
    packages.map(({ name }) => name),
    history.tags,
    format,
  );
  const past = new Map(packages.map(({ name }) => [name, pastReleases(name, tags.get(name) ?? [], format, branch)]));
  const commits = await readChanges({ history, packages, version: spec.version, past, overrides, classify });
  const { changes, warnings } = folder
    ? await weighIntents({ folder, history, packages, strategy: spec.version.strategy, past, commits, classify })
    : { changes: commits, warnings: [] };
  const counting = changesByPackage(changes);
  const { version } = spec;
  const lasts = new Map(packages.map((fact) => [fact.name, lastOf(proposing, fact, past.get(fact.name))]));
  const asks = combineStrategies({
    packages: folder ? packages.filter((fact) => !isLeftOut(fact, folder.config)) : packages,
    changes: counting,
    past,
    lasts,
    branch,
    version,
    head: history.head,
    given,
    pre: folder?.pre ?? null,
  });
  const spread = await settleVersions(proposing, branch, { past, lasts }, asks, counting);

  const { packages: sorted, circles } = sortByDependencies(packages.filter(({ name }) => spread.has(name)));
  const byName = new Map(packages.map((fact) => [fact.name, fact]));
  const surroundings = { spec, asks, changes: counting, format, lasts, names: new Set(byName.keys()) };
  const planned = sorted.map((fact) => plannedOf(fact, spread.get(fact.name)!, past.get(fact.name)!, surroundings));
  const lines = branchLines([...byName.keys()], { history, spec, format });
  const ranges = new Map(
    planned.map(({ name }) => [name, rangeFor(lines.get(name) ?? [], branch, history.head, version.initial)]),
  );
  for (const each of planned) {
    const limits = {
      range: ranges.get(each.name) ?? null,
      lines: lines.get(each.name) ?? [],
      initial: version.initial,
    };
    refuseOutOfRange(each, { ...limits, branch: history.head.branch }, changes);
  }
  if (format.shared) refuseSharedTag(planned);
  const promotions = findPromotions({
    packages,
    channels: history.channels,
    lines,
    format,
    branch,
    name: history.head.branch,
  });
  if (planned.length === 0 && promotions.length > 0) {
    const promoted = promotions.map((each) => promotedOf(each, branch));
    const release = releaseOf(spec.name, promoted, branch, history.head.branch);
    const from = promotions.find(({ version: to }) => to === release?.version)?.channels ?? [];
    return {
      release: release && { ...release, promotes: from },
      packages: promoted,
      changes,
      workspace: packages.map((fact) => ({ ...fact, next: past.get(fact.name)?.last?.version ?? fact.version })),
      warnings: branchWarnings,
    };
  }

  return {
    release: releaseOf(spec.name, planned, branch, history.head.branch),
    packages: planned.map((each) => ({ ...each, ...shownRange(ranges.get(each.name) ?? null) })),
    changes,
    workspace: packages.map((fact) => ({
      ...fact,
      next: spread.get(fact.name)?.to ?? lasts.get(fact.name) ?? fact.version,
    })),
    warnings: [
      ...warnings,
      ...branchWarnings,
      ...nearMissWarnings(changes),
      ...packages.flatMap(({ name }) => findReplaced(name, counting.get(name) ?? [])),
      ...idleWarnings(history, overrides),
      ...planned.flatMap((each) => findPackageWarnings(each, byName.get(each.name)!, past.get(each.name)!, branch)),
      ...circles.map(describeCircle),
    ],
  };
}

function describeCircle({ names, needed }: Circle): PlanWarning {
  const [first, last] = [names.at(-2), names.at(-1)];
  const way = names.join(" → ");
  const meanwhile = needed ? `; it can be installed once ${last} is there too` : "";
  return {
    code: "RS_PLAN_INVALID",
    message: `Packages depend on each other in a circle: ${way}. It is cut at ${first} → ${last}: ${first} comes first${meanwhile}.`,
    suggestions: [
      needed
        ? "Take out one of these dependencies, or make it a peer dependency."
        : "Nothing needs to be done: no one is installed before what it needs.",
    ],
  };
}

/** What the next version of a package comes after; with intents its manifest counts as well as its tags. */
function lastOf({ intents, spec }: Proposing, fact: PackageFact, past: PastReleases | undefined): string | null {
  const { strategy } = spec.version;
  if (!intents || strategy.includes("manual") || strategy.includes("calver")) return past?.last?.version ?? null;
  return intentBasis(past, fact, intents.pre);
}

interface Surroundings {
  readonly spec: Spec;
  readonly asks: ReadonlyMap<string, Ask>;
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  readonly format: ReturnType<typeof tagFormat>;
  readonly lasts: Lasts["lasts"];
  readonly names: ReadonlySet<string>;
}

function plannedOf(
  fact: PackageFact,
  { bump, to, because }: Spread,
  { last }: PastReleases,
  { spec, asks, changes, format, lasts, names }: Surroundings,
): Omit<PlannedPackage, "notes"> {
  const own = (changes.get(fact.name) ?? []).filter(
    (change) => change.bump !== undefined || asksForVersion(change, fact.name),
  );
  const from = lasts.get(fact.name) ?? null;
  return {
    name: fact.name,
    path: fact.path,
    private: fact.private,
    from,
    to,
    bump: bumpBetween(from, to) ?? effectiveBump(bump, from, spec.version.zero),
    tag: format.nameOf(fact.name, to),
    previousTag: last?.tag ?? null,
    reasons: [
      ...own.map(({ id, rule }) => ({ commit: id, rule })),
      ...[...(asks.get(fact.name)?.because ?? []), ...because].map((each) => ({ commit: null, ...each })),
    ],
    dependencies: [
      ...new Set(
        fact.dependencies
          .filter(({ kind }) => kind !== "development")
          .map(dependencyTarget)
          .filter((name) => names.has(name)),
      ),
    ].sort(),
  };
}

function refuseSharedTag(planned: readonly Omit<PlannedPackage, "notes">[]): void {
  const other = planned.find(({ to }) => to !== planned[0]?.to);
  if (!other || !planned[0]) return;
  throw new RelspecError("RS_PLAN_INVALID", {
    message: `\`version.tag\` names no package, but ${planned[0].name} would become ${planned[0].to} and ${other.name} ${other.to}: one tag cannot stand for both.`,
    suggestions: [
      'Write `version.tag: "{{package}}@{{version}}"`.',
      "Or give them one version: `packages: { groups: { all: { kind: fixed, packages: ['*'] } } }`.",
    ],
  });
}

/** The version of the whole: of the package named like the spec, else of the root package, else the highest. */
function releaseOf(
  name: string,
  planned: readonly Omit<PlannedPackage, "notes">[],
  branch: BranchRole,
  branchName: string | null,
): Proposal["release"] {
  const { type, channel } = branch;
  const highest = planned.reduce<(typeof planned)[number] | undefined>(
    (high, each) => (high && compareVersions(each.to, high.to) <= 0 ? high : each),
    undefined,
  );
  const main = planned.find((each) => each.name === name) ?? planned.find(({ path }) => path === ".") ?? highest;
  return main
    ? { name, version: main.to, previous: main.from, bump: main.bump, channel, type, ...ruleOf(branch, branchName) }
    : null;
}

function ruleOf({ entry, type }: BranchRole, name: string | null): { readonly rule?: string } {
  if (!entry || name === null) return {};
  const kind = { release: "a release branch", prerelease: "a prerelease branch", maintenance: "a maintenance branch" }[
    type
  ];
  return {
    rule: `${plainLine(name, 100)} is ${kind}${entry.name === name ? "" : ` by the pattern ${plainLine(entry.name, 100)}`}`,
  };
}

function shownRange(range: VersionRange | null): Pick<PlannedPackage, "range"> {
  return range === null ? {} : { range: { text: rangeText(range), because: range.because } };
}

/** A version that only gets a channel more. */
function promotedOf(
  { fact, version, tag, channels, before }: Promotion,
  { channel }: BranchRole,
): Omit<PlannedPackage, "notes"> {
  const from = before?.version ?? null;
  return {
    name: fact.name,
    path: fact.path,
    private: fact.private,
    from,
    to: version,
    bump: bumpBetween(from, version),
    tag,
    previousTag: before?.tag ?? null,
    channels: [...channels, channel],
    reasons: [{ commit: null, rule: `released on ${channels.map(channelName).join(" and ")}, and merged since` }],
    dependencies: [],
  };
}
