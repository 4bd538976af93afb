import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { notFound, type Reply, routes } from "./github/routes.ts";
import { emptyState, type GitHubState } from "./github/state.ts";

/** What happens to requests that it matches; used up after `times`. */
export interface GitHubFault {
  /** Default any. */
  readonly method?: string;
  /** Part of the request's path. Default any. */
  readonly path?: string;
  /** Default 1. */
  readonly times?: number;
  /**
   * `lost`: it is done, and the connection breaks instead of the answer · `reset`: the connection breaks before · `hang`: no
   * answer ever comes · `answer`: this answer, and nothing is done · `half`: an upload of which only a part is kept, and the
   * connection breaks · `slow`: the answer comes after `milliseconds` · `cut`: the answer breaks off in its middle ·
   * `endless`: an answer that does not end.
   */
  readonly kind: "lost" | "reset" | "hang" | "answer" | "half" | "slow" | "cut" | "endless";
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text as it stands. */
  readonly body?: unknown;
  readonly milliseconds?: number;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  readonly authorization: string | null;
  readonly status: number;
}

export interface FakeGitHub {
  /** Address of the API. */
  readonly url: string;
  /** Of someone who may push. */
  readonly token: string;
  /** Of someone who may only read. */
  readonly readToken: string;
  readonly state: GitHubState;
  readonly seen: readonly SeenRequest[];
  /** Requests other than questions that were carried out. */
  writes(): readonly SeenRequest[];
  /** From now on the token is one of a GitHub App: some things only apps may do. */
  actAsApp(): void;
  fail(fault: GitHubFault): void;
  /** Looks at every answer before it is sent, to hold it against GitHub's own document. */
  watch?: (request: SeenRequest, reply: Reply) => void;
  close(): Promise<void>;
}

export const owner = "acme";
export const repo = "lib";

/** A GitHub with one repository, `acme/lib`, on a free port of 127.0.0.1: it keeps what it is told, and refuses as GitHub does. */
export async function startGitHub(): Promise<FakeGitHub> {
  const state = emptyState();
  const seen: SeenRequest[] = [];
  const faults: { readonly fault: GitHubFault; left: number }[] = [];
  const token = "ghp_mayPush0123456789abcdefghijklmnopqrs";
  const readToken = "ghp_mayRead0123456789abcdefghijklmnopqrs";
  const logins = new Map([
    [token, "releaser"],
    [readToken, "reader"],
    ["ghs_installationtoken0123456789", "relspec[bot]"],
  ]);

  const server = createServer((request, answer) => {
    void serve(request, answer).catch((error: unknown) => answer.destroy(error as Error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: FakeGitHub = {
    url,
    token,
    readToken,
    state,
    seen,
    writes: () => seen.filter(({ method, status }) => method !== "GET" && status < 300),
    actAsApp: () => void logins.set(token, "relspec[bot]"),
    fail: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return fake;

  async function serve(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    const path = decodeURIComponent(pathname);
    const method = request.method ?? "GET";
    const hit = faults.find(({ fault, left }) => left > 0 && matches(fault, method, path));
    if (hit) hit.left -= 1;
    const fault = hit?.fault;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    if (fault?.kind === "reset") return void request.socket.destroy();
    if (fault?.kind === "hang") return;
    if (fault?.kind === "slow") await sleep(fault.milliseconds ?? 100);
    const { authorization } = request.headers;
    const note = (reply: Reply): SeenRequest => {
      const one = {
        method,
        path,
        query: Object.fromEntries(searchParams),
        body: path.startsWith("/uploads") ? "" : bytes.toString(),
        authorization: authorization ?? null,
        status: reply.status,
      };
      seen.push(one);
      return one;
    };
    if (fault?.kind === "half") {
      note({ status: 0 });
      keepHalf(path, searchParams);
      return void request.socket.destroy();
    }
    if (fault?.kind === "answer") {
      const reply = {
        status: fault.status ?? 500,
        body: fault.body ?? { message: "on purpose" },
        headers: fault.headers ?? {},
      };
      note(reply);
      return send(answer, reply);
    }
    if (fault?.kind === "endless") {
      note({ status: 0 });
      answer.writeHead(200, { "content-type": "application/json" });
      answer.write("[");
      const more = () => {
        while (!answer.destroyed && answer.write(`"${"x".repeat(65_536)}",`));
      };
      answer.on("drain", more);
      more();
      return;
    }
    const reply = handle(method, path, searchParams, bytes, authorization);
    const one = note(reply);
    fake.watch?.(one, reply);
    if (fault?.kind === "lost") return void request.socket.destroy();
    if (fault?.kind === "cut") {
      const body = JSON.stringify(reply.body);
      answer.writeHead(reply.status, { "content-type": "application/json", "content-length": String(body.length) });
      answer.write(body.slice(0, body.length / 2), () => request.socket.destroy());
      return;
    }
    send(answer, reply);
  }

  function handle(
    method: string,
    path: string,
    query: URLSearchParams,
    bytes: Buffer,
    authorization: string | undefined,
  ): Reply {
    const [, kind, value] = /^(token|bearer)\s+(\S+)$/i.exec(authorization ?? "") ?? [];
    const isApp = kind?.toLowerCase() === "bearer" && value?.split(".").length === 3;
    const login = value === undefined ? null : isApp ? "app" : (logins.get(value) ?? undefined);
    if (login === undefined)
      return {
        status: 401,
        body: { message: "Bad credentials", documentation_url: "https://docs.example", status: "401" },
      };
    const mayPush = login === "releaser" || login === "relspec[bot]";
    for (const { method: of, pattern, push, handle: answer } of routes) {
      if (of !== method) continue;
      const [whole, ...parts] = pattern.exec(path) ?? [];
      if (whole === undefined) continue;
      const inRepository = path.includes(`/repos/${owner}/${repo}`) || !path.includes("/repos/");
      if (!inRepository) return notFound;
      if (push && !mayPush)
        return login === null
          ? notFound
          : {
              status: 403,
              body: {
                message: "Resource not accessible by integration",
                documentation_url: "https://docs.example",
                status: "403",
              },
            };
      const body =
        path.startsWith("/uploads") || bytes.length === 0
          ? {}
          : (JSON.parse(bytes.toString()) as Record<string, unknown>);
      return answer({ state, site: { url, owner, repo }, path: parts, query, body, bytes, login, mayPush, isApp });
    }
    return notFound;
  }

  function keepHalf(path: string, query: URLSearchParams): void {
    const id = /releases\/(\d+)\/assets/.exec(path)?.[1];
    const release = state.releases.find((each) => String(each.id) === id);
    release?.assets.push({
      id: state.nextId++,
      name: query.get("name") ?? "",
      label: null,
      state: "starter",
      size: 0,
      digest: null,
    });
  }
}

function matches({ method, path }: GitHubFault, of: string, at: string): boolean {
  return (method === undefined || method === of) && (path === undefined || at.includes(path));
}

function send(answer: ServerResponse, { status, body, headers = {} }: Reply): void {
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  answer.writeHead(status, {
    ...(body !== undefined && {
      "content-type": typeof body === "string" ? "text/html" : "application/json; charset=utf-8",
    }),
    ...headers,
  });
  answer.end(text);
}
