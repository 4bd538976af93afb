import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { jiraContract, type Spoken } from "./jira-contract.ts";
import { answerOf, type Deployment } from "./jira-routes.ts";
import { type Issue, type JiraState, newState, type StatusName, type Version } from "./jira-state.ts";

/**
 * `lose`: it is done, and the connection is cut off before the answer. `keep`: it is done, and the answer never comes.
 * `half`: cut off in the middle of the answer.
 */
export type Fault =
  | {
      readonly do: "answer";
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  | { readonly do: "hang" | "drop" | "lose" | "keep" | "half" | "huge" | "trickle" };

interface When {
  readonly method?: string;
  /** Of the path below `/rest/api/N`. */
  readonly path?: RegExp;
  /** How often; default every time. */
  readonly times?: number;
}

export interface FakeJira {
  readonly url: string;
  readonly state: JiraState;
  /** Environment variables with the credentials it takes. */
  readonly env: Readonly<Record<string, string>>;
  /** Every request that came, oldest first. */
  readonly requests: readonly Spoken[];
  /** What Atlassian's document has against requests and answers. Empty, also where the document is missing. */
  readonly violations: readonly string[];
  version(name: string): Version | undefined;
  addVersion(name: string, given?: Partial<Version>): Version;
  issue(key: string): Issue;
  addIssue(
    key: string,
    given?: { readonly summary?: string; readonly status?: StatusName; readonly noFixVersions?: boolean },
  ): Issue;
  misbehave(fault: Fault, when?: When): void;
  /** How many answers were kept back so far. */
  kept(): number;
  behave(): void;
  close(): Promise<void>;
}

/** A Jira in this process, Cloud or Data Center, that holds what it is told and answers as Jira does. */
export async function startJira(deployment: Deployment = "cloud"): Promise<FakeJira> {
  const contract = deployment === "cloud" ? await jiraContract() : null;
  const state = newState();
  const requests: Spoken[] = [];
  let kept = 0;
  const violations: string[] = [];
  let faults: (Fault & When & { used: number })[] = [];
  const email = "ana@acme.example";
  const token = "jira-token-long-and-secret";
  const authorization =
    deployment === "cloud" ? `Basic ${Buffer.from(`${email}:${token}`).toString("base64")}` : `Bearer ${token}`;
  const api = deployment === "cloud" ? "/rest/api/3" : "/rest/api/2";

  const faultFor = (method: string, path: string): Fault | undefined => {
    const fault = faults.find(
      (each) =>
        (each.method ?? method) === method && (each.path?.test(path) ?? true) && each.used < (each.times ?? Infinity),
    );
    if (fault) fault.used += 1;
    return fault;
  };

  const server = createServer((request, response) => {
    request.on("error", () => undefined);
    void text(request).then(
      (content) => {
        const url = new URL(request.url ?? "/", site);
        const spoken: Spoken = {
          method: request.method ?? "GET",
          path: url.pathname,
          query: Object.fromEntries(url.searchParams),
          headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
          body: content === "" ? undefined : JSON.parse(content),
        };
        requests.push(spoken);
        const path = url.pathname.slice(api.length);
        const fault = faultFor(spoken.method, path);
        if (fault && fault.do !== "lose" && fault.do !== "half" && fault.do !== "keep") return disturb(response, fault);
        const said = (url.pathname.startsWith(`${api}/`) && contract?.request(spoken)) || [];
        violations.push(...said.map((each) => `${spoken.method} ${spoken.path}: ${each}`));
        const answer =
          request.headers.authorization !== authorization
            ? {
                status: 401,
                body: { errorMessages: ["Client must be authenticated to access this resource."], errors: {} },
              }
            : !url.pathname.startsWith(`${api}/`)
              ? { status: 404, body: { errorMessages: ["null for uri"], errors: {} } }
              : answerOf(state, site, deployment, path, spoken);
        if (answer.body !== undefined && answer.status < 300)
          violations.push(
            ...(contract?.answer(spoken, answer.status, answer.body) ?? []).map(
              (each) => `answer to ${spoken.method} ${spoken.path}: ${each}`,
            ),
          );
        if (fault?.do === "lose") return void response.destroy();
        if (fault?.do === "keep") return void (kept += 1);
        const body = answer.body === undefined ? "" : JSON.stringify(answer.body);
        response.writeHead(answer.status, {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
        });
        if (fault?.do === "half") {
          response.write(body.slice(0, body.length / 2));
          return void setImmediate(() => response.destroy());
        }
        return void response.end(body);
      },
      () => undefined,
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const versions = () => state.projects[0]?.versions ?? [];
  return {
    url: site,
    state,
    env: deployment === "cloud" ? { JIRA_EMAIL: email, JIRA_API_TOKEN: token } : { JIRA_TOKEN: token },
    requests,
    violations,
    version: (name) => versions().find((each) => each.name === name),
    addVersion: (name, given = {}) => {
      const version = { id: String(state.nextId++), name, released: false, archived: false, ...given };
      versions().push(version);
      return version;
    },
    issue: (key) => {
      const found = state.issues.find((each) => each.key === key);
      if (!found) throw new Error(`no issue ${key}`);
      return found;
    },
    addIssue: (key, given = {}) => {
      const id = String(state.nextId++);
      const issue: Issue = {
        id,
        key,
        formerly: [],
        summary: `Do ${key}`,
        status: "Done",
        fixVersions: [],
        comments: [],
        ...given,
      };
      state.issues.push(issue);
      return issue;
    },
    kept: () => kept,
    misbehave: (fault, when = {}) => void faults.push({ ...fault, ...when, used: 0 }),
    behave: () => {
      faults = [];
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function disturb(response: ServerResponse, fault: Fault): void {
  if (fault.do === "drop") response.destroy();
  if (fault.do === "answer") {
    response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
    response.end(fault.body ?? "");
  }
  if (fault.do === "huge") {
    response.writeHead(200, { "content-type": "application/json" });
    const chunk = `["${"x".repeat(64 * 1024)}",`;
    const more = (): void => {
      while (!response.destroyed && response.write(chunk)) void 0;
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  }
  if (fault.do === "trickle") {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  }
}
