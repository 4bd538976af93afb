import { absent, type Action, defineAction, plainText, present } from "@relspec/core";
import { fieldsOf, readId } from "./answers.ts";
import { type CommitTarget, commitOf, neededCommit } from "./commit-of.ts";
import { listPages } from "./list-pages.ts";
import { oneLine } from "./one-line.ts";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace, type Place } from "./place.ts";
import { markerOf } from "./release-body.ts";
import { commitStepOf } from "./tags-of.ts";

export type CheckTarget = CommitTarget & {
  readonly at: Place;
  readonly name: string;
  readonly conclusion: "success" | "failure" | "neutral" | "skipped" | "action_required";
  readonly title: string;
  readonly summary: string;
  /** The check's own id with us; whoever finds it knows the check as this one. */
  readonly marker: string;
};

/** GitHub takes no longer summary, in characters. */
const longest = 65_535;

/** `github/check`: a check of the released commit, with a text. GitHub lets only apps make one. */
export function checkAction(options: GitHubOptions, open: Opener, secrets: readonly string[]): Action {
  return defineAction({
    summary: "Add a check to the released commit on GitHub.",
    secrets,
    critical: false,
    options: {
      type: "object",
      additionalProperties: false,
      properties: {
        name: {
          type: "string",
          minLength: 1,
          maxLength: 200,
          template: true,
          default: "relspec",
          description: "Name.",
        },
        conclusion: {
          enum: ["success", "failure", "neutral", "skipped", "action_required"],
          default: "success",
          description: "What it says.",
        },
        title: {
          type: "string",
          minLength: 1,
          maxLength: 200,
          template: true,
          default: "{{name}} {{version}}",
          description: "Heading of the text.",
        },
        summary: {
          type: "string",
          template: true,
          default: "{{release.notes}}",
          description: "The text, Markdown. Default: the notes.",
        },
      },
    },
    async plan({ name, conclusion, title, summary }, context) {
      const { facts } = context;
      const commitStep = commitStepOf(facts);
      const { name: of, version } = facts.release;
      const target: CheckTarget = {
        at: await findPlace(options, context, facts),
        commit: commitStep === null ? facts.base.commit : null,
        commitStep,
        name: oneLine(name, "name of the check"),
        conclusion,
        title: oneLine(title, "title of the check"),
        summary: cut(plainText(summary)),
        marker: markerOf(of, version, facts.base.commit).slice(5, -4),
      };
      return { summary: `add the check ${target.name}: ${conclusion}`, target };
    },
    async check(target: CheckTarget, context) {
      const commit = commitOf(target, context);
      if (commit === null) return absent;
      const found = await findCheck(target, commit, await open.toLook(target.at, context));
      return found === null ? absent : present({ check: found });
    },
    async apply(target: CheckTarget, context) {
      const commit = neededCommit(target, context);
      const github = await open.toWrite(target.at, context);
      const found = await findCheck(target, commit, github);
      if (found !== null) return { check: found };
      const { name, conclusion, title, summary, marker } = target;
      const { data } = await github.ask(
        "POST /repos/{owner}/{repo}/check-runs",
        {
          name,
          head_sha: commit,
          external_id: marker,
          status: "completed",
          conclusion,
          output: { title, summary },
        },
        { doing: "add a check (only a GitHub App may)" },
      );
      return { check: readId(data, github, "a check") };
    },
    irreversible: "GitHub keeps every check of a commit.",
  });
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 2).toWellFormed()}…`;
}

async function findCheck({ name, marker }: CheckTarget, commit: string, github: GitHub): Promise<number | null> {
  const route = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs";
  const found = listPages(
    github,
    route,
    { ref: commit, check_name: name, filter: "all" },
    { doing: "read its checks", of: "check_runs" },
  );
  for await (const each of found) if (fieldsOf(each)["external_id"] === marker) return readId(each, github, "a check");
  return null;
}
