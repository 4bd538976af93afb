import { type HttpAnswer, plainLine, RelspecError } from "@relspec/core";

/** What Slack answered, once it said `ok`. */
export type SlackAnswer = Readonly<Record<string, unknown>>;

const credentials =
  /^(?:invalid_auth|not_authed|account_inactive|token_revoked|token_expired|no_permission|missing_scope|not_allowed_token_type|access_denied|ekm_access_denied|org_login_required|team_access_not_granted)$/;
/** Said after it began to work on it. */
const open = /^(?:fatal_error|internal_error|request_timeout)$/;

const remedies: Readonly<Record<string, string>> = {
  missing_scope: "Give the app the scope at https://api.slack.com/apps, install it anew, and set the new token.",
  channel_not_found: "Name the channel by its id, and invite the bot into it: `/invite @BOT`.",
  not_in_channel: "Invite the bot into the channel: `/invite @BOT`.",
  is_archived: "Name another channel, or take that one out of the archive.",
};

/**
 * The answer of a method of the Web API. @throws when it is none, or says no: by the error's own name, with what to do.
 * @param posting it may have had an effect all the same.
 */
export function readAnswer({ body }: Pick<HttpAnswer, "body">, method: string, posting: boolean): SlackAnswer {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    value = null;
  }
  if (typeof value !== "object" || value === null || typeof (value as SlackAnswer)["ok"] !== "boolean") {
    throw new RelspecError(posting ? "RS_STEP_UNKNOWN" : "RS_STEP_FAILED", {
      message: `What answered ${method} does not answer as Slack does${posting ? ", so nobody can tell whether it was posted" : ""}.`,
      suggestions: ["Look whether `api` is the address of Slack's Web API."],
      retryable: posting,
    });
  }
  const answer = value as SlackAnswer;
  if (answer["ok"] === true) return answer;
  throw refusal(answer, method, posting);
}

function refusal(answer: SlackAnswer, method: string, posting: boolean): RelspecError {
  const error = typeof answer["error"] === "string" ? plainLine(answer["error"], 100) : "no reason";
  const needed = typeof answer["needed"] === "string" ? ` (needed: ${plainLine(answer["needed"], 100)})` : "";
  const message = `Slack refused ${method}: ${error}${needed}.`;
  const suggestions = Object.hasOwn(remedies, error) ? [remedies[error]!] : [];
  const details = { error };
  if (error === "ratelimited" || error === "rate_limited" || error === "service_unavailable")
    return new RelspecError("RS_STEP_UNREACHABLE", { message, details, retryable: true });
  if (credentials.test(error)) return new RelspecError("RS_STEP_CREDENTIALS", { message, details, suggestions });
  if (open.test(error) && posting)
    return new RelspecError("RS_STEP_UNKNOWN", {
      message: `${message} Nobody can tell whether it was posted.`,
      details,
      retryable: true,
    });
  return new RelspecError("RS_STEP_FAILED", { message, details, suggestions });
}
