import { plainLine, RelspecError } from "@relspec/core";
import type { Answer } from "./open-github.ts";
import { nameOf, type Place } from "./place.ts";
import { waitOf } from "./wait-of.ts";

interface Attempt {
  readonly place: Place;
  /** As in "does not let these credentials DOING". */
  readonly doing: string;
  /** Whether it was asked with credentials. */
  readonly known: boolean;
  readonly now: Date;
}

interface Said {
  readonly status: number;
  /** All that GitHub said of it, one line. */
  readonly text: string;
  readonly headers: Answer["headers"];
}

interface Subject extends Attempt {
  readonly host: string;
  readonly name: string;
}

interface Refusal {
  /** What it is, for the reference page. */
  readonly what: string;
  readonly code: RelspecError["code"];
  readonly when: (said: Said) => boolean;
  readonly message: (subject: Subject) => string;
  readonly suggestions: (subject: Subject) => readonly string[];
  /** Trying again may help. */
  readonly again?: true;
}

const says =
  (pattern: RegExp, ...statuses: readonly number[]) =>
  ({ status, text }: Said): boolean =>
    (statuses.length === 0 || statuses.includes(status)) && pattern.test(text);
const header = ({ headers }: Said, name: string): string => String(headers[name] ?? "");

/** Every way GitHub refuses; the first row that fits counts. */
export const refusals: readonly Refusal[] = [
  {
    what: "the secondary rate limit",
    code: "RS_STEP_UNREACHABLE",
    when: says(/secondary rate limit|abuse detection/i, 403, 429),
    message: ({ host }) => `${host} is asked too often in a short time (secondary rate limit).`,
    suggestions: () => ["Run again later: what is done is on record."],
    again: true,
  },
  {
    what: "the rate limit",
    code: "RS_STEP_UNREACHABLE",
    when: (said) =>
      said.status === 429 ||
      (said.status === 403 &&
        (header(said, "x-ratelimit-remaining") === "0" || /rate limit exceeded/i.test(said.text))),
    message: ({ host, known }) =>
      known
        ? `${host} is asked too often: the hour's requests of these credentials are used up.`
        : `${host} is asked too often without credentials.`,
    suggestions: ({ known }) => (known ? ["Run again later."] : ["Set GITHUB_TOKEN.", "Or run again later."]),
    again: true,
  },
  {
    what: "a wrong or expired token",
    code: "RS_STEP_CREDENTIALS",
    when: ({ status }) => status === 401,
    message: ({ host }) => `${host} does not accept the credentials.`,
    suggestions: () => ["Make a new token, and set GITHUB_TOKEN to it."],
  },
  {
    what: "single sign-on",
    code: "RS_STEP_CREDENTIALS",
    when: (said) => said.status === 403 && (header(said, "x-github-sso") !== "" || /SAML/i.test(said.text)),
    message: ({ name }) =>
      `The organisation of ${name} asks for single sign-on, and the token has not been through it.`,
    suggestions: () => ["On the page of your tokens choose `Configure SSO` for this one, and authorise it."],
  },
  {
    what: "an archived repository",
    code: "RS_STEP_FAILED",
    when: says(/archived/i, 403),
    message: ({ name }) => `${name} is archived, so nothing can be released there.`,
    suggestions: () => ["Unarchive it in the repository's settings."],
  },
  {
    what: "a rule of the repository",
    code: "RS_STEP_CREDENTIALS",
    when: says(/rule violations?|protected (?:tag|branch)|Cannot create ref due to creations being restricted/i),
    message: ({ name, doing }) => `A rule of ${name} does not let these credentials ${doing}.`,
    suggestions: ({ place }) => [
      `Let the token's user or app bypass the ruleset: ${place.web}/settings/rules`,
      "Or act as an app that may: `github: { app: { id: … } }`.",
    ],
  },
  {
    what: "a token without the permission",
    code: "RS_STEP_CREDENTIALS",
    when: ({ status }) => status === 403,
    message: ({ host, doing, name }) => `${host} does not let these credentials ${doing} in ${name}.`,
    suggestions: () => [
      "In GitHub Actions give the job `permissions: { contents: write }`, and `issues: write`, `pull-requests: write`, `deployments: write`, `statuses: write` or `checks: write` for what else is done.",
      "A token of your own needs the scope `repo`, or for this repository the same permissions.",
    ],
  },
  {
    what: "a repository that is not there, or not shown",
    code: "RS_STEP_CREDENTIALS",
    when: ({ status }) => status === 404,
    message: ({ host, name, doing, known }) =>
      `${host} shows ${known ? "these credentials" : "strangers"} nothing at ${name} to ${doing}.`,
    suggestions: ({ known }) => [
      ...(known
        ? ["Let the token reach this repository: GitHub hides what it does not allow."]
        : ["Set GITHUB_TOKEN."]),
      "Or correct `github: { repository: OWNER/NAME }` in the spec.",
    ],
  },
  {
    what: "a tag that an immutable release has used",
    code: "RS_PLAN_CONFLICT",
    when: says(/immutable/i, 422),
    message: ({ name, doing }) =>
      `${name} has immutable releases, and this one can no longer be changed: it cannot ${doing}.`,
    suggestions: () => ["Release the next version: a tag of an immutable release is never free again."],
  },
  {
    what: "something of that name",
    code: "RS_PLAN_CONFLICT",
    when: says(/already_exists|already exists/i, 409, 422),
    message: ({ name, doing }) => `${name} has something of that name already, so it cannot ${doing}.`,
    suggestions: ({ place }) => [`Look at ${place.web}/releases, then run again.`],
    again: true,
  },
  {
    what: "a commit that is not on GitHub",
    code: "RS_STEP_FAILED",
    when: says(/target_commitish|No commit found for SHA|must have a valid tag/i, 422),
    message: ({ name, doing }) => `${name} does not know the commit, so it cannot ${doing}.`,
    suggestions: () => ["git push"],
  },
  {
    what: "a category of discussions",
    code: "RS_STEP_FAILED",
    when: says(/discussion/i, 404, 422),
    message: ({ name }) => `${name} has no such category of discussions.`,
    suggestions: ({ place }) => [
      `Name one of ${place.web}/discussions in \`github: { discussion: … }\`, or leave that out.`,
    ],
  },
  {
    what: "a text that is too long",
    code: "RS_STEP_FAILED",
    when: says(/too long/i, 422),
    message: ({ host, doing }) => `${host} takes no text of that length, so it cannot ${doing}.`,
    suggestions: () => ["Shorten it in the spec."],
  },
  {
    what: "something that is gone",
    code: "RS_STEP_FAILED",
    when: ({ status }) => status === 410 || status === 451,
    message: ({ name, doing }) => `What was to ${doing} in ${name} is gone.`,
    suggestions: () => [],
  },
  {
    what: "a repository that has moved",
    code: "RS_STEP_FAILED",
    when: ({ status }) => status >= 300 && status < 400,
    message: ({ host, name }) => `${host} sends on from ${name} to another address, where the token does not go.`,
    suggestions: () => ["Correct `repository` and `api` of the plugin github in the spec."],
  },
  {
    what: "a GitHub that is down",
    code: "RS_STEP_UNREACHABLE",
    when: ({ status }) => status === 408 || status >= 500,
    message: ({ host }) => `${host} cannot answer at the moment.`,
    suggestions: () => ["Run again later: what is done is on record."],
    again: true,
  },
];

/** The error for an answer that is none of those asked for. */
export function refusalOf(answer: Answer, attempt: Attempt): RelspecError {
  const { place, doing, now } = attempt;
  const said: Said = { status: answer.status, headers: answer.headers, text: wordsOf(answer.data) };
  const subject = { ...attempt, host: new URL(place.api).host, name: nameOf(place) };
  const details = { repository: subject.name, api: place.api, status: said.status };
  const row = refusals.find(({ when }) => when(said));
  const tail = said.text === "" ? ` (${said.status})` : ` (${said.status}: ${said.text})`;
  if (!row) {
    return new RelspecError("RS_STEP_FAILED", {
      message: `${subject.host} does not ${doing} in ${subject.name}${tail}.`,
      details,
    });
  }
  const wait = row.again ? waitOf(said.headers, now, /secondary/i.test(said.text)) : undefined;
  return new RelspecError(row.code, {
    message: `${row.message(subject).replace(/\.$/, "")}${tail}.`,
    details,
    suggestions: row.suggestions(subject),
    retryable: row.again ?? false,
    ...(wait !== undefined && { retryAfter: wait }),
  });
}

/** `message` and the `errors` under it, as one line. */
function wordsOf(data: unknown): string {
  if (typeof data !== "object" || data === null) return "";
  const { message, errors } = data as { readonly message?: unknown; readonly errors?: unknown };
  const more = (Array.isArray(errors) ? errors.slice(0, 5) : []).map((each: unknown) => {
    if (typeof each === "string") return each;
    const { field, code, message: text } = (each ?? {}) as Readonly<Record<string, unknown>>;
    return [field, code, text].filter((part) => typeof part === "string").join(" ");
  });
  return plainLine([message, ...more].filter((part) => typeof part === "string" && part !== "").join(", "), 300);
}
