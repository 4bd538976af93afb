import {
  absent,
  type Action,
  defineAction,
  digestOf,
  type Finding,
  plainLine,
  plainText,
  present,
} from "@relspec/core";
import { askJira, type Asking, tellJira } from "./ask-jira.ts";
import { commentBody, textOfBody } from "./comment-body.ts";
import { eachIssue, type Refused, reportRefused } from "./each-issue.ts";
import type { Jira } from "./jira.ts";
import { keysNow, listIssues, type NamedIssues, namedIssues } from "./named-issues.ts";
import { commentOptions } from "./options.ts";
import { type Attempt, misshapen, partOf } from "./read-json.ts";

export type CommentTarget = NamedIssues & {
  readonly site: string;
  readonly project: string;
  readonly text: string;
  /** The comment's last line, by which it is known again. */
  readonly mark: string;
};

export type CommentResult = {
  readonly written: readonly { readonly issue: string; readonly id: string }[];
  readonly had: readonly string[];
  readonly refused: readonly Refused[];
};

/**
 * `jira/comment`. Jira would take the same comment twice, so it is of class C: an intent is on record first, and a mark in the
 * comment's last line tells afterwards whether it is there.
 */
export function commentAction(jira: Jira): Action {
  return defineAction({
    summary: "Write a comment under issues.",
    options: commentOptions,
    effect: "C",
    critical: false,
    secrets: jira.secrets,
    retry: { attempts: 5, delay: 2000 },
    plan: ({ text: given, ...which }, context) => {
      const text = plainText(given).trim();
      const issues = namedIssues(jira, which, context);
      const { name, version } = context.facts.release;
      const { commit } = context.facts.base;
      const digest = digestOf({ name, version, commit, step: context.step, text }).replace(/^sha256:/, "");
      const mark = `relspec-${digest.slice(0, 16)}`;
      const target: CommentTarget = { site: jira.site, project: jira.project, text, mark, ...issues };
      return { summary: `write "${plainLine(text, 80)}" under ${listIssues(issues)}`, target };
    },
    check: async (target: CommentTarget, context): Promise<Finding> => {
      const keys = await keysNow(context, jira, target);
      const { done, refused } = await eachIssue(keys, (key) => findComment(context, jira, key, target.mark));
      if (refused.length > 0 || done.includes(null)) return absent;
      return present({ written: [], had: keys, refused: [] });
    },
    apply: async ({ text, mark, ...target }: CommentTarget, context): Promise<CommentResult> => {
      const body = commentBody(`${text}\n\n${mark}`, jira.deployment);
      const keys = await keysNow(context, jira, target);
      const outcome = await eachIssue(keys, async (key) => {
        if ((await findComment(context, jira, key, mark)) !== null) return { issue: key, id: null };
        const attempt: Attempt = { jira, what: `comment on ${key}` };
        const path = `/issue/${encodeURIComponent(key)}/comment`;
        const made = await tellJira(context, jira, path, { ...attempt, method: "POST", body: { body } });
        return { issue: key, id: partOf(made, attempt).id("id") };
      });
      reportRefused(outcome, "commented on", context);
      const { done, refused } = outcome;
      return {
        written: done.flatMap(({ issue, id }) => (id === null ? [] : [{ issue, id }])),
        had: done.filter(({ id }) => id === null).map(({ issue }) => issue),
        refused,
      };
    },
    undo: async (target: CommentTarget, { written }: CommentResult, context) => {
      const outcome = await eachIssue(
        written.map(({ issue }) => issue),
        async (key) => {
          const id = await findComment(context, jira, key, target.mark);
          if (id === null) return;
          const path = `/issue/${encodeURIComponent(key)}/comment/${encodeURIComponent(id)}`;
          await tellJira(context, jira, path, { method: "DELETE", what: `delete a comment on ${key}` });
        },
      );
      for (const { issue, reason } of outcome.refused) context.log(`${issue}: ${reason}`);
    },
  });
}

/** Id of the comment with that mark, newest first; null when there is none. */
async function findComment(context: Asking, jira: Jira, key: string, mark: string): Promise<string | null> {
  const attempt: Attempt = { jira, what: `read the comments on ${key}` };
  for (let startAt = 0; ;) {
    const query = { startAt, maxResults: 100, orderBy: "-created" };
    const path = `/issue/${encodeURIComponent(key)}/comment`;
    const page = partOf(await askJira(context, jira, path, { ...attempt, query }), attempt);
    const comments = page.list("comments");
    const found = comments.find((each) => textOfBody(each.raw("body")).includes(mark));
    if (found) return found.id("id");
    startAt += comments.length;
    if (startAt >= page.whole("total")) return null;
    if (comments.length === 0 || startAt > mostComments) throw misshapen(attempt, "its pages come to no end");
  }
}

/** Jira itself holds no more under one issue. */
const mostComments = 10_000;
