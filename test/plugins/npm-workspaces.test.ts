import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { findPackageManager, type PackageManager } from "../servers/package-manager.ts";
import { type Registry, startRegistry } from "../servers/registry.ts";
import { type Project, startProject } from "./npm-bench.ts";

const run = promisify(execFile);
const managers = ["pnpm", "yarn", "yarn 1"] as const;
const found = Object.fromEntries(
  await Promise.all(managers.map(async (name) => [name, await findPackageManager(name)] as const)),
);
const missing = (name: PackageManager): string | undefined => {
  const entry = found[name];
  return entry && "missing" in entry ? entry.missing : undefined;
};

let registry: Registry;
const open: Project[] = [];
const folders: string[] = [];
beforeAll(async () => {
  registry = await startRegistry();
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  for (const each of folders.splice(0)) await rm(each, { recursive: true, force: true });
});
afterAll(() => registry.close());

async function project(files: Record<string, unknown>, given: Partial<Parameters<typeof startProject>[0]> = {}) {
  const started = await startProject({ files, registry, ...given });
  open.push(started);
  return started;
}

/** The real tool in a folder, with nothing but the test's registry. */
async function tool(name: PackageManager, args: readonly string[], cwd: string) {
  const entry = found[name];
  if (!entry || "missing" in entry) throw new Error(`${name} is missing`);
  const home = await mkdtemp(join(tmpdir(), "relspec-pm-"));
  folders.push(home);
  const env = {
    PATH: process.env["PATH"],
    HOME: home,
    CI: "1",
    npm_config_registry: registry.url,
    YARN_NPM_REGISTRY_SERVER: registry.url,
    YARN_UNSAFE_HTTP_WHITELIST: "*",
    YARN_ENABLE_TELEMETRY: "0",
    // Yarn takes no package that is younger than a day, and this one is seconds old.
    YARN_NPM_MINIMAL_AGE_GATE: "0",
    YARN_NODE_LINKER: "node-modules",
    YARN_REGISTRY: registry.url,
  };
  return run(process.execPath, [entry.script, ...args], { cwd, env, timeout: 100_000 }).catch((error: unknown) => {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${name} ${args.join(" ")} failed:\n${stdout}${stderr}`);
  });
}

async function consumer(dependencies: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "relspec-consumer-"));
  folders.push(folder);
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ name: "user", version: "1.0.0", private: true, dependencies }),
  );
  await writeFile(join(folder, ".npmrc"), `registry=${registry.url}\ncache=${join(folder, ".cache")}\n`);
  await writeFile(join(folder, "yarn.lock"), "");
  return folder;
}

const names = (scope: string) => ({ a: `${scope}/a`, b: `${scope}/b`, c: `${scope}/c`, out: `${scope}/out` });

/** A workspace in which every way to depend on a sibling is used: a → b → c, and `out`, which comes from outside. */
function workspace(scope: string) {
  const { a, b, c, out } = names(scope);
  return {
    "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
    "pnpm-workspace.yaml": `packages:\n  - packages/*\ncatalog:\n  "${out}": ^1.0.0\ncatalogs:\n  old:\n    "${out}": 1.0.0\n`,
    "packages/a/package.json": {
      name: a,
      version: "1.0.0",
      main: "a.js",
      dependencies: { [b]: "workspace:^", [out]: "catalog:" },
      devDependencies: { [c]: "workspace:*" },
    },
    "packages/a/a.js": `module.exports = "a" + require("${b}");\n`,
    "packages/b/package.json": {
      name: b,
      version: "1.0.0",
      main: "b.js",
      dependencies: { [c]: "workspace:~" },
      optionalDependencies: { [out]: "catalog:old" },
      peerDependencies: {},
    },
    "packages/b/b.js": `module.exports = "b" + require("${c}");\n`,
    "packages/c/package.json": { name: c, version: "1.0.0", main: "c.js" },
    "packages/c/c.js": `module.exports = "c";\n`,
  };
}

/** Publish a package of its own, for others to depend on. */
async function publish(from: Project, name: string, version: string, all: Record<string, string>): Promise<void> {
  const facts = await from.facts({ ...all, [name]: version });
  const { target, results } = await from.packed(name, facts);
  await from.apply("publish", target, results);
}

describe("what a workspace publishes can be installed by anyone", () => {
  const scope = "@shared";
  const { a, b, c, out } = names(scope);
  beforeAll(async () => {
    const outside = await project({ "package.json": { name: out, version: "1.0.0" } });
    await publish(outside, out, "1.0.0", {});
    const acme = await project(workspace(scope));
    const versions = { [a]: "2.0.0", [b]: "1.1.0", [c]: "1.0.1" };
    for (const name of [c, b, a]) await publish(acme, name, versions[name] ?? "", versions);
  });

  test("the ranges of workspaces and catalogs are written out", async () => {
    const seen = await registry.packument(a);
    expect(seen?.versions["2.0.0"]).toMatchObject({
      dependencies: { [b]: "^1.1.0", [out]: "^1.0.0" },
      devDependencies: { [c]: "1.0.1" },
    });
    expect((await registry.packument(b))?.versions["1.1.0"]).toMatchObject({
      dependencies: { [c]: "~1.0.1" },
      optionalDependencies: { [out]: "1.0.0" },
    });
  });

  const proof = async (folder: string) =>
    (await run(process.execPath, ["-p", `require("${a}")`], { cwd: folder })).stdout.trim();

  test("with npm", async () => {
    const folder = await consumer({ [a]: "^2.0.0" });
    await run("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder });
    expect(await proof(folder)).toBe("abc");
  });

  test.for(managers)("with %s", async (name, { skip }) => {
    skip(missing(name) !== undefined, missing(name));
    const folder = await consumer({ [a]: "^2.0.0" });
    await tool(name, name === "yarn" ? ["install", "--no-immutable"] : ["install", "--no-frozen-lockfile"], folder);
    expect(await proof(folder)).toBe("abc");
  });
});

describe("a release commit leaves the lockfile as the tool itself would write it", () => {
  const plain = {
    "package.json": { name: "root", version: "0.0.0", private: true, workspaces: ["packages/*"] },
    "packages/a/package.json": {
      name: "@lock/a",
      version: "1.0.0",
      dependencies: { "@lock/b": "^1.0.0" },
      devDependencies: { "@lock/c": "workspace:^" },
      peerDependencies: { "@lock/b": "^1.0.0" },
    },
    "packages/b/package.json": { name: "@lock/b", version: "1.0.0", dependencies: { "@lock/c": "workspace:^1.0.0" } },
    "packages/c/package.json": { name: "@lock/c", version: "1.0.0" },
    "packages/d/package.json": { name: "@lock/d", version: "1.0.0", dependencies: { "@lock/b": "1.x" } },
  };
  const cases = [
    [
      "pnpm",
      { "pnpm-workspace.yaml": "packages:\n  - packages/*\nlinkWorkspacePackages: true\n" },
      "pnpm-lock.yaml",
      ["install", "--no-frozen-lockfile"],
      ["install", "--frozen-lockfile"],
    ],
    ["yarn", { "yarn.lock": "" }, "yarn.lock", ["install", "--no-immutable"], ["install", "--immutable"]],
  ] as const;

  test.for(cases)("%s", async ([name, more, lock, install, frozen], { skip }) => {
    skip(missing(name) !== undefined, missing(name));
    const acme = await project({ ...plain, ...more, ".gitignore": "node_modules\n.yarn\n" }, { commit: true });
    await tool(name, install, acme.root);
    await acme.git("add", "-A");
    await acme.git("commit", "-qm", "lock");
    const before = await readFile(join(acme.root, lock), "utf8");

    const facts = await acme.facts({ "@lock/a": "2.0.0", "@lock/b": "1.1.0", "@lock/c": "2.0.0" });
    const { target } = await acme.plan("version", {}, facts);
    const result = await acme.apply("version", target);
    expect(await acme.check("version", target)).toMatchObject({ state: "present" });
    expect(JSON.parse(await readFile(join(acme.root, "packages/a/package.json"), "utf8"))).toMatchObject({
      version: "2.0.0",
      dependencies: { "@lock/b": "^1.1.0" },
      devDependencies: { "@lock/c": "workspace:^" },
      peerDependencies: { "@lock/b": "^1.0.0" },
    });
    expect(JSON.parse(await readFile(join(acme.root, "packages/b/package.json"), "utf8"))).toMatchObject({
      dependencies: { "@lock/c": "workspace:^2.0.0" },
    });
    const written = await readFile(join(acme.root, lock), "utf8");
    expect(written).not.toBe(before);
    // The tool refuses a lockfile that it would have written otherwise.
    await tool(name, frozen, acme.root);
    await tool(name, install, acme.root);
    expect(await readFile(join(acme.root, lock), "utf8")).toBe(written);

    await acme.undo("version", target, result);
    expect(await acme.git("diff")).toBe("");
  });

  test("yarn 1 has no workspaces in its lockfile, so it stays", async () => {
    const text = "# yarn lockfile v1\n\n\n";
    const acme = await project({ ...plain, "yarn.lock": text }, { commit: true });
    const { target } = await acme.plan("version", {}, await acme.facts({ "@lock/a": "2.0.0", "@lock/b": "1.1.0" }));
    await acme.apply("version", target);
    expect(await readFile(join(acme.root, "yarn.lock"), "utf8")).toBe(text);
  });

  test("a lockfile that cannot be read is an error, and says how it is made anew", async () => {
    const acme = await project({ ...plain, "pnpm-lock.yaml": "a: [" }, { commit: true });
    const { target } = await acme.plan("version", {}, await acme.facts({ "@lock/a": "2.0.0", "@lock/b": "1.1.0" }));
    await expect(acme.apply("version", target)).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
      message: expect.stringContaining("pnpm-lock.yaml cannot be read"),
    });
  });
});

test("catalogs of yarn are read, and one that does not have the dependency is an error that names it", async () => {
  const files = {
    "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
    ".yarnrc.yml": "catalog:\n  left: ^1.2.3\ncatalogs:\n  __proto__:\n    left: 9.9.9\n",
    "packages/a/package.json": { name: "a", version: "1.0.0", dependencies: { left: "catalog:" } },
  };
  const acme = await project(files);
  expect(await acme.discover()).toMatchObject([
    { dependencies: [{ name: "left", range: "^1.2.3", written: "catalog:", kind: "runtime" }] },
  ]);
  await acme.write("packages/a/package.json", { name: "a", dependencies: { right: "catalog:none" } });
  await expect(acme.discover()).rejects.toMatchObject({
    code: "RS_SPEC_MANIFEST",
    message: expect.stringMatching(/packages\/a\/package\.json takes the range of "right" from "catalog:none"/),
  });
});
