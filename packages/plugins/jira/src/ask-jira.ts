import type { HttpAnswer, ReadContext, WriteContext } from "@relspec/core";
import type { Jira } from "./jira.ts";
import { readJson } from "./read-json.ts";
import { refusalOf } from "./refusals.ts";

/** What asking needs of a context. */
export type Asking = Pick<ReadContext, "secrets"> & { readonly http: ReadContext["http"] };
export type Telling = Pick<WriteContext, "secrets" | "http">;

interface Question {
  /** As in "Jira did not WHAT". */
  readonly what: string;
  readonly query?: Readonly<Record<string, string | number>>;
}

interface Order extends Question {
  readonly method: "POST" | "PUT" | "DELETE";
  readonly body?: unknown;
}

/** Bytes of one answer at the most: a page of a hundred issues has some 100 kB. */
const limit = 8 * 1024 * 1024;

/**
 * What Jira answers to a `GET` below its API, as JSON that nobody has looked at yet.
 * @throws the error of a refusal, see {@link refusalOf}; `RS_STEP_FAILED` for what is no JSON.
 */
export async function askJira(context: Asking, jira: Jira, path: string, { what, query }: Question): Promise<unknown> {
  const headers = headersOf(context, jira);
  const { timeout } = jira;
  const answer = await context.http.get(addressOf(jira, path, query), { headers, timeout, limit });
  return understand(answer, jira, what, headers.authorization);
}

/** Have Jira change something; null where it answers with nothing. Throws as {@link askJira}. */
export async function tellJira(
  context: Telling,
  jira: Jira,
  path: string,
  { method, what, query, body }: Order,
): Promise<unknown> {
  const headers = { ...headersOf(context, jira), "content-type": "application/json" };
  const answer = await context.http.send(addressOf(jira, path, query), {
    method,
    headers,
    timeout: jira.timeout,
    limit,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return understand(answer, jira, what, headers.authorization);
}

function addressOf({ site, api }: Jira, path: string, query: Question["query"] = {}): string {
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return `${site}${api}${path}${search.size > 0 ? `?${search.toString()}` : ""}`;
}

function headersOf({ secrets }: Pick<Asking, "secrets">, { deployment, email, token }: Jira) {
  const basic = () => Buffer.from(`${secrets.fill(email)}:${secrets.fill(token)}`).toString("base64");
  return {
    accept: "application/json",
    authorization: deployment === "cloud" ? `Basic ${basic()}` : `Bearer ${secrets.fill(token)}`,
  };
}

function understand(answer: HttpAnswer, jira: Jira, what: string, authorization: string): unknown {
  // A server that gives back what it was sent must not get the credentials into a message.
  const credentials = authorization.split(" ")[1] ?? "";
  const body = answer.body.replaceAll(credentials, "[secret]");
  if (answer.status < 200 || answer.status > 299) throw refusalOf({ ...answer, body }, { jira, what });
  return body.trim() === "" ? null : readJson(body, { jira, what });
}
