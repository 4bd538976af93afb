import {
  type HttpAnswer,
  plainLine,
  type ReadContext,
  refusalOf,
  RelspecError,
  type WriteContext,
} from "@relspec/core";
import type { GitLabOptions } from "./options.ts";
import type { Place } from "./place.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface Question {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the project: `/releases/v1.0.0`. */
  readonly path: string;
  readonly body?: Fields;
  /** Statuses that are answers beside 200 to 299. */
  readonly accept?: readonly number[];
  /** For the message: `create the release v1.0.0`. */
  readonly doing: string;
}

export interface Answer {
  readonly status: number;
  /** Null when there is none. */
  readonly data: unknown;
  /** GitLab's word for what is wrong; empty when it says none. */
  readonly said: string;
}

type Access = Pick<GitLabOptions, "token" | "auth" | "timeout">;
type Context = Pick<ReadContext, "secrets" | "now"> & { readonly http: ReadContext["http"] | WriteContext["http"] };

/** Put a question to GitLab. @throws `RS_STEP_CREDENTIALS`, `RS_STEP_UNREACHABLE` (also when it is asked too often), `RS_STEP_FAILED`. */
export async function ask(
  { api }: Place,
  { method = "GET", path, body, accept = [], doing }: Question,
  { token, auth, timeout }: Access,
  { http, secrets, now }: Context,
): Promise<Answer> {
  const request = {
    timeout,
    follow: false,
    headers: { ...credentials(auth, secrets.fill(token)), ...(body && { "content-type": "application/json" }) },
  };
  const answer =
    method === "GET" || !("send" in http)
      ? await http.get(`${api}${path}`, request)
      : await http.send(`${api}${path}`, { ...request, method, ...(body && { body: JSON.stringify(body) }) });
  const { status } = answer;
  const { host } = new URL(api);
  const taken = status >= 200 && status < 300;
  const data = parse(answer, taken, host, doing);
  const said = wordsOf(data);
  if (taken || accept.includes(status)) return { status, data, said };
  throw refusalOf(answer, { who: `GitLab at ${host}`, what: doing, said, now: now(), credentials: remedy(auth) });
}

function credentials(auth: Access["auth"], token: string): Readonly<Record<string, string>> {
  switch (auth) {
    case "private":
      return { "private-token": token };
    case "job":
      return { "job-token": token };
    case "bearer":
      return { authorization: `Bearer ${token}` };
  }
}

function remedy(auth: Access["auth"]): string {
  return auth === "job"
    ? "Let the job's token write: Settings, CI/CD, Job token permissions; or use a project token with the scope `api`."
    : "Set the secret to a token with the scope `api`, of someone who may release in the project.";
}

function parse({ status, body }: HttpAnswer, taken: boolean, host: string, doing: string): unknown {
  if (status === 204 || body === "") return null;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    if (!taken) return null;
    throw new RelspecError("RS_STEP_FAILED", {
      message: `${host} does not answer as GitLab does when asked to ${doing}.`,
      suggestions: ["Look whether `url` is the address of GitLab."],
    });
  }
}

/** `message` is a text, a list or an object of lists; `error` a text. */
function wordsOf(data: unknown): string {
  const { message, error } = fieldsOf(data);
  const word = message ?? error;
  if (word === undefined) return "";
  return plainLine(typeof word === "string" ? word : JSON.stringify(word), 300);
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
