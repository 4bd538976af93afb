import { type ContributedStep, definePlugin, type PlanningFacts, releasesOf } from "@relspec/core";
import { bannerAction } from "./banner-action.ts";
import { accessCheckup } from "./checkup.ts";
import { gitlabHosts } from "./gitlab-hosts.ts";
import { milestoneAction } from "./milestone-action.ts";
import { type GitLabOptions, pluginOptions } from "./options.ts";
import { releaseAction } from "./release-action.ts";

export default definePlugin({
  name: "gitlab",
  summary: "Releases on GitLab.",
  options: pluginOptions,
  permissions: ({ url }) => ({ hosts: gitlabHosts(url), commands: ["git"] }),
  setup: (options) => ({
    actions: {
      release: releaseAction(options),
      "close-milestone": milestoneAction(options),
      banner: bannerAction(options),
    },
    contribute: { deploy: (facts) => usual(options, facts) },
    rollback: (facts) => banners(facts),
    checkups: [accessCheckup(options)],
  }),
});

/** A release for each tag once the tags are there, then the milestones. */
function usual({ milestones, closeMilestones }: GitLabOptions, facts: PlanningFacts): readonly ContributedStep[] {
  const releases = releasesOf(facts).map(({ tag }, _, { length }): ContributedStep => ({
    id: length === 1 ? "gitlab/release" : `gitlab/release:${tag}`,
    uses: "gitlab/release",
    with: { tag },
    turn: "reveal",
  }));
  const closed = milestones.map((title): ContributedStep => ({
    id: `gitlab/close-milestone:${title}`,
    uses: "gitlab/close-milestone",
    with: { title },
    turn: "announce",
  }));
  return closeMilestones ? [...releases, ...closed] : releases;
}

/** Whoever opens the page of the version that was left is told so. */
function banners(facts: PlanningFacts): readonly ContributedStep[] {
  const { version } = facts.release;
  const left = facts.packages.flatMap(({ previousTag, tag, to }) =>
    previousTag === null || previousTag === tag ? [] : [{ tag: previousTag, to }],
  );
  return [...new Map(left.map((each) => [each.tag, each])).values()].map(({ tag, to }): ContributedStep => ({
    id: `gitlab/banner:${tag}`,
    uses: "gitlab/banner",
    with: { tag, text: `This version was rolled back to ${to === "" ? version : to}.` },
    turn: "reveal",
  }));
}
