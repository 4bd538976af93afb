import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Registry, startRegistry } from "./registry.ts";

const run = promisify(execFile);
let registry: Registry;
let work: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "relspec-registry-test-"));
  registry = await startRegistry({ closed: ["@closed/*"] });
});
afterAll(async () => {
  await registry.close();
  await rm(work, { recursive: true, force: true });
});

/** Publish with the real npm; its exit code and what it said. */
async function publish(name: string, version: string, token?: string | null): Promise<{ code: number; said: string }> {
  const folder = join(work, `${name.replace("/", "-")}-${version}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name, version }));
  const userconfig = await registry.npmrc(join(work, "rc"), token === undefined ? {} : { token });
  const env = { ...process.env, npm_config_userconfig: userconfig, npm_config_fetch_retries: "0" };
  try {
    const { stdout, stderr } = await run("npm", ["publish", "--access", "public"], { cwd: folder, env });
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  }
}

test("npm publishes, and the registry holds the version, its tag and its tarball", async () => {
  expect((await publish("@acme/a", "1.0.0")).code).toBe(0);
  const found = await registry.packument("@acme/a");
  expect(Object.keys(found?.versions ?? {})).toEqual(["1.0.0"]);
  expect(found?.["dist-tags"]).toEqual({ latest: "1.0.0" });
  expect((await registry.tarballs("@acme/a")).get("1.0.0")?.byteLength).toBeGreaterThan(100);
  expect(registry.publishes).toEqual([{ name: "@acme/a", status: 201, kind: "publish" }]);
  expect(await registry.packument("@acme/none")).toBeNull();
});

test("an answer that is lost leaves the version in the registry", async () => {
  registry.fail({ kind: "lost", method: "PUT", path: "lost-one" });
  const { code, said } = await publish("lost-one", "1.0.0");
  expect(code).not.toBe(0);
  expect(said).toMatch(/ECONNRESET|socket hang up|network/i);
  expect(Object.keys((await registry.packument("lost-one"))?.versions ?? {})).toEqual(["1.0.0"]);
  expect((await publish("lost-one", "1.0.0")).said).toContain("cannot publish over");
});

test.each([500, 503, 429, 403])("a %i on purpose publishes nothing, once", async (status) => {
  const name = `fault-${status}`;
  registry.fail({ kind: "status", status, method: "PUT", path: name, headers: { "retry-after": "1" } });
  expect((await publish(name, "1.0.0")).said).toContain(`E${status}`);
  expect(await registry.packument(name)).toBeNull();
  expect((await publish(name, "1.0.0")).code).toBe(0);
});

test("a reset publishes nothing, a delay only takes its time", async () => {
  registry.fail({ kind: "reset", method: "PUT", path: "late" });
  expect((await publish("late", "1.0.0")).code).not.toBe(0);
  expect(await registry.packument("late")).toBeNull();
  registry.fail({ kind: "delay", method: "PUT", path: "late", milliseconds: 50 });
  expect((await publish("late", "1.0.0")).code).toBe(0);
});

test("a wrong token, no token and a closed scope are refused", async () => {
  expect((await publish("refused", "1.0.0", "wrong")).code).not.toBe(0);
  expect((await publish("refused", "1.0.0", null)).said).toContain("ENEEDAUTH");
  expect((await publish("@closed/a", "1.0.0")).said).toMatch(/E403|E404/);
  expect(await registry.packument("refused")).toBeNull();
});

test("the npmrc is for its owner's eyes", async () => {
  const path = await registry.npmrc(join(work, "private"));
  expect(await readFile(path, "utf8")).toContain(`:_authToken=${registry.token}`);
});
