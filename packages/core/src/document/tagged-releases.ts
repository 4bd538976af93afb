import { RelspecError } from "../errors/relspec-error.ts";
import type { PlannedPackage } from "../model/plan.ts";
import type { PlanningFacts } from "../plugin/facts.ts";

/** One release on a forge: the packages that share a tag. */
export interface TaggedRelease {
  readonly tag: string;
  readonly previousTag: string | null;
  readonly version: string;
  /** Name of the package, or of the release where several share the tag. */
  readonly name: string;
  readonly packages: readonly PlannedPackage[];
  /** Markdown. */
  readonly notes: string;
  /** It is the one that stands for the whole project. */
  readonly main: boolean;
}

/** What is released, by tag, in the order of the packages. */
export function releasesOf(facts: PlanningFacts): readonly TaggedRelease[] {
  const { packages, release } = facts;
  const tags = [...new Set(packages.map(({ tag }) => tag))];
  return tags.map((tag) => {
    const of = packages.filter((each) => each.tag === tag);
    const [first] = of;
    const only = of.length === 1 ? first : undefined;
    return {
      tag,
      previousTag: first?.previousTag ?? null,
      version: only?.to ?? release.version,
      name: only?.name ?? release.name,
      packages: of,
      notes: (tags.length === 1 ? facts.notes : only?.notes) ?? facts.notes,
      main: tags.length === 1 || of.some(({ path, name }) => path === "." || name === release.name),
    };
  });
}

/** The release of a tag, or the only one. @throws `RS_PLAN_INVALID` naming the tags there are. */
export function releaseOf(tag: string | undefined, facts: PlanningFacts): TaggedRelease {
  const all = releasesOf(facts);
  const found = tag === undefined && all.length === 1 ? all[0] : all.find((each) => each.tag === tag);
  if (found) return found;
  const known = all.map((each) => each.tag);
  throw new RelspecError("RS_PLAN_INVALID", {
    message:
      tag === undefined
        ? `This release has ${known.length} tags, and the step does not say which it is about.`
        : `This release has no such tag as the step is about.`,
    details: { tags: known },
    suggestions: [`Write \`with: { tag: … }\` with one of: ${known.slice(0, 10).join(", ")}.`],
  });
}

/**
 * The step whose result says which commit is tagged: the one that makes the commit of the release or, where that is proposed first,
 * the one that knows what the proposal became. Null where the planned commit is tagged.
 */
export function commitStepOf(facts: Pick<PlanningFacts, "spec">): string | null {
  const forge = proposingForge(facts);
  if (forge !== null) return `prepare/${forge}/merged`;
  return commitsRelease(facts) ? "build/git/commit" : null;
}

/** Whether the release is committed, so that versions and a changelog belong into files. */
export function commitsRelease({ spec }: Pick<PlanningFacts, "spec">): boolean {
  return spec.plugins.some(({ name, options }) => shortName(name) === "git" && Boolean(options["commit"]));
}

/** The forge whose plugin proposes the release in a pull or merge request (`pullRequest`, `mergeRequest`); null: none. */
export function proposingForge({ spec }: Pick<PlanningFacts, "spec">): "github" | "gitlab" | null {
  const asked = (forge: string, option: string) =>
    spec.plugins.some(({ name, options }) => shortName(name) === forge && Boolean(options[option]));
  if (asked("github", "pullRequest")) return "github";
  return asked("gitlab", "mergeRequest") ? "gitlab" : null;
}

function shortName(name: string): string {
  return name.replace(/^@relspec\/plugin-/, "");
}
