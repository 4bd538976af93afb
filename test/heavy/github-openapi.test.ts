import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Json, JsonObject } from "@relspec/core";
import { planningFacts } from "@relspec/core/testing";
import plugin from "../../packages/plugins/github/src/index.ts";
import { installPeer } from "../peers/install-peer.ts";
import { type Bench, startBench } from "../plugins/plugin-bench.ts";
import { type FakeGitHub, type SeenRequest, startGitHub } from "../servers/github.ts";

/** As far as it is used: the document is too large to be a dependency of this repository. */
interface Validator {
  init(): Promise<unknown>;
  matchOperation(request: object): { readonly operationId?: string } | undefined;
  validateRequest(request: object, operation?: unknown): { readonly errors?: readonly object[] | null };
  validateResponse(body: unknown, operation: unknown, status: number): { readonly errors?: readonly object[] | null };
}

let fake: FakeGitHub;
let bench: Bench;
const exchanges: { readonly request: SeenRequest; readonly status: number; readonly body: unknown }[] = [];

const [backend, openapi] = await Promise.all([
  installPeer("openapi-backend", "5.21.2"),
  installPeer("@octokit/openapi", "23.0.2"),
]);
const missing = [backend, openapi].flatMap((peer) => ("missing" in peer ? [peer.missing] : [])).join(" ");

beforeAll(async () => {
  fake = await startGitHub();
  fake.watch = (request, { status, body }) => void exchanges.push({ request, status, body });
  bench = await startBench(plugin, {
    options: { repository: "acme/lib", notes: "both", discussion: "Announcements" },
    env: {
      PATH: process.env["PATH"],
      GITHUB_TOKEN: fake.token,
      GITHUB_API_URL: fake.url,
    },
  });
});
afterAll(async () => {
  await bench.close();
  await fake.close();
});

/** As the document has it: a ref is one part, uploads go to a host of their own. */
function pathOf({ path }: SeenRequest): string {
  return path.replace(/^\/uploads/, "").replace(/(?<=\/ref\/).+$/, (ref) => encodeURIComponent(ref));
}

interface Document {
  readonly paths: Readonly<Record<string, unknown>>;
}

/** Only what was asked, because all of it takes a minute; and nothing of which ajv takes no `nullable`. */
function pruned(document: Document, asked: readonly string[]): object {
  const paths = Object.entries(document.paths).filter(([template]) => {
    const pattern = new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`);
    return asked.some((path) => pattern.test(path));
  });
  return withNull({ ...document, paths: Object.fromEntries(paths) }) as object;
}

function withNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNull);
  if (typeof value !== "object" || value === null) return value;
  const { nullable, ...rest } = value as Readonly<Record<string, unknown>>;
  const inner = Object.fromEntries(Object.entries(rest).map(([key, each]) => [key, withNull(each)]));
  if (typeof nullable !== "boolean") return { ...inner, ...(nullable !== undefined && { nullable }) };
  if ("type" in rest) return { ...inner, nullable };
  return nullable ? { anyOf: [inner, { enum: [null] }] } : inner;
}

/** Every action there and back, every checkup, and some refusals. */
async function doEverything(): Promise<void> {
  const { state } = fake;
  const { commit } = planningFacts().base;
  state.issues.set(7, { labels: new Set() });
  state.milestones.push({ number: 3, title: "1.1.0", state: "open" });
  await bench.write("dist/lib.tgz", "the library");
  const steps: readonly (readonly [string, JsonObject])[] = [
    ["release", {}],
    ["asset", { path: "dist/*.tgz", label: "Library" }],
    ["publish", {}],
    ["comment", { numbers: [7], labels: ["released"] }],
    ["milestone", {}],
    ["deployment", { environment: "production", url: "https://example.com" }],
    ["status", { url: "https://example.com" }],
    ["latest", { tag: "v1.1.0" }],
    ["banner", { tag: "v1.1.0", text: "Use another." }],
  ];
  const done: (readonly [string, JsonObject, Json])[] = [];
  for (const [action, given] of steps) {
    const { target } = await bench.plan(action, given);
    await bench.check(action, target);
    const result = await bench.apply(action, target);
    bench.results[`deploy/github/${action}`] = result;
    await bench.check(action, target);
    done.unshift([action, target, result]);
  }
  for (const id of ["identity", "repository", "permission", "rules", "immutable"]) await bench.examine(`github/${id}`);
  fake.actAsApp();
  const { target } = await bench.plan("check", {});
  await bench.apply("check", target);
  await bench.check("check", target);
  for (const [action, aim, result] of done) if (bench.action(action).undo) await bench.undo(action, aim, result);
  state.tags.clear();
  state.commits = new Set();
  await expect(bench.apply("release", (await bench.plan("release", {})).target)).rejects.toThrow("commit");
  expect(commit).toMatch(/^\w{40}$/);
}

it.skipIf(missing !== "")(`asks as GitHub's own document says, and its counterpart answers so ${missing}`, async () => {
  await doEverything();
  if ("missing" in backend || "missing" in openapi) return;
  const { OpenAPIBackend } = createRequire(import.meta.url)(backend.path) as {
    readonly OpenAPIBackend: new (options: object) => Validator;
  };
  const file = join(openapi.path, "generated/api.github.com.json");
  const paths = new Set(exchanges.map(({ request }) => pathOf(request)));
  const definition = pruned(JSON.parse(readFileSync(file, "utf8")) as Document, [...paths]);
  const api = new OpenAPIBackend({ definition, quick: true, ajvOpts: { strict: false, validateFormats: false } });
  await api.init();

  const faults: string[] = [];
  const seen = new Set<string>();
  for (const { request, status, body } of exchanges) {
    const { method, query } = request;
    const path = pathOf(request);
    const sent = request.body === "" ? undefined : (JSON.parse(request.body) as unknown);
    const asked = { method, path, query, headers: { "content-type": "application/json" }, body: sent };
    const operation = api.matchOperation(asked);
    const name = `${method} ${path} ${status}`;
    if (operation === undefined) {
      faults.push(`${name}: there is no such operation`);
      continue;
    }
    seen.add(operation.operationId ?? "");
    // The bytes of an upload are no JSON.
    const wrong = request.path.startsWith("/uploads") ? null : api.validateRequest(asked, operation).errors;
    for (const error of wrong ?? []) faults.push(`${name}: the request ${JSON.stringify(error).slice(0, 400)}`);
    // Of these two the counterpart tells no more than is read.
    if (path === "/user" || path === "/repos/acme/lib") continue;
    for (const error of api.validateResponse(body ?? null, operation, status).errors ?? [])
      faults.push(`${name}: the answer ${JSON.stringify(error).slice(0, 400)}`);
  }
  expect([...new Set(faults)]).toEqual([]);
  expect(seen.size).toBeGreaterThan(30);
});
