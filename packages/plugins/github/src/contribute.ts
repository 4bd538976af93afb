import type { ContributedStep, PlanningFacts } from "@relspec/core";
import { RelspecError } from "@relspec/core";
import type { GitHubOptions } from "./options.ts";
import { commitStepOf, releasesOf, type TaggedRelease } from "./tags-of.ts";

/**
 * The draft and its files come before anything is public, the draft becomes public when all that cannot be taken back has
 * been done, and people are told last.
 */
export function contributeDeploy(options: GitHubOptions, facts: PlanningFacts): readonly ContributedStep[] {
  const releases = releasesOf(facts);
  const one = releases.length === 1;
  const commitStep = commitStepOf(facts);
  const steps = releases.flatMap((release): readonly ContributedStep[] => {
    const { tag } = release;
    const id = (action: string) => (one ? `github/${action}` : `github/${action}:${tag}`);
    const draft: ContributedStep = { id: id("release"), uses: "github/release", with: { tag }, turn: "pack" };
    const assets = assetsOf(options, release, one).map(({ path, label, optional }): ContributedStep => ({
      id: `${id("asset")}:${path}`,
      uses: "github/asset",
      with: { tag, path, optional, ...(label !== undefined && { label }) },
      turn: "pack",
      needs: [draft.id],
      // GitHub asks for uploads one after the other.
      parallel: false,
    }));
    const publish: ContributedStep = {
      id: id("publish"),
      uses: "github/publish",
      with: { tag },
      turn: "reveal",
      needs: [draft.id, ...assets.map((each) => each.id), ...(commitStep === null ? [] : [commitStep])],
      parallel: false,
    };
    return options.draft ? [draft, ...assets] : [draft, ...assets, publish];
  });
  return steps;
}

function assetsOf(
  { assets }: GitHubOptions,
  { packages }: TaggedRelease,
  one: boolean,
): readonly GitHubOptions["assets"][number][] {
  return assets.filter(({ path, package: name }) => {
    if (name === undefined && !one) {
      throw new RelspecError("RS_PLAN_INVALID", {
        message: `The asset ${path} of the plugin github does not say which package's release it belongs to.`,
        suggestions: ["Write `package: NAME` beside its path: the packages have tags of their own."],
      });
    }
    return name === undefined || packages.some((each) => each.name === name);
  });
}
