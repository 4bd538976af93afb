import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { somebody } from "../testing/plan-builder.ts";
import { readContext, worldContext, writeContext } from "./contexts.ts";
import { createWorld } from "./create-world.ts";

let root: string;
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), "relspec-world-"))));
afterEach(() => rm(root, { recursive: true, force: true }));

const reading = {
  step: "deploy/npm/publish:a",
  results: { "build/pack": { file: "a.tgz" } },
  signal: new AbortController().signal,
};
const writing = {
  ...reading,
  key: "key",
  release: { id: "i", name: "lib", version: "1.0.0", commit: "c" },
  actor: somebody,
  artifacts: "/tmp/x",
};
const lines: string[] = [];
const world = () =>
  createWorld({
    root,
    env: {
      PATH: process.env["PATH"],
      CI: "true",
      NPM_TOKEN: "npm_abc123",
      db_password: "x",
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://x",
    },
    now: () => new Date("2026-01-02T03:04:05Z"),
    onLog: (line) => lines.push(line),
  });

test("a reading context has nothing that writes, not even behind its types", () => {
  const context = readContext(world(), reading);
  expect(Object.keys(context).toSorted()).toEqual([
    "env",
    "files",
    "http",
    "log",
    "now",
    "query",
    "results",
    "root",
    "secrets",
    "signal",
    "step",
  ]);
  expect(Object.keys(context.files).toSorted()).toEqual(["exists", "glob", "read", "readBytes", "stream"]);
  expect(Object.keys(context.http)).toEqual(["get"]);
});

test("a reading context can only ask, whatever a plugin hands to it", async () => {
  const heard: (string | undefined)[] = [];
  const http = createServer((request, response) => (heard.push(request.method), response.end()));
  await new Promise<void>((resolve) => void http.listen(0, "127.0.0.1", resolve));
  const smuggled = { method: "DELETE", body: "x" } as object;
  await readContext(world(), reading).http.get(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`, smuggled);
  http.close();
  expect(heard).toEqual(["GET"]);
});

test("contexts cannot be changed", () => {
  for (const context of [readContext(world(), reading), writeContext(world(), writing)]) {
    for (const part of [context, context.files, context.http, context.secrets, context.env, context.results])
      expect(Object.isFrozen(part)).toBe(true);
  }
});

test("a writing context writes, runs and sends", async () => {
  const context = writeContext(world(), writing);
  await context.files.write("a", "b");
  expect((await context.exec(["cat", "a"])).stdout).toBe("b");
  expect(context).toMatchObject({ key: "key", release: writing.release, actor: somebody, artifacts: "/tmp/x" });
  expect(Object.keys(context.http).toSorted()).toEqual(["get", "send"]);
});

test("the environment of a context leaves out what is secret by its name", () => {
  expect(Object.keys(readContext(world(), reading).env).toSorted()).toEqual([
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "CI",
    "PATH",
  ]);
});

test("the context's signal stops what runs in it, also beside the caller's own", async () => {
  const stopping = new AbortController();
  const context = readContext(world(), { ...reading, signal: stopping.signal });
  const work = [
    context.query(["sleep", "20"]),
    context.query(["sleep", "20"], { signal: new AbortController().signal }),
  ];
  stopping.abort();
  for (const each of work) await expect(each).rejects.toThrow(expect.objectContaining({ code: "RS_RUN_INTERRUPTED" }));
});

test("what is logged shows no secret and steers no terminal", () => {
  const own: string[] = [];
  const one = world();
  one.secrets.read("NPM_TOKEN");
  readContext(one, reading).log("a npm_abc123 \u001b[31mb");
  readContext(one, { ...reading, log: (line) => own.push(line) }).log("c npm_abc123");
  expect(lines.at(-1)).toBe("a [secret NPM_TOKEN] b");
  expect(own).toEqual(["c [secret NPM_TOKEN]"]);
});

test("hooks get a context without a step and results", () => {
  const context = worldContext(world(), reading.signal);
  expect("step" in context || "results" in context).toBe(false);
  expect(context.now().toISOString()).toBe("2026-01-02T03:04:05.000Z");
});
