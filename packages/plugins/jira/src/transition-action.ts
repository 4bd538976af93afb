import { absent, type Action, defineAction, type Finding, plainLine, present } from "@relspec/core";
import { type Asking, tellJira } from "./ask-jira.ts";
import { eachIssue, notPossible, type Refused, reportRefused } from "./each-issue.ts";
import type { Jira } from "./jira.ts";
import { keysNow, listIssues, type NamedIssues, namedIssues } from "./named-issues.ts";
import { transitionOptions } from "./options.ts";
import { readIssue, statusOf } from "./read-issue.ts";

export type TransitionTarget = NamedIssues & {
  readonly site: string;
  readonly project: string;
  readonly to: string;
  readonly by: string | null;
};

export type TransitionResult = {
  readonly moved: readonly { readonly issue: string; readonly from: string; readonly to: string }[];
  readonly there: readonly string[];
  readonly refused: readonly Refused[];
};

/**
 * `jira/transition`: brings issues on in their workflow, where it offers that. The status is named and not only the transition,
 * because nothing in an issue tells afterwards which transition it came by.
 */
export function transitionAction(jira: Jira): Action {
  return defineAction({
    summary: "Bring issues on by a transition of their workflow.",
    options: transitionOptions,
    critical: false,
    secrets: jira.secrets,
    retry: { attempts: 5, delay: 2000 },
    plan: ({ to, by, ...which }, context) => {
      const issues = namedIssues(jira, which, context);
      const target: TransitionTarget = { site: jira.site, project: jira.project, to, by: by ?? null, ...issues };
      return { summary: `bring ${listIssues(issues)} to "${plainLine(to, 255)}"`, target };
    },
    check: async (target: TransitionTarget, context): Promise<Finding> => {
      const keys = await keysNow(context, jira, target);
      const { done, refused } = await eachIssue(keys, (key) => wayTo(context, jira, key, target));
      if (refused.length > 0 || done.some(({ kind }) => kind !== "there")) return absent;
      return present({ moved: [], there: keys, refused: [] });
    },
    apply: async (target: TransitionTarget, context): Promise<TransitionResult> => {
      const keys = await keysNow(context, jira, target);
      const outcome = await eachIssue(keys, async (key) => {
        const way = await wayTo(context, jira, key, target);
        if (way.kind === "there") return { issue: key, moved: null };
        if (way.kind === "none") {
          const by = target.by === null ? "" : ` by ${JSON.stringify(plainLine(target.by, 80))}`;
          const offered = way.offered.length > 0 ? `It offers ${way.offered.join(", ")}.` : "It offers none.";
          throw notPossible(
            `From ${JSON.stringify(way.from)} its workflow does not lead to ${JSON.stringify(plainLine(target.to, 80))}${by}. ${offered}`,
          );
        }
        await tellJira(context, jira, `/issue/${encodeURIComponent(key)}/transitions`, {
          method: "POST",
          what: `bring ${key} to ${JSON.stringify(plainLine(target.to, 80))}`,
          body: { transition: { id: way.id } },
        });
        return { issue: key, moved: { issue: key, from: way.from, to: way.to } };
      });
      reportRefused(outcome, `brought to "${plainLine(target.to, 80)}"`, context);
      const { done, refused } = outcome;
      return {
        moved: done.flatMap(({ moved }) => (moved ? [moved] : [])),
        there: done.filter(({ moved }) => !moved).map(({ issue }) => issue),
        refused,
      };
    },
    irreversible: "A workflow does not lead back the way an issue came.",
  });
}

type Way =
  | { readonly kind: "there" }
  | { readonly kind: "offered"; readonly id: string; readonly from: string; readonly to: string }
  | { readonly kind: "none"; readonly from: string; readonly offered: readonly string[] };

/** How an issue gets there from where it is. */
async function wayTo(context: Asking, jira: Jira, key: string, { to, by }: TransitionTarget): Promise<Way> {
  const { issue, part } = await readIssue(context, jira, key, { expand: "transitions" });
  const same = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();
  if (same(issue.status.name, to)) return { kind: "there" };
  const offered = part.list("transitions").map((each) => ({
    id: each.id("id"),
    name: each.text("name"),
    to: statusOf(each.part("to")).name,
  }));
  const way = offered.find((each) => same(each.to, to) && (by === null || same(each.name, by)));
  const from = plainLine(issue.status.name, 80);
  if (way) return { kind: "offered", id: way.id, from, to: plainLine(way.to, 80) };
  const names = offered.map(
    (each) => `${JSON.stringify(plainLine(each.name, 80))} to ${JSON.stringify(plainLine(each.to, 80))}`,
  );
  return { kind: "none", from, offered: names.slice(0, 20) };
}
