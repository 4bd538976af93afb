import { defineGate, type GateAnswer, type GateKind, type Json } from "@relspec/core";
import { fieldsOf, notGitHub, readId, textOf } from "./answers.ts";
import { askedCommit } from "./asked-commit.ts";
import { listPages } from "./list-pages.ts";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace } from "./place.ts";

interface Pull {
  readonly number: number;
  readonly head: string;
}

/** The pull request that brought the released commit was approved by so many people, in the state it was merged in. */
export function reviewGate(options: GitHubOptions, open: Opener): GateKind {
  return defineGate({
    summary: "The pull request of the released commit was approved on GitHub.",
    shorthand: "approvals",
    options: {
      type: "object",
      additionalProperties: false,
      properties: {
        approvals: {
          type: "integer",
          minimum: 1,
          maximum: 50,
          default: 1,
          description: "How many people must approve.",
        },
        by: {
          type: "array",
          minItems: 1,
          items: { type: "string", minLength: 1, maxLength: 100 },
          description: "Logins whose approval counts. Default: anyone's whom GitHub lets review.",
        },
      },
    },
    async evaluate({ approvals, by }, context): Promise<GateAnswer> {
      const github = await open.toLook(await findPlace(options, context), context);
      const commit = await askedCommit(context);
      const pulls = await pullsOf(commit, github);
      if (pulls.length === 0)
        return { verdict: "fail", missing: [`The commit ${commit.slice(0, 9)} came by no merged pull request.`] };
      const evidence: Json[] = [];
      const missing: string[] = [];
      for (const pull of pulls) {
        const { approved, refused } = await reviewsOf(pull, github);
        const counted = [...approved].filter((login) => by === undefined || by.includes(login)).toSorted();
        evidence.push({ pull: pull.number, head: pull.head, approved: counted });
        if (refused.size > 0) missing.push(`${[...refused].join(", ")} asks for changes in #${pull.number}.`);
        const lacks = approvals - counted.length;
        if (lacks > 0)
          missing.push(
            `#${pull.number} needs ${lacks} more approval${lacks === 1 ? "" : "s"} of ${pull.head.slice(0, 9)}${by === undefined ? "" : ` by ${by.join(", ")}`}.`,
          );
      }
      return { verdict: missing.length === 0 ? "pass" : "waiting", missing, evidence: { commit, pulls: evidence } };
    },
  });
}

async function pullsOf(commit: string, github: GitHub): Promise<readonly Pull[]> {
  const pulls: Pull[] = [];
  const route = "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls";
  for await (const each of listPages(github, route, { commit_sha: commit }, { doing: "read its pull requests" })) {
    const { merged_at, head } = fieldsOf(each);
    if (typeof merged_at !== "string") continue;
    const sha = textOf(fieldsOf(head)["sha"]);
    if (sha === null) throw notGitHub(github, "a pull request");
    pulls.push({ number: readId(each, github, "a pull request", "number"), head: sha });
  }
  return pulls;
}

/** Each person's last word on the state that was merged. */
async function reviewsOf({ number, head }: Pull, github: GitHub) {
  const last = new Map<string, { readonly state: unknown; readonly commit: unknown }>();
  const route = "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews";
  for await (const each of listPages(github, route, { pull_number: number }, { doing: "read its reviews" })) {
    const { user, state, commit_id } = fieldsOf(each);
    const login = textOf(fieldsOf(user)["login"]);
    if (login !== null && (state === "APPROVED" || state === "CHANGES_REQUESTED" || state === "DISMISSED"))
      last.set(login, { state, commit: commit_id });
  }
  const having = (wanted: string) => [...last].filter(([, { state }]) => state === wanted);
  return {
    approved: new Set(having("APPROVED").flatMap(([login, { commit }]) => (commit === head ? [login] : []))),
    refused: new Set(having("CHANGES_REQUESTED").map(([login]) => login)),
  };
}
