import { randomBytes } from "node:crypto";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runServer } from "verdaccio";

/** What happens to requests that a rule matches; each rule is used up after `times`. */
export interface RegistryFault {
  /** Default any. */
  readonly method?: string;
  /** Part of the request's path, decoded: `@acme/a`. Default any. */
  readonly path?: string;
  /** How many requests it hits. Default 1. */
  readonly times?: number;
  /**
   * `lost`: the registry does it, and the connection breaks instead of the answer · `reset`: the connection breaks before ·
   * `delay`: the answer comes after `milliseconds` · `status`: this answer, and nothing is done.
   */
  readonly kind: "lost" | "reset" | "delay" | "status";
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The `error` of the answer. */
  readonly message?: string;
  /** The whole answer instead. */
  readonly body?: string;
  readonly milliseconds?: number;
  /** Called when it happens: with `lost` after the registry is done, else before anything. */
  readonly call?: () => void | Promise<void>;
  /** Shown each request it hits. */
  readonly see?: (request: IncomingMessage) => void;
}

export interface RegistryOptions {
  /** Patterns of package names that nobody may publish: `@closed/*`. */
  readonly closed?: readonly string[];
}

export interface Publish {
  readonly name: string;
  /** The answer of the registry, even when it was lost on the way. */
  readonly status: number;
  readonly kind: "publish" | "dist-tag" | "other";
}

export interface Packument {
  readonly name: string;
  readonly versions: Readonly<Record<string, Manifest>>;
  readonly "dist-tags": Readonly<Record<string, string>>;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dist: { readonly integrity: string; readonly shasum: string; readonly tarball: string };
  readonly [key: string]: unknown;
}

export interface Registry {
  /** With a final slash, as npm writes it. */
  readonly url: string;
  /** Of the user `releaser`, who may publish. */
  readonly token: string;
  /** Write an npmrc with the registry, a token and a private cache into a directory; its path is for `npm_config_userconfig`. */
  readonly npmrc: (directory: string, options?: { readonly token?: string | null }) => Promise<string>;
  /** What the registry holds of a package; null when it is unknown. */
  readonly packument: (name: string) => Promise<Packument | null>;
  /** The bytes of every version's tarball, by version. */
  readonly tarballs: (name: string) => Promise<ReadonlyMap<string, Uint8Array>>;
  /** Every PUT that reached the registry, in order. */
  readonly publishes: readonly Publish[];
  /** Add a fault; gives the function that takes it back. */
  readonly fail: (fault: RegistryFault) => () => void;
  readonly close: () => Promise<void>;
}

/** A real npm registry (verdaccio) on a free port of 127.0.0.1, in a temporary directory, with faults on demand. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const home = await mkdtemp(join(tmpdir(), "relspec-registry-"));
  await writeFile(join(home, "config.yaml"), "");
  const handle = await verdaccio(home, options.closed ?? []);
  const faults: { fault: RegistryFault; left: number }[] = [];
  const publishes: Publish[] = [];

  const server = createServer((request, answer) => {
    const path = decoded(request.url ?? "/");
    const hit = faults.find(({ fault, left }) => left > 0 && matches(fault, request, path));
    if (hit) hit.left -= 1;
    hit?.fault.see?.(request);
    if (
      request.method === "PUT" &&
      !path.startsWith("/-/user/") &&
      (hit === undefined || hit.fault.kind === "lost" || hit.fault.kind === "delay")
    )
      answer.once("finish", () =>
        publishes.push({ name: nameIn(path), status: answer.statusCode, kind: kindOf(path) }),
      );
    void serve(handle, hit?.fault, request, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const token = await signUp(url, "releaser");

  const packument = async (name: string): Promise<Packument | null> => {
    const answer = await fetch(url + encodeURIComponent(name));
    return answer.status === 404 ? null : ((await answer.json()) as Packument);
  };
  return {
    url,
    token,
    publishes,
    packument,
    fail: (fault) => {
      const rule = { fault, left: fault.times ?? 1 };
      faults.push(rule);
      return () => void (rule.left = 0);
    },
    tarballs: async (name) => {
      const versions = Object.values((await packument(name))?.versions ?? {});
      return new Map(
        await Promise.all(
          versions.map(
            async ({ version, dist }) =>
              [version, new Uint8Array(await (await fetch(dist.tarball)).arrayBuffer())] as const,
          ),
        ),
      );
    },
    npmrc: async (directory, given = {}) => {
      await mkdir(directory, { recursive: true });
      const path = join(directory, "npmrc");
      const own = given.token === undefined ? token : given.token;
      const lines = [
        `registry=${url}`,
        ...(own === null ? [] : [`//${new URL(url).host}/:_authToken=${own}`]),
        `cache=${join(directory, "cache")}`,
        "update-notifier=false",
        "audit=false",
        "fund=false",
      ];
      await writeFile(path, `${lines.join("\n")}\n`, { mode: 0o600 });
      return path;
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Verdaccio's request listener; the server it comes with is not used, so that faults can stand in front. */
async function verdaccio(home: string, closed: readonly string[]): Promise<RequestListener> {
  const everyone = { access: "$all", publish: "$authenticated", unpublish: "$authenticated" };
  const inner = await runServer({
    self_path: home,
    configPath: join(home, "config.yaml"),
    storage: join(home, "storage"),
    uplinks: {},
    auth: { htpasswd: { file: join(home, "htpasswd"), algorithm: "bcrypt", rounds: 4 } },
    packages: {
      ...Object.fromEntries(
        closed.map((pattern) => [pattern, { access: "$all", publish: "nobody", unpublish: "nobody" }]),
      ),
      "@*/*": everyone,
      "**": everyone,
    },
    max_body_size: "100mb",
    web: { enable: false },
    security: { api: { legacy: true } },
    log: { type: "stdout", format: "json", level: "fatal" },
  });
  const [listener] = (inner as ReturnType<typeof createServer>).listeners("request");
  return listener as RequestListener;
}

async function serve(
  handle: RequestListener,
  fault: RegistryFault | undefined,
  request: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  if (fault?.kind !== "lost") await fault?.call?.();
  switch (fault?.kind) {
    case undefined:
      return handle(request, answer);
    case "delay":
      await sleep(fault.milliseconds ?? 100, undefined, { ref: false });
      return handle(request, answer);
    case "reset":
      return void request.socket.destroy();
    case "lost":
      // Nothing of the answer may leave before the connection breaks, or the client could take it for whole.
      answer.write = () => true;
      answer.flushHeaders = () => {};
      answer.end = (() => {
        answer.emit("finish");
        void Promise.resolve(fault.call?.()).finally(() => request.socket.destroy());
        return answer;
      }) as typeof answer.end;
      return handle(request, answer);
    case "status":
      // The whole body is read first: an answer in the middle of an upload would reach the client as a broken connection.
      for await (const chunk of request) void chunk;
      answer.writeHead(fault.status ?? 500, {
        "content-type": "application/json",
        connection: "close",
        ...fault.headers,
      });
      answer.end(
        fault.body ?? JSON.stringify({ error: fault.message ?? `answered ${fault.status ?? 500} on purpose` }),
      );
  }
}

async function signUp(url: string, name: string): Promise<string> {
  const answer = await fetch(`${url}-/user/org.couchdb.user:${name}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, password: randomBytes(16).toString("hex"), email: `${name}@example.com` }),
  });
  const { token } = (await answer.json()) as { token?: string };
  if (answer.status !== 201 || token === undefined) throw new Error(`the registry gave no token: ${answer.status}`);
  return token;
}

function matches(fault: RegistryFault, request: IncomingMessage, path: string): boolean {
  return (
    (fault.method === undefined || fault.method === request.method) &&
    (fault.path === undefined || path.includes(fault.path))
  );
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

function kindOf(path: string): Publish["kind"] {
  if (path.includes("/dist-tags/")) return "dist-tag";
  return path.includes("/-rev/") || path.startsWith("/-/") ? "other" : "publish";
}

/** `/@acme/a` and `/-/package/@acme/a/dist-tags/next` are both of `@acme/a`. */
function nameIn(path: string): string {
  const [, name] = /^\/(?:-\/package\/)?((?:@[^/?]+\/)?[^/?]+)/.exec(path) ?? [];
  return name ?? path;
}
