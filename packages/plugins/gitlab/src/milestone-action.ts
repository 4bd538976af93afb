import { absent, conflict, defineAction, type Finding, plainLine, present } from "@relspec/core";
import { ask, fieldsOf } from "./ask.ts";
import { type GitLabOptions, milestoneOptions } from "./options.ts";
import { findPlace, type Place } from "./place.ts";

export type MilestoneTarget = { readonly at: Place; readonly title: string };

/** `gitlab/close-milestone`. Closing a closed one changes nothing; its issues stay as they are. */
export const milestoneAction = (gitlab: GitLabOptions) => {
  const find = async ({ at, title }: MilestoneTarget, context: Parameters<typeof ask>[3]) => {
    const query = new URLSearchParams({ title, per_page: "100" }).toString();
    const { data } = await ask(at, { path: `/milestones?${query}`, doing: "read its milestones" }, gitlab, context);
    const found = (Array.isArray(data) ? data : []).map(fieldsOf).find((each) => each["title"] === title);
    return found && typeof found["id"] === "number" ? { id: found["id"], closed: found["state"] === "closed" } : null;
  };
  const move = async (target: MilestoneTarget, to: "close" | "activate", context: Parameters<typeof ask>[3]) => {
    const found = await find(target, context);
    if (found === null || found.closed === (to === "close")) return found?.id ?? null;
    await ask(
      target.at,
      {
        method: "PUT",
        path: `/milestones/${found.id}`,
        body: { state_event: to },
        doing: `${to} the milestone ${plainLine(target.title, 100)}`,
      },
      gitlab,
      context,
    );
    return found.id;
  };
  return defineAction({
    summary: "Close a milestone on GitLab.",
    options: milestoneOptions,
    critical: false,
    plan: ({ title }, context) => ({
      summary: `close the milestone ${plainLine(title, 255)}`,
      target: { at: findPlace(gitlab, context, context.facts), title } satisfies MilestoneTarget,
    }),
    async check(target: MilestoneTarget, context): Promise<Finding> {
      const found = await find(target, context);
      if (found === null)
        return conflict(`${target.at.project} has no milestone ${plainLine(target.title, 255)}.`, [
          "Make it, or correct `milestones`.",
        ]);
      return found.closed ? present({ id: found.id }) : absent;
    },
    apply: async (target: MilestoneTarget, context) => ({ id: await move(target, "close", context) }),
    async undo(target: MilestoneTarget, _result, context) {
      await move(target, "activate", context);
    },
  });
};
