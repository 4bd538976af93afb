import { type HttpAnswer, plainLine, RelspecError } from "@relspec/core";
import type { Attempt } from "./read-json.ts";

interface Refusal {
  readonly when: (answer: HttpAnswer) => boolean;
  readonly code: "RS_STEP_FAILED" | "RS_STEP_CREDENTIALS" | "RS_STEP_UNREACHABLE";
  /** Trying again may help. */
  readonly passing?: true;
  readonly message: (attempt: Attempt) => string;
  readonly suggestions: (attempt: Attempt) => readonly string[];
}

const status =
  (...codes: readonly number[]) =>
  (answer: HttpAnswer): boolean =>
    codes.includes(answer.status);

const credentials = ({ jira: { deployment, host } }: Attempt): readonly string[] =>
  deployment === "cloud"
    ? [`Set JIRA_EMAIL to the address of an account of ${host}, and JIRA_API_TOKEN to an API token of that account.`]
    : [`Set JIRA_TOKEN to a personal access token of ${host} that has not expired.`];

/** Every way Jira refuses; the first row that fits counts. What it says itself is added. `docs/plugins/jira.md` has them too. */
const refusals: readonly Refusal[] = [
  {
    when: ({ status: code, headers }) =>
      (code === 401 || code === 403) &&
      (/CAPTCHA/i.test(headers["x-authentication-denied-reason"] ?? "") ||
        /AUTHENTICATION_DENIED/.test(headers["x-seraph-loginreason"] ?? "")),
    code: "RS_STEP_CREDENTIALS",
    message: ({ jira }) => `${jira.host} has locked this account out after failed logins.`,
    suggestions: ({ jira }) => [`Log in to ${jira.host} once with a browser and answer its CAPTCHA.`],
  },
  {
    when: status(401),
    code: "RS_STEP_CREDENTIALS",
    message: ({ jira, what }) => `${jira.host} does not accept the credentials given to ${what}.`,
    suggestions: credentials,
  },
  {
    when: status(403),
    code: "RS_STEP_CREDENTIALS",
    message: ({ jira, what }) => `${jira.host} does not allow this account to ${what}.`,
    suggestions: ({ jira }) => [
      `Give the account that permission in the project ${jira.project}; \`relspec doctor\` shows which it lacks.`,
    ],
  },
  {
    when: status(404, 410),
    code: "RS_STEP_FAILED",
    message: ({ jira, what }) => `${jira.host} cannot ${what}: it does not exist, or this account may not see it.`,
    suggestions: ({ jira }) => [`Look whether the account may browse the project ${jira.project}: \`relspec doctor\`.`],
  },
  {
    when: status(409),
    code: "RS_STEP_FAILED",
    passing: true,
    message: ({ jira, what }) => `${jira.host} did not ${what}, because something else changed it at the same time.`,
    suggestions: () => ["relspec run"],
  },
  {
    when: status(413),
    code: "RS_STEP_FAILED",
    message: ({ jira, what }) =>
      `${jira.host} did not ${what}: it is too much for one request, or a limit of the issue is reached.`,
    suggestions: () => ["Make the text shorter."],
  },
  {
    when: status(429),
    code: "RS_STEP_UNREACHABLE",
    passing: true,
    message: ({ jira, what }) => `${jira.host} is asked too often (429) to ${what}.`,
    suggestions: () => ["Run again later."],
  },
  {
    when: ({ status: code }) => code === 408 || code >= 500,
    code: "RS_STEP_UNREACHABLE",
    passing: true,
    message: ({ jira, what }) => `${jira.host} does not answer as it should when asked to ${what}.`,
    suggestions: ({ jira }) => [`Look whether ${jira.host} is up, then run again.`],
  },
  {
    when: ({ status: code }) => code < 400,
    code: "RS_STEP_FAILED",
    message: ({ jira, what }) => `${jira.host} sends on to another address when asked to ${what}.`,
    suggestions: () => [
      "Set `site` of the plugin jira to the address Jira has now, with nothing to log in to before it.",
    ],
  },
];

/** Whatever else Jira finds fault with; it says what. */
const otherwise: Omit<Refusal, "when"> = {
  code: "RS_STEP_FAILED",
  message: ({ jira, what }) => `${jira.host} did not ${what}.`,
  suggestions: () => [],
};

/** Milliseconds; whoever is told to wait longer is better told so than made to wait. */
const longestWait = 10 * 60_000;

/** The error of an answer that is no success. `details.status` holds the status. */
export function refusalOf(answer: HttpAnswer, attempt: Attempt): RelspecError {
  const row = refusals.find(({ when }) => when(answer)) ?? otherwise;
  const wait = waitOf(answer.headers["retry-after"]);
  const tooLong = wait !== undefined && wait > longestWait;
  const words = wordsOf(answer.body);
  const asks = tooLong ? ` It asks to come back in ${Math.ceil(wait / 60_000)} minutes.` : "";
  return new RelspecError(row.code, {
    message: `${row.message(attempt)}${words === "" ? "" : ` Jira: ${words}`}${asks}`,
    details: { host: attempt.jira.host, status: answer.status },
    suggestions: row.suggestions(attempt),
    retryable: row.passing === true && !tooLong,
    ...(wait !== undefined && !tooLong && { retryAfter: wait }),
  });
}

/** `Retry-After` in milliseconds: seconds, or a date; undefined for anything else. */
function waitOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** What Jira says: `errorMessages`, then `errors` by field, on one plain line. */
function wordsOf(body: string): string {
  try {
    const { errorMessages, errors, message } = JSON.parse(body) as Record<string, unknown>;
    const said = [
      ...(Array.isArray(errorMessages) ? errorMessages : []),
      ...(typeof errors === "object" && errors !== null
        ? Object.entries(errors).map(([key, text]) => `${key}: ${String(text)}`)
        : []),
      ...(typeof message === "string" ? [message] : []),
    ];
    return plainLine(said.filter((each) => typeof each === "string").join(" "));
  } catch {
    return ""; // a page of a proxy says nothing that helps
  }
}
