import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The process and all that it started; one that has ended has no group any more. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

export interface RepositoryOptions {
  /** Default `main`. */
  readonly branch?: string;
  /** Reading asks for a user as well. Default false: anyone reads, users write. */
  readonly private?: boolean;
  /** Branch → the users that may push to it; nobody for an empty list. */
  readonly protectedBranches?: Readonly<Record<string, readonly string[]>>;
  /** A tag that is there can be neither moved nor deleted. */
  readonly immutableTags?: boolean;
  /** Users that may push; the others are answered 403. Default: all. */
  readonly writers?: readonly string[];
  /** Whether the server takes `--atomic`. Default true; some hosts do not. */
  readonly atomic?: boolean;
}

export interface GitRepository {
  /** Absolute path of the bare repository. */
  readonly path: string;
  /** Address without a user. */
  readonly url: string;
  /** Address with the user's name and password in it. Default user: the first. */
  readonly urlFor: (user?: string) => string;
}

/** What a request is for: `advertise-…` are the `info/refs` requests that come before the others. */
export type GitExchange = "advertise-fetch" | "advertise-push" | "fetch" | "push";

export interface GitRequest {
  readonly exchange: GitExchange | "other";
  readonly repository: string;
  readonly user: string | null;
  /** Status that was answered; 0 when the connection was broken off instead. */
  readonly status: number;
}

/** What goes wrong, and when. Without `status`, `reset` and `answerLost`, the request is only delayed. */
export interface GitFault {
  readonly on: GitExchange;
  /** How often; default 1. */
  readonly times?: number;
  /** Answer with this status instead of serving. */
  readonly status?: number;
  /** Text of that answer. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Break the connection off before anything is done. */
  readonly reset?: boolean;
  /** Do everything, then break the connection off instead of answering. */
  readonly answerLost?: boolean;
  /** Milliseconds to wait first; with `answerLost`, after everything was done. */
  readonly delay?: number;
  /** Called when the fault happens: before serving, with `answerLost` after it. */
  readonly call?: () => void | Promise<void>;
}

export interface GitHost {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Absolute path of the directory that holds the bare repositories. */
  readonly dir: string;
  readonly users: Readonly<Record<string, string>>;
  createRepository(name: string, options?: RepositoryOptions): Promise<GitRepository>;
  /** Every request so far, in order of their ends. */
  readonly requests: readonly GitRequest[];
  /** Add a fault; gives the function that takes it back. */
  fail(fault: GitFault): () => void;
  close(): Promise<void>;
}

interface Repository extends RepositoryOptions {
  readonly path: string;
}

/**
 * A git host for tests and the demo: `git http-backend` behind Basic authentication, on a free port of 127.0.0.1, in a
 * temporary directory. `users`: name → password; default one user `ci` with the password `ci-secret`.
 */
export async function startGitHost(
  given: { readonly users?: Readonly<Record<string, string>> } = {},
): Promise<GitHost> {
  const users = given.users ?? { ci: "ci-secret" };
  const dir = await mkdtemp(join(tmpdir(), "relspec-git-host-"));
  const env = { ...cleanEnv(), HOME: dir, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
  const repositories = new Map<string, Repository>();
  const requests: GitRequest[] = [];
  const faults: { fault: GitFault; left: number }[] = [];
  const children = new Set<ChildProcess>();

  const server = createServer((request, response) => {
    // On a connection that is used again, curl itself would repeat a request that got no answer, and hide the fault.
    response.setHeader("connection", "close");
    serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://host");
    const match = /^\/(.+?)\.git\/(info\/refs|git-upload-pack|git-receive-pack|.+)$/.exec(
      decodeURIComponent(url.pathname),
    );
    const name = match?.[1] ?? "";
    const repository = repositories.get(name);
    const exchange = exchangeOf(match?.[2] ?? "", url.searchParams.get("service"));
    const user = userOf(request.headers.authorization, users);
    const end = (status: number): void =>
      void requests.push({ exchange, repository: name, user: user || null, status });
    const refuse = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): void => {
      // The body of the request is read away, so that the client reads the answer instead of a broken pipe.
      request.resume();
      response.writeHead(status, { "content-type": "text/plain", ...headers }).end(body);
      end(status);
    };

    const fault = takeFault(faults, exchange);
    if (fault && !fault.answerLost) {
      if (fault.delay) await wait(fault.delay);
      await fault.call?.();
      if (fault.reset) {
        end(0);
        response.destroy();
        return;
      }
      if (fault.status) return refuse(fault.status, fault.body ?? "", fault.headers);
    }

    if (!repository) return refuse(404, "no such repository");
    const pushes = exchange === "push" || exchange === "advertise-push";
    if (user === "" || (user === null && (pushes || repository.private))) {
      return refuse(401, "who are you?", { "www-authenticate": 'Basic realm="git"' });
    }
    if (pushes && repository.writers && !repository.writers.includes(user ?? "")) {
      return refuse(403, `${user} may not push to ${name}`);
    }

    const answer = await backend(request, url, match?.[2] ?? "", name, user);
    if (fault?.answerLost) {
      if (fault.delay) await wait(fault.delay);
      await fault.call?.();
      end(0);
      response.destroy();
      return;
    }
    response.writeHead(answer.status, answer.headers).end(answer.body);
    end(answer.status);
  }

  async function backend(
    request: IncomingMessage,
    url: URL,
    rest: string,
    name: string,
    user: string | null,
  ): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
    // A group of its own: git starts the backend as a process of its own, which must end with it.
    const child = spawn("git", ["http-backend"], {
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
      env: {
        ...env,
        GIT_PROJECT_ROOT: dir,
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: `/${name}.git/${rest}`,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method ?? "GET",
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
        GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
        REMOTE_ADDR: "127.0.0.1",
        ...(request.headers["content-length"] === undefined
          ? {}
          : { CONTENT_LENGTH: request.headers["content-length"] }),
        ...(user === null ? {} : { REMOTE_USER: user }),
      },
    });
    children.add(child);
    child.stdin.on("error", () => {});
    request.pipe(child.stdin);
    // It waits for the rest of what was cut off, without end and without rest.
    request.on("close", () => {
      if (!request.complete) endGroup(child);
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    await once(child, "close");
    children.delete(child);
    const output = Buffer.concat(chunks);
    const split = output.indexOf("\r\n\r\n");
    const headers: Record<string, string> = {};
    for (const line of output.subarray(0, Math.max(split, 0)).toString().split("\r\n")) {
      const colon = line.indexOf(":");
      if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const { status = "200", ...others } = headers;
    const body = split < 0 ? Buffer.alloc(0) : output.subarray(split + 4);
    return { status: split < 0 ? 500 : Number.parseInt(status, 10), headers: others, body };
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    dir,
    users,
    requests,
    async createRepository(name, options = {}) {
      const path = join(dir, `${name}.git`);
      await mkdir(path, { recursive: true });
      await run("git", ["init", "--quiet", "--bare", "--initial-branch", options.branch ?? "main", path], { env });
      for (const [key, value] of Object.entries({
        "http.receivepack": "true",
        "uploadpack.allowFilter": "true",
        "receive.advertiseAtomic": String(options.atomic ?? true),
        "gc.auto": "0",
      })) {
        await run("git", ["-C", path, "config", key, value], { env });
      }
      await writeHook(path, options);
      repositories.set(name, { ...options, path });
      const address = `${url}/${name}.git`;
      return {
        path,
        url: address,
        urlFor: (user = Object.keys(users)[0] ?? "") =>
          address.replace("://", `://${encodeURIComponent(user)}:${encodeURIComponent(users[user] ?? "")}@`),
      };
    },
    fail(fault) {
      const entry = { fault, left: fault.times ?? 1 };
      faults.push(entry);
      return () => void (entry.left = 0);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      for (const child of children) endGroup(child);
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function cleanEnv(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
}

function exchangeOf(rest: string, service: string | null): GitExchange | "other" {
  if (rest === "git-upload-pack") return "fetch";
  if (rest === "git-receive-pack") return "push";
  if (rest !== "info/refs") return "other";
  return service === "git-receive-pack" ? "advertise-push" : "advertise-fetch";
}

/** The user; null without credentials; empty with wrong ones. */
function userOf(header: string | undefined, users: Readonly<Record<string, string>>): string | null {
  if (!header?.startsWith("Basic ")) return null;
  const [name = "", ...rest] = Buffer.from(header.slice(6), "base64").toString().split(":");
  return Object.hasOwn(users, name) && users[name] === rest.join(":") ? name : "";
}

function takeFault(faults: { fault: GitFault; left: number }[], exchange: string): GitFault | undefined {
  const found = faults.find((entry) => entry.left > 0 && entry.fault.on === exchange);
  if (found) found.left -= 1;
  return found?.fault;
}

async function writeHook(path: string, options: RepositoryOptions): Promise<void> {
  const protectedBranches = Object.entries(options.protectedBranches ?? {});
  const allowed = protectedBranches.flatMap(([branch, users]) =>
    ["", ...users].map((user) => `refs/heads/${branch} ${user}`),
  );
  await writeFile(join(path, "protected"), `${allowed.join("\n")}\n`);
  const hook = `#!/bin/sh
status=0
while read -r old new ref; do
  if grep -qxF "$ref " "$GIT_DIR/protected" && ! grep -qxF "$ref $REMOTE_USER" "$GIT_DIR/protected"; then
    echo "error: $ref is a protected branch: changes must be made through a pull request." >&2
    status=1
  fi
  case "$ref" in refs/tags/*)
    if ${options.immutableTags ? "true" : "false"} && [ -n "$(printf %s "$old" | tr -d 0)" ]; then
      echo "error: $ref is an immutable tag." >&2
      status=1
    fi;;
  esac
done
exit $status
`;
  const file = join(path, "hooks", "pre-receive");
  await mkdir(join(path, "hooks"), { recursive: true });
  await writeFile(file, hook);
  await chmod(file, 0o755);
}
