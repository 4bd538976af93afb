import type { ContributedStep, PlanningFacts } from "@relspec/core";
import { channelTags } from "./channel-tags.ts";
import { imageVersion, isReleased } from "./image-version.ts";
import type { DockerOptions } from "./options.ts";
import { buildStep } from "./push-action.ts";

export function contributeBuild(options: DockerOptions, facts: PlanningFacts): readonly ContributedStep[] {
  return isReleased(options, facts) ? [{ id: "docker/build", uses: "docker/build", with: {}, turn: "pack" }] : [];
}

/** The version first, then what belongs to it, and last the tags that people follow: whoever comes by them finds it whole. */
export function contributeDeploy(options: DockerOptions, facts: PlanningFacts): readonly ContributedStep[] {
  if (!isReleased(options, facts)) return [];
  const attached = options.attach.map(({ file, type }): ContributedStep => ({
    id: `docker/attach:${file}`,
    uses: "docker/attach",
    with: { file, type },
    turn: "publish",
    needs: ["docker/push"],
    parallel: false,
  }));
  const signed: ContributedStep = {
    id: "docker/sign",
    uses: "docker/sign",
    with: { key: options.sign ?? "" },
    turn: "publish",
    needs: ["docker/push"],
  };
  return [
    { id: "docker/push", uses: "docker/push", with: {}, turn: "publish", needs: [buildStep] },
    ...attached,
    ...(options.sign === undefined ? [] : [signed]),
    ...tagsOf(options, facts).map((tag): ContributedStep => ({
      id: `docker/tag:${tag}`,
      uses: "docker/tag",
      with: { tag },
      turn: "mark",
      needs: ["docker/push"],
    })),
  ];
}

/** The tags that follow the earlier version go back to it; the image of the later one stays where it is. */
export function contributeRollback(options: DockerOptions, facts: PlanningFacts): readonly ContributedStep[] {
  if (!isReleased(options, facts)) return [];
  return tagsOf(options, facts).map((tag): ContributedStep => ({
    id: `docker/tag:${tag}`,
    uses: "docker/tag",
    with: { tag, version: imageVersion(options, facts), back: true },
    turn: "publish",
  }));
}

function tagsOf(options: DockerOptions, facts: PlanningFacts): readonly string[] {
  return options.tags ?? channelTags(imageVersion(options, facts), facts.release.channel);
}
