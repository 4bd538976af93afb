import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { selfSigned } from "./self-signed.ts";

/** What happens to requests that a rule matches; each rule is used up after `times`. */
export interface ImageFault {
  /** Default any. */
  readonly method?: string;
  /** Part of the request's path. Default any. */
  readonly path?: string;
  /** How many requests it hits. Default 1. */
  readonly times?: number;
  /** `lost`: the registry does it, and the connection breaks instead of the answer; else this is the answer. */
  readonly kind: "lost" | "answer";
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface ImageRegistryOptions {
  /** Ask for the user `ci` with {@link imagePassword}. */
  readonly auth?: boolean;
  /** Have it speak TLS itself; faults are then not possible. */
  readonly tls?: boolean;
  /** Further lines of its configuration. */
  readonly config?: string;
}

export interface ImageRegistry {
  /** `127.0.0.1:5000`: what the name of an image begins with. */
  readonly host: string;
  /** PEM; with `tls`. */
  readonly certificate: string;
  /** Each write that reached the registry, `PUT /v2/…`, with the status it was answered. */
  readonly writes: readonly string[];
  readonly fail: (fault: ImageFault) => () => void;
  /** Digest under a tag; null without. */
  readonly digest: (repository: string, tag: string) => Promise<string | null>;
  /** A manifest as it is kept. */
  readonly manifest: (repository: string, reference: string) => Promise<Readonly<Record<string, unknown>> | null>;
  readonly tags: (repository: string) => Promise<readonly string[]>;
  /** Put a small image under a tag; its digest. `version` goes into its annotations. */
  readonly seed: (repository: string, tag: string, version?: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

export const imagePassword = "geheim-und-lang";
const htpasswd = "ci:$2a$04$acC9oIL5SQ2JolxwnROOm.lMfdwSFKVYQW/St9AaqGqmYyQVRislm\n";

/** Why there can be no registry here; null when there can. */
export const noImageRegistry: string | null = found("docker-registry", "--version")
  ? null
  : "docker-registry is not installed";

/** Whether a program answers. */
export function found(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore", timeout: 20_000 }).status === 0;
}

/** A real container registry (Debian's docker-registry) on a free port of 127.0.0.1, in a temporary directory. */
export async function startImageRegistry(options: ImageRegistryOptions = {}): Promise<ImageRegistry> {
  const home = await mkdtemp(join(tmpdir(), "relspec-images-"));
  const { key, cert } = selfSigned();
  await writeFile(join(home, "key.pem"), key, { mode: 0o600 });
  await writeFile(join(home, "cert.pem"), cert);
  await writeFile(join(home, "htpasswd"), htpasswd);
  const lines = [
    "version: 0.1",
    "log: { level: info, formatter: json }",
    `storage: { filesystem: { rootdirectory: ${join(home, "data")} }, delete: { enabled: true } }`,
    `http: { addr: "127.0.0.1:0"${options.tls ? `, tls: { certificate: ${join(home, "cert.pem")}, key: ${join(home, "key.pem")} }` : ""} }`,
    ...(options.auth ? [`auth: { htpasswd: { realm: relspec, path: ${join(home, "htpasswd")} } }`] : []),
    options.config ?? "",
  ];
  await writeFile(join(home, "config.yml"), `${lines.join("\n")}\n`);
  const child = spawn("docker-registry", ["serve", join(home, "config.yml")], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, OTEL_TRACES_EXPORTER: "none" },
  });
  const backend = await portOf(child);
  const faults: { fault: ImageFault; left: number }[] = [];
  const writes: string[] = [];
  const proxy = createServer((incoming, outgoing) => {
    const hit = faults.find(({ fault, left }) => left > 0 && matches(fault, incoming));
    if (hit) hit.left -= 1;
    if (hit?.fault.kind === "answer") return hit.fault.answer?.(incoming, outgoing);
    const { method = "GET", url = "/", headers } = incoming;
    const forwarded = ask({ host: "127.0.0.1", port: backend, method, path: url, headers }, (answer) => {
      if (method !== "GET" && method !== "HEAD") writes.push(`${method} ${url.split("?")[0]} ${answer.statusCode}`);
      if (hit) {
        answer.resume();
        return void answer.once("end", () => incoming.socket.destroy());
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const port = options.tls ? backend : (proxy.address() as AddressInfo).port;
  const direct = (path: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) => {
    if (options.tls) throw new Error("look through its own client");
    const authorization = `Basic ${Buffer.from(`ci:${imagePassword}`).toString("base64")}`;
    return fetch(`http://127.0.0.1:${backend}/v2/${path}`, {
      ...init,
      headers: { accept: accepted, ...(options.auth && { authorization }), ...init.headers },
    });
  };
  const upload = async (repository: string, text: string): Promise<{ digest: string; size: number }> => {
    const digest = await sha256(text);
    const begun = await direct(`${repository}/blobs/uploads/`, { method: "POST" });
    const place = new URL(begun.headers.get("location") ?? "");
    place.searchParams.set("digest", digest);
    await direct(`${place.pathname.slice("/v2/".length)}${place.search}`, { method: "PUT", body: text });
    return { digest, size: Buffer.byteLength(text) };
  };

  return {
    host: `127.0.0.1:${port}`,
    certificate: cert,
    writes,
    fail: (fault) => {
      const rule = { fault, left: fault.times ?? 1 };
      faults.push(rule);
      return () => void (rule.left = 0);
    },
    digest: async (repository, tag) => {
      const answer = await direct(`${repository}/manifests/${tag}`);
      return answer.status === 200 ? sha256(await answer.text()) : null;
    },
    manifest: async (repository, reference) => {
      const answer = await direct(`${repository}/manifests/${reference}`);
      return answer.status === 200 ? ((await answer.json()) as Record<string, unknown>) : null;
    },
    tags: async (repository) => {
      const answer = await direct(`${repository}/tags/list`);
      return (((await answer.json()) as { tags?: string[] | null }).tags ?? []).toSorted();
    },
    seed: async (repository, tag, version) => {
      const oci = "application/vnd.oci.image";
      const config = await upload(repository, JSON.stringify({ architecture: "amd64", os: "linux", tag }));
      const layer = await upload(repository, `layer of ${tag}`);
      const text = JSON.stringify({
        schemaVersion: 2,
        mediaType: `${oci}.manifest.v1+json`,
        config: { mediaType: `${oci}.config.v1+json`, ...config },
        layers: [{ mediaType: `${oci}.layer.v1.tar+gzip`, ...layer }],
        ...(version !== undefined && { annotations: { "org.opencontainers.image.version": version } }),
      });
      const headers = { "content-type": `${oci}.manifest.v1+json` };
      const answer = await direct(`${repository}/manifests/${tag}`, { method: "PUT", body: text, headers });
      if (answer.status !== 201) throw new Error(`the registry took no image: ${answer.status}`);
      return sha256(text);
    },
    close: async () => {
      const closed = new Promise((resolve) => proxy.close(resolve));
      proxy.closeAllConnections();
      await closed;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await gone;
      await rm(home, { recursive: true, force: true });
    },
  };
}

const accepted = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

async function sha256(text: string): Promise<string> {
  return `sha256:${Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(text))).toString("hex")}`;
}

/** The port it says it listens on. */
async function portOf(child: ChildProcess): Promise<number> {
  const said: string[] = [];
  if (!child.stderr) throw new Error("no stderr");
  return new Promise((resolve, reject) => {
    const reader = createInterface({ input: child.stderr as NonNullable<typeof child.stderr> });
    reader.on("line", (line) => {
      said.push(line);
      const port = /listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`docker-registry ended with ${code}: ${said.join("\n")}`)));
  });
}

function matches(fault: ImageFault, { method, url = "" }: IncomingMessage): boolean {
  return (
    (fault.method === undefined || fault.method === method) && (fault.path === undefined || url.includes(fault.path))
  );
}
