import { absent, type Action, defineAction, present, RelspecError } from "@relspec/core";
import { fieldsOf, readId } from "./answers.ts";
import { listPages } from "./list-pages.ts";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace, nameOf, type Place } from "./place.ts";
import { oneLine } from "./one-line.ts";

export type MilestoneTarget = { readonly at: Place; readonly title: string };

/** `closed`: this step closed it, so taking the step back opens it again. */
type MilestoneResult = { readonly milestone: number; readonly closed: boolean };

/** `github/milestone`: close the milestone of a version. */
export function milestoneAction(options: GitHubOptions, open: Opener, secrets: readonly string[]): Action {
  return defineAction({
    summary: "Close a milestone on GitHub.",
    secrets,
    critical: false,
    options: {
      type: "object",
      additionalProperties: false,
      properties: {
        title: {
          type: "string",
          minLength: 1,
          maxLength: 200,
          template: true,
          default: "{{version}}",
          description: "Title of the milestone.",
        },
      },
    },
    async plan({ title }, context) {
      const at = await findPlace(options, context, context.facts);
      const target: MilestoneTarget = { at, title: oneLine(title, "milestone") };
      return { summary: `close the milestone ${target.title} of ${nameOf(at)}`, target };
    },
    async check({ at, title }: MilestoneTarget, context) {
      const found = await findMilestone(title, await open.toLook(at, context));
      return found?.open === false ? present({ milestone: found.number, closed: false }) : absent;
    },
    async apply({ at, title }: MilestoneTarget, context): Promise<MilestoneResult> {
      const github = await open.toWrite(at, context);
      const found = await findMilestone(title, github);
      if (!found) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `${nameOf(at)} has no milestone ${title} to close.`,
          suggestions: ["Correct `milestone` in the options of the plugin github, or make the milestone."],
        });
      }
      if (found.open) await setState(found.number, "closed", title, github);
      return { milestone: found.number, closed: found.open };
    },
    async undo({ at, title }: MilestoneTarget, { milestone, closed }: MilestoneResult, context) {
      if (closed) await setState(milestone, "open", title, await open.toWrite(at, context));
    },
  });
}

async function setState(number: number, state: "open" | "closed", title: string, github: GitHub): Promise<void> {
  await github.ask(
    "PATCH /repos/{owner}/{repo}/milestones/{milestone_number}",
    { milestone_number: number, state },
    { doing: `${state === "open" ? "open" : "close"} the milestone ${title}` },
  );
}

async function findMilestone(
  title: string,
  github: GitHub,
): Promise<{ readonly number: number; readonly open: boolean } | null> {
  const route = "GET /repos/{owner}/{repo}/milestones";
  for await (const each of listPages(github, route, { state: "all" }, { doing: "read its milestones" })) {
    const { title: found, state } = fieldsOf(each);
    if (found === title) return { number: readId(each, github, "a milestone", "number"), open: state !== "closed" };
  }
  return null;
}
