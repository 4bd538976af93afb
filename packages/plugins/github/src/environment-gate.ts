import { defineGate, type GateAnswer, type GateKind } from "@relspec/core";
import { fieldsOf, readList, textOf } from "./answers.ts";
import { askedCommit } from "./asked-commit.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace } from "./place.ts";

/** The job that runs relspec waited for people at a GitHub environment, and they let it go on. */
export function environmentGate(options: GitHubOptions, open: Opener): GateKind {
  return defineGate({
    summary: "The workflow run was approved for an environment on GitHub.",
    shorthand: "environment",
    options: {
      type: "object",
      additionalProperties: false,
      required: ["environment"],
      properties: {
        environment: { type: "string", minLength: 1, maxLength: 200, description: "Name of the environment." },
        approvals: {
          type: "integer",
          minimum: 1,
          maximum: 6,
          default: 1,
          description: "How many people must approve.",
        },
      },
    },
    async evaluate({ environment, approvals }, context): Promise<GateAnswer> {
      const run = context.env["GITHUB_RUN_ID"];
      if (run === undefined || !/^[1-9]\d{0,17}$/.test(run)) {
        return {
          verdict: "waiting",
          missing: [`A job of GitHub Actions with \`environment: ${environment}\` has to run relspec.`],
        };
      }
      const github = await open.toLook(await findPlace(options, context), context);
      const commit = await askedCommit(context);
      const known = { run_id: run };
      const route = "GET /repos/{owner}/{repo}/actions/runs/{run_id}";
      const { data: job } = await github.ask(route, known, { doing: "read a workflow run" });
      if (textOf(fieldsOf(job)["head_sha"]) !== commit) {
        return {
          verdict: "fail",
          missing: [
            `The workflow run ${run} is of another commit than ${commit.slice(0, 9)}, so its approval says nothing.`,
          ],
        };
      }
      const { data } = await github.ask(`${route}/approvals`, known, { doing: "read a run's approvals" });
      const approved = new Set<string>();
      const refused = new Set<string>();
      for (const each of readList(data, github)) {
        const { state, user, environments } = fieldsOf(each);
        const names = Array.isArray(environments) ? environments.map((one) => fieldsOf(one)["name"]) : [];
        const login = textOf(fieldsOf(user)["login"]);
        if (login === null || !names.includes(environment)) continue;
        if (state === "approved") approved.add(login);
        if (state === "rejected") refused.add(login);
      }
      const evidence = { run: Number(run), commit, environment, approved: [...approved].toSorted() };
      if (refused.size > 0)
        return { verdict: "fail", missing: [`${[...refused].join(", ")} refused ${environment}.`], evidence };
      const lacks = approvals - approved.size;
      if (lacks <= 0) return { verdict: "pass", missing: [], evidence };
      const missing = [
        `${environment} needs ${lacks} more approval${lacks === 1 ? "" : "s"} in the workflow run ${run}: its job has to have \`environment: ${environment}\` with required reviewers.`,
      ];
      return { verdict: "waiting", missing, evidence };
    },
  });
}
