import {
  absent,
  commitStepOf,
  conflict,
  defineAction,
  type Finding,
  markedText,
  markerOf,
  plainLine,
  present,
  type ReadContext,
  RelspecError,
  releaseOf,
  renderDocument,
  sameText,
  type TaggedRelease,
} from "@relspec/core";
import { ask } from "./ask.ts";
import { readRelease, type Release } from "./find-release.ts";
import { type GitLabOptions, releaseOptions } from "./options.ts";
import { findPlace, type Place } from "./place.ts";

export type ReleaseTarget = {
  readonly at: Place;
  readonly tag: string;
  /** Null: a step before makes the commit. */
  readonly commit: string | null;
  readonly title: string;
  readonly description: string;
  /** In the description; whoever finds it knows the release as this one. */
  readonly marker: string;
  readonly milestones: readonly string[];
  readonly links: readonly { readonly name: string; readonly url: string; readonly link_type: string }[];
};

/** Characters that GitLab takes as a description. */
const longest = 1_000_000;

/** `gitlab/release`. GitLab takes one release for a tag and refuses a second. */
export const releaseAction = (gitlab: GitLabOptions) => {
  const find = async ({ at, tag }: ReleaseTarget, context: ReadContext | Parameters<typeof ask>[3]) =>
    readRelease(
      await ask(
        at,
        { path: `/releases/${encodeURIComponent(tag)}`, accept: [404], doing: `read the release ${tag}` },
        gitlab,
        context,
      ),
      tag,
      at.project,
    );
  return defineAction({
    summary: "Create a release on GitLab.",
    options: releaseOptions,
    retry: { attempts: 4, delay: 2000 },
    async plan(given, context) {
      const { facts } = context;
      const release = releaseOf(given.tag, facts);
      const at = findPlace(gitlab, context, facts);
      const { tag } = release;
      const fill = (text: string) => filled(text, release, facts.release.name);
      const marker = markerOf(release.name, release.version, facts.base.commit);
      const target: ReleaseTarget = {
        at,
        tag,
        commit: commitStepOf(facts) === null ? facts.base.commit : null,
        title: plainLine(given.title ?? (await fill(gitlab.title)), 255),
        description: markedText(given.notes ?? release.notes, { marker, longest, full: facts.url ?? at.api }),
        marker,
        milestones: gitlab.milestones,
        links: await Promise.all(
          gitlab.links.map(async ({ name, url, type }) => ({ name, url: await fill(url), link_type: type })),
        ),
      };
      return { summary: `create the release ${plainLine(tag, 250)} of ${at.project}`, target };
    },
    check: async (target: ReleaseTarget, context) => judge(target, await find(target, context)),
    async apply(target: ReleaseTarget, context) {
      const { at, tag, title, description, milestones, links } = target;
      const answer = await ask(
        at,
        {
          method: "POST",
          path: "/releases",
          accept: [409],
          doing: `create the release ${tag}`,
          body: {
            tag_name: tag,
            name: title,
            description,
            ...(milestones.length > 0 && { milestones }),
            ...(links.length > 0 && { assets: { links } }),
          },
        },
        gitlab,
        context,
      );
      const made = answer.status === 409 ? await find(target, context) : readRelease(answer, tag, at.project);
      const found = judge(target, made);
      if (found.state === "present") return found.result;
      throw new RelspecError("RS_PLAN_CONFLICT", {
        message: found.state === "conflict" ? found.reason : `GitLab took the release ${tag}, and does not have it.`,
        suggestions: found.state === "conflict" ? found.suggestions : [],
      });
    },
    async undo(target: ReleaseTarget, _result, context) {
      const found = await find(target, context);
      if (found === null) return;
      if (!found.description.includes(target.marker)) {
        throw new RelspecError("RS_PLAN_CONFLICT", {
          message: `The release ${target.tag} of ${target.at.project} is not the one that relspec made, and is left as it is.`,
        });
      }
      // The tag stays: whoever made it takes it back.
      await ask(
        target.at,
        {
          method: "DELETE",
          path: `/releases/${encodeURIComponent(target.tag)}`,
          accept: [404],
          doing: `delete the release ${target.tag}`,
        },
        gitlab,
        context,
      );
    },
  });
};

/** Whether what stands at the tag is this release. */
function judge(target: ReleaseTarget, found: Release | null): Finding {
  if (found === null) return absent;
  const { at, tag, commit, marker, title, description } = target;
  if (commit !== null && found.commit !== "" && found.commit !== commit) {
    return conflict(
      `${at.project} has the release ${tag} on commit ${plainLine(found.commit, 12)}, and not on ${commit.slice(0, 12)}.`,
      ["Release the next version."],
    );
  }
  const own = found.description.includes(marker) || (found.title === title && sameText(found.description, description));
  if (!own) {
    return conflict(`${at.project} has a release ${tag} that relspec did not make.`, [
      "Release the next version, or delete that release on its page.",
    ]);
  }
  return present({ tag, evidence: [...found.evidence], links: found.links.map((each) => plainLine(each.name, 255)) });
}

function filled(text: string, { tag, version, name }: TaggedRelease, spec: string): Promise<string> {
  return renderDocument(text, { tag, version, package: name, name: spec }, { html: false });
}
