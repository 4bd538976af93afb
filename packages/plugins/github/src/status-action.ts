import { absent, type Action, defineAction, plainLine, present } from "@relspec/core";
import { fieldsOf, readId } from "./answers.ts";
import { type CommitTarget, commitOf, neededCommit } from "./commit-of.ts";
import { listPages } from "./list-pages.ts";
import { oneLine } from "./one-line.ts";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace, type Place } from "./place.ts";
import { commitStepOf } from "./tags-of.ts";

export type StatusTarget = CommitTarget & {
  readonly at: Place;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly context: string;
  readonly description: string;
  readonly url: string | null;
};

/** `github/status`: a mark at the released commit. */
export function statusAction(options: GitHubOptions, open: Opener, secrets: readonly string[]): Action {
  return defineAction({
    summary: "Set a status of the released commit on GitHub.",
    secrets,
    critical: false,
    options: {
      type: "object",
      additionalProperties: false,
      properties: {
        state: { enum: ["error", "failure", "pending", "success"], default: "success", description: "What it says." },
        context: {
          type: "string",
          minLength: 1,
          maxLength: 200,
          template: true,
          default: "relspec",
          description: "Name of the status.",
        },
        description: {
          type: "string",
          minLength: 1,
          maxLength: 140,
          template: true,
          default: "{{name}} {{version}}",
          description: "What people read, at most 140 characters.",
        },
        url: {
          type: "string",
          pattern: "^https?://\\S+$",
          maxLength: 1000,
          template: true,
          description: "Where more can be read.",
        },
      },
    },
    async plan({ state, context: name, description, url }, context) {
      const { facts } = context;
      const commitStep = commitStepOf(facts);
      const target: StatusTarget = {
        at: await findPlace(options, context, facts),
        commit: commitStep === null ? facts.base.commit : null,
        commitStep,
        state,
        context: oneLine(name, "name of the status"),
        description: plainLine(description, 140),
        url: url ?? null,
      };
      return { summary: `set the status ${target.context} to ${state}`, target };
    },
    async check(target: StatusTarget, context) {
      const commit = commitOf(target, context);
      if (commit === null) return absent;
      const found = await findStatus(target, commit, await open.toLook(target.at, context));
      return found === null ? absent : present({ status: found });
    },
    async apply(target: StatusTarget, context) {
      const commit = neededCommit(target, context);
      const github = await open.toWrite(target.at, context);
      const found = await findStatus(target, commit, github);
      if (found !== null) return { status: found };
      const { state, context: name, description, url } = target;
      const { data } = await github.ask(
        "POST /repos/{owner}/{repo}/statuses/{sha}",
        { sha: commit, state, context: name, description, ...(url !== null && { target_url: url }) },
        { doing: "set a status" },
      );
      return { status: readId(data, github, "a status") };
    },
    irreversible: "GitHub keeps every status; a later one of the same name replaces it.",
  });
}

/** Id of the latest status of that name, where it says the same. */
async function findStatus(target: StatusTarget, commit: string, github: GitHub): Promise<number | null> {
  const route = "GET /repos/{owner}/{repo}/commits/{ref}/statuses";
  for await (const each of listPages(github, route, { ref: commit }, { doing: "read its statuses" })) {
    const { context, state, description } = fieldsOf(each);
    if (context !== target.context) continue;
    return state === target.state && description === target.description ? readId(each, github, "a status") : null;
  }
  return null;
}
