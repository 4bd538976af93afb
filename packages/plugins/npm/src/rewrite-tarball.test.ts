import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { rewriteTarball } from "./rewrite-tarball.ts";

const run = promisify(execFile);
const manifest =
  '{\n    "name": "@acme/a",\n    "version": "1.2.3",\n    "files": ["lib", "bin"],\n    "dependencies": { "@acme/b": "workspace:^" }\n}\n';
const long = `lib/${"deep/".repeat(30)}${"x".repeat(120)}.js`;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "relspec-tar-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function pack(text = manifest, at = new Date()): Promise<Uint8Array> {
  await writeFile(join(folder, "package.json"), text);
  for (const path of ["lib/b.js", "lib/a.js", "lib/ü.js", long, "bin/run.js"]) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), `// ${path}\n`, { mode: path.startsWith("bin") ? 0o755 : 0o600 });
    await utimes(join(folder, path), at, at);
  }
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: folder });
  return readFile(join(folder, "acme-a-1.2.3.tgz"));
}

const stamp = {
  name: "@acme/a",
  version: "2.0.0",
  dependencies: [{ name: "@acme/b", kind: "runtime", from: "workspace:^", to: "^3.0.0" }],
} as const;

test("the version and the ranges are written in, and nothing else changes: other tools read the same files", async () => {
  const tarball = await rewriteTarball(await pack(), stamp);
  await writeFile(join(folder, "out.tgz"), tarball.bytes);
  const { stdout } = await run("tar", ["-tvzf", "out.tgz"], {
    cwd: folder,
    env: { ...process.env, TZ: "UTC", LC_ALL: "C.UTF-8" },
  });
  const lines = stdout.trim().split("\n");
  expect(lines[0]).toMatch(/package\/package\.json$/);
  expect(lines).toHaveLength(tarball.files);
  expect(tarball.files).toBe(6);
  expect(lines.find((line) => line.endsWith("bin/run.js"))).toMatch(/^-rwxr-xr-x/);
  expect(lines.find((line) => line.endsWith("lib/a.js"))).toMatch(/^-rw-r--r--/);
  expect(lines.every((line) => line.includes("1985-10-26"))).toBe(true);
  expect(stdout).toContain(long);
  await mkdir(join(folder, "x"));
  await run("tar", ["-xzf", "../out.tgz"], { cwd: join(folder, "x") });
  expect(await readFile(join(folder, "x/package", long), "utf8")).toBe(`// ${long}\n`);
  expect(await readFile(join(folder, "x/package/package.json"), "utf8")).toBe(
    manifest.replace("1.2.3", "2.0.0").replace("workspace:^", "^3.0.0"),
  );
});

test("packed at another time, from files with other dates, the bytes are the same", async () => {
  const first = await rewriteTarball(await pack(manifest, new Date(0)), stamp);
  const second = await rewriteTarball(await pack(manifest, new Date()), stamp);
  expect(Buffer.from(first.bytes).equals(Buffer.from(second.bytes))).toBe(true);
  expect(first.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  expect(second).toMatchObject({ integrity: first.integrity, shasum: first.shasum });
});

test("a large file survives", async () => {
  const large = "0123456789abcdef".repeat(300_000);
  await mkdir(join(folder, "lib"));
  await writeFile(join(folder, "lib/large.txt"), large);
  const { bytes } = await rewriteTarball(await pack(), stamp);
  await writeFile(join(folder, "out.tgz"), bytes);
  const { stdout } = await run("tar", ["-xzOf", "out.tgz", "package/lib/large.txt"], {
    cwd: folder,
    maxBuffer: 16 * 1024 * 1024,
  });
  expect(stdout === large).toBe(true);
});

test("a script that made it another package is found out", async () => {
  await expect(rewriteTarball(await pack(), { ...stamp, name: "@acme/other" })).rejects.toMatchObject({
    code: "RS_STEP_FAILED",
    message: expect.stringContaining("names another package"),
  });
});

test("a range that only the workspace can read is not published", async () => {
  const packed = await pack(manifest.replace('"workspace:^" }', '"workspace:^", "c": "catalog:" }'));
  await expect(rewriteTarball(packed, stamp)).rejects.toMatchObject({
    code: "RS_STEP_FAILED",
    message: expect.stringContaining('"catalog:"'),
  });
});

test("what is no tarball is an error", async () => {
  await expect(rewriteTarball(Buffer.from("not a tarball"), stamp)).rejects.toThrow();
});
