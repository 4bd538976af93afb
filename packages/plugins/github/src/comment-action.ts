import {
  absent,
  type Action,
  defineAction,
  isRelspecError,
  plainLine,
  plainText,
  present,
  RelspecError,
} from "@relspec/core";
import { fieldsOf, readId, textOf } from "./answers.ts";
import { listPages } from "./list-pages.ts";
import { namedIssues } from "./named-issues.ts";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace, nameOf, type Place } from "./place.ts";

export type CommentTarget = {
  readonly at: Place;
  /** Of issues and pull requests, which GitHub numbers together. Ascending. */
  readonly numbers: readonly number[];
  readonly text: string;
  /** In each comment; where it is found, nothing is said again. */
  readonly marker: string;
  readonly labels: readonly string[];
};

type CommentResult = {
  /** Comment by number; null where it was found. */
  readonly comments: readonly { readonly number: number; readonly comment: number | null }[];
  /** Those that could not be told, and why. */
  readonly skipped: readonly { readonly number: number; readonly why: string }[];
};

/** GitHub takes no longer comment, in characters. */
const longest = 65_536;

/** How many are told: three requests each, of the 5,000 that GitHub answers in an hour. The plan says how many are not. */
const most = 500;

/** `github/comment`: a word to every issue and pull request that the release names, once. */
export function commentAction(options: GitHubOptions, open: Opener, secrets: readonly string[]): Action {
  return defineAction({
    summary: "Comment on the issues and pull requests of a release.",
    secrets,
    critical: false,
    // One after the other, as GitHub asks for.
    timeout: 60 * 60_000,
    options: {
      type: "object",
      additionalProperties: false,
      properties: {
        text: {
          type: "string",
          minLength: 1,
          maxLength: 10_000,
          template: true,
          default: "This is part of {{name}} {{version}}.",
          description: "The comment, Markdown.",
        },
        labels: {
          type: "array",
          maxItems: 20,
          default: [],
          items: { type: "string", minLength: 1, maxLength: 50, template: true },
          description: "Labels they get. A label that does not exist is made.",
        },
        numbers: {
          type: "array",
          items: { type: "integer", minimum: 1 },
          description: "Issues and pull requests. Default: those that the changes name.",
        },
      },
    },
    async plan({ text, labels, numbers }, context) {
      const { facts } = context;
      const at = await findPlace(options, context, facts);
      const named = numbers ?? namedIssues(facts.changes, nameOf(at));
      const all = [...new Set(named)].toSorted((a, b) => a - b);
      const { name, version } = facts.release;
      const marker = `<!-- relspec: released in ${`${name} ${version}`.replace(/[^\w@. /+-]/g, "_").replaceAll("--", "_")} -->`;
      const target: CommentTarget = {
        at,
        numbers: all.slice(-most),
        text: plainText(text).slice(0, longest - marker.length - 2),
        marker,
        labels: labels.map((label) => plainLine(label, 50)).filter((label) => label !== ""),
      };
      const count = all.length > most ? `the latest ${most} of ${all.length}` : String(all.length);
      const what = all.length === 1 ? `#${all[0]}` : `${count} issues and pull requests`;
      return { summary: `comment on ${what} of ${nameOf(at)}`, target };
    },
    async check({ at, numbers, marker }: CommentTarget, context) {
      // They are told in order, so the last one stands for all.
      const last = numbers.at(-1);
      if (last === undefined) return present({ comments: [], skipped: [] });
      const found = await findComment(last, marker, await open.toLook(at, context));
      return found === null ? absent : present({ comments: [{ number: last, comment: null }], skipped: [] });
    },
    async apply(target: CommentTarget, context): Promise<CommentResult> {
      const github = await open.toWrite(target.at, context);
      const comments: CommentResult["comments"][number][] = [];
      const skipped: CommentResult["skipped"][number][] = [];
      for (const number of target.numbers) {
        try {
          comments.push({ number, comment: await tell(number, target, github) });
        } catch (error) {
          // What is locked, gone or elsewhere must not keep the others from being told. What passes is tried again.
          if (!isRelspecError(error) || error.retryable || fieldsOf(error.details)["status"] === 401) throw error;
          skipped.push({ number, why: plainLine(error.message, 300) });
          context.log(`#${number} is not told: ${error.message}`);
        }
      }
      if (comments.length > 0 || skipped.length === 0) return { comments, skipped };
      throw new RelspecError("RS_STEP_FAILED", {
        message: `None of the ${skipped.length} issues and pull requests could be told: ${skipped[0]?.why ?? ""}`,
        suggestions: ["Give the token `issues: write` and `pull-requests: write`."],
      });
    },
    async undo({ at, labels }: CommentTarget, { comments }: CommentResult, context) {
      const github = await open.toWrite(at, context);
      for (const { number, comment } of comments) {
        if (comment === null) continue;
        const doing = `take the comment on #${number} back`;
        await github.ask(
          "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}",
          { comment_id: comment },
          { accept: [404], doing },
        );
        for (const name of labels) {
          await github.ask(
            "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}",
            { issue_number: number, name },
            { accept: [404], doing },
          );
        }
      }
    },
  });
}

/** Id of the comment that was made; null where it was there. The label comes first: who finds the comment need not look for it. */
async function tell(number: number, { text, marker, labels }: CommentTarget, github: GitHub): Promise<number | null> {
  if ((await findComment(number, marker, github)) !== null) return null;
  const doing = `comment on #${number}`;
  if (labels.length > 0) {
    await github.ask(
      "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
      { issue_number: number, labels },
      { doing: `label #${number}` },
    );
  }
  const { data } = await github.ask(
    "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
    { issue_number: number, body: `${text}\n\n${marker}` },
    { doing },
  );
  return readId(data, github, "a comment");
}

async function findComment(number: number, marker: string, github: GitHub): Promise<number | null> {
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
  const doing = `read the comments on #${number}`;
  for await (const each of listPages(github, route, { issue_number: number }, { doing }))
    if (textOf(fieldsOf(each)["body"])?.includes(marker)) return readId(each, github, "a comment");
  return null;
}
