import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { isRelspecError, type RelspecError } from "@relspec/core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import npm from "../../packages/plugins/npm/src/index.ts";
import { planningFacts, plannedPackage, spec } from "@relspec/core/testing";
import { contributeDeploy, dependencyOrder } from "../../packages/plugins/npm/src/contribute.ts";
import { projectFiles } from "../../packages/core/src/world/project-files.ts";
import { type Registry, startRegistry } from "../servers/registry.ts";
import { type Project, startProject } from "./npm-bench.ts";

const run = promisify(execFile);
const open: Project[] = [];
let registry: Registry;

beforeAll(async () => {
  registry = await startRegistry();
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});
afterAll(() => registry.close());

async function project(
  files: Record<string, unknown>,
  given: Partial<Parameters<typeof startProject>[0]> = {},
): Promise<Project> {
  const started = await startProject({ files, ...given });
  open.push(started);
  return started;
}

const workspace = {
  "package.json": { private: true, workspaces: ["packages/*"] },
  "packages/a/package.json": {
    name: "@acme/a",
    version: "1.0.0",
    dependencies: { "@acme/b": "workspace:^", left: "^1.0.0" },
  },
  "packages/b/package.json": { name: "@acme/b", version: "1.0.0", peerDependencies: { "@acme/c": "^1.0.0" } },
  "packages/c/package.json": { name: "@acme/c", version: "1.0.0", private: true },
};
async function refusal(work: () => Promise<unknown>): Promise<RelspecError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (isRelspecError(error)) return error;
    throw error;
  }
}
const namesOf = (found: readonly { name: string }[]) => found.map(({ name }) => name);

describe("packages are found", () => {
  test("in a single package, private or not", async () => {
    const single = await project({ "package.json": { name: "lib", version: "1.2.3", private: true } });
    expect(await single.discover()).toEqual([
      { name: "lib", source: "npm", path: ".", version: "1.2.3", private: true, dependencies: [] },
    ]);
  });

  test("in npm workspaces, with what they depend on", async () => {
    const found = await (await project(workspace)).discover();
    expect(found).toEqual([
      expect.objectContaining({
        name: "@acme/a",
        path: "packages/a",
        dependencies: [
          { name: "@acme/b", range: "workspace:^", kind: "runtime" },
          { name: "left", range: "^1.0.0", kind: "runtime" },
        ],
      }),
      expect.objectContaining({ name: "@acme/b", dependencies: [{ name: "@acme/c", range: "^1.0.0", kind: "peer" }] }),
      expect.objectContaining({ name: "@acme/c", private: true }),
    ]);
  });

  test.each([
    ["a list", { workspaces: ["packages/*"] }, {}],
    ["an object", { workspaces: { packages: ["packages/*"], nohoist: ["x"] } }, {}],
    ["patterns with ./", { workspaces: ["./packages/*/"] }, {}],
    ["pnpm's file", {}, { "pnpm-workspace.yaml": "packages:\n  - packages/*\n" }],
  ])("in workspaces written as %s; what lies in node_modules is none", async (_, manifest, more) => {
    const found = await project({
      "package.json": { name: "root", private: true, ...manifest },
      "packages/a/package.json": { name: "a" },
      "packages/no-manifest/readme.md": "",
      "packages/node_modules/x/package.json": { name: "x" },
      ...more,
    });
    expect(namesOf(await found.discover())).toEqual(["a"]);
  });

  test("in order: a later !pattern takes out what came before", async () => {
    const files = {
      "package.json": { private: true, workspaces: ["packages/**", "!packages/x*", "packages/x2"] },
      ...Object.fromEntries(
        ["a", "x1", "x2", "deep/y"].map((name) => [`packages/${name}/package.json`, { name: name.replace("/", "-") }]),
      ),
    };
    expect(namesOf(await (await project(files)).discover())).toEqual(["a", "deep-y", "x2"]);
  });

  test("with a root that is a package of its own, and without those that are left out", async () => {
    const files = { ...workspace, "package.json": { name: "root", version: "1.0.0", workspaces: ["packages/*"] } };
    expect(namesOf(await (await project(files)).discover())).toEqual(["root", "@acme/a", "@acme/b", "@acme/c"]);
    const options = { packages: { include: ["@acme/*"], exclude: ["**/c"] } };
    expect(namesOf(await (await project(files, { options })).discover())).toEqual(["@acme/a", "@acme/b"]);
  });

  test("below a folder of their own, and nowhere when there is no package.json", async () => {
    const below = await project(
      { "js/package.json": { private: true, workspaces: ["*"] }, "js/a/package.json": { name: "a" } },
      { options: { root: "js" } },
    );
    expect(await below.discover()).toMatchObject([{ name: "a", path: "js/a" }]);
    expect(await (await project({ "readme.md": "" })).discover()).toEqual([]);
  });

  test.each([
    ["no JSON", "{ name: x", /package\.json is not JSON/],
    ["nothing", "", /is not JSON/],
    ["a list", "[]", /does not hold an object/],
    ["null", "null", /does not hold an object/],
    ["a name of the wrong type", { name: 1 }, /has a name that is not a string/],
    ["a name that climbs", { name: "../../etc" }, /a name that no package can have/],
    ["a name that is a flag", { name: "--registry=http://evil" }, /a name that no package can have/],
    ["a name with a terminal's escapes", { name: "a\u001b[31m" }, /a name that no package can have: "a\\u001b/],
    ["a name of 1 MB", { name: "a".repeat(1_000_000) }, /a name that no package can have/],
    ["a private that is text", { name: "a", private: "no" }, /has a private that is not a boolean/],
    ["a version that is none", { name: "a", version: "1.0; rm -rf /" }, /not a semantic version/],
    ["a version of the wrong type", { name: "a", version: ["1"] }, /has a version that is not a string/],
    ["workspaces of the wrong type", { name: "a", workspaces: "packages/*" }, /workspaces that are not a list/],
    ["workspaces that are no text", { name: "a", workspaces: [1] }, /workspaces that are not a list/],
    ["dependencies that are a list", { name: "a", dependencies: [] }, /dependencies that are not an object/],
    [
      "a range that is no text",
      { name: "a", dependencies: { b: {} } },
      /a dependencies range that is no text, for "b"/,
    ],
    ["10 MB", `{"name":"a","x":"${"x".repeat(10_000_000)}"}`, /larger than/],
  ])("but a package.json that holds %s is an error that names it", async (_, content, message) => {
    const broken = await project({ "package.json": content });
    const error = await refusal(async () => broken.discover());
    expect(error).toMatchObject({ code: "RS_SPEC_MANIFEST", message: expect.stringMatching(message) });
    expect(error?.message.length).toBeLessThan(400);
    expect(error?.message).not.toContain("\u001b");
    expect(error?.suggestions.length).toBe(1);
  });

  test("but two of one name, a broken workspace file and patterns that climb are errors", async () => {
    const twice = await project({
      "package.json": { private: true, workspaces: ["*"] },
      "a/package.json": { name: "x" },
      "b/package.json": { name: "x" },
    });
    await expect(twice.discover()).rejects.toMatchObject({
      code: "RS_SPEC_MANIFEST",
      message: "Two packages are named x: a and b.",
    });
    const yaml = await project({ "package.json": { private: true }, "pnpm-workspace.yaml": "packages: [" });
    await expect(yaml.discover()).rejects.toMatchObject({ code: "RS_SPEC_MANIFEST" });
    const climbing = await project({ "package.json": { private: true, workspaces: ["../*"] } });
    await expect(climbing.discover()).rejects.toMatchObject({ code: "RS_STEP_PATH" });
  });
});

test.each([
  [{ name: "a" }, {}],
  [{ private: true, name: "a" }, {}],
  [{ private: true, workspaces: ["x"] }, {}],
  [{ private: true }, null],
])("init proposes the plugin for %j: %j", async (manifest, wanted) => {
  const { root } = await project({ "package.json": manifest });
  expect(
    await npm.detect?.({ files: projectFiles(root), query: () => Promise.reject(new Error("not needed")) }),
  ).toEqual(wanted);
});

describe("the usual steps", () => {
  test("pack and publish what is not private, dependencies first", async () => {
    const acme = await project(workspace);
    const facts = await acme.facts({ "@acme/a": "2.0.0", "@acme/b": "2.0.0", "@acme/c": "2.0.0" });
    expect(acme.contributions.contribute?.build?.(facts).map(({ id, turn }) => [id, turn])).toEqual([
      ["npm/pack:@acme/a", "pack"],
      ["npm/pack:@acme/b", "pack"],
    ]);
    expect(acme.contributions.contribute?.deploy?.(facts)).toEqual([
      {
        id: "npm/publish:@acme/b",
        uses: "npm/publish",
        with: { package: "@acme/b" },
        turn: "publish",
        needs: ["build/npm/pack:@acme/b"],
      },
      {
        id: "npm/publish:@acme/a",
        uses: "npm/publish",
        with: { package: "@acme/a" },
        turn: "publish",
        needs: ["build/npm/pack:@acme/a", "npm/publish:@acme/b"],
      },
    ]);
  });

  test("write versions only when the release is committed, and publish nothing when asked not to", async () => {
    const files = { "package.json": { name: "a", version: "1.0.0" } };
    const committed = await project(files, { commit: true, options: { publish: false } });
    const facts = await committed.facts({ a: "2.0.0" });
    expect(committed.contributions.contribute?.build?.(facts)).toEqual([
      { id: "npm/version", uses: "npm/version", with: {}, turn: "write", parallel: false },
    ]);
    expect(committed.contributions.contribute?.deploy?.(facts)).toEqual([]);
  });

  test("leave alone what another plugin found", () => {
    const facts = planningFacts({ spec: spec(), packages: [plannedPackage({ name: "image" })] });
    expect(contributeDeploy({ publish: true }, facts)).toEqual([]);
  });

  test("have an order even when packages depend on each other in a circle", () => {
    const packages = [
      plannedPackage({ name: "a", dependencies: ["b"] }),
      plannedPackage({ name: "b", dependencies: ["a", "c"] }),
      plannedPackage({ name: "c" }),
    ];
    expect(namesOf(dependencyOrder(packages))).toEqual(["c", "b", "a"]);
    const facts = planningFacts({
      packages,
      workspace: packages.map(({ name }) => ({
        name,
        source: "npm",
        path: name,
        version: null,
        private: false,
        dependencies: [],
        next: "1.0.0",
      })),
    });
    const needs = new Map(contributeDeploy({ publish: true }, facts).map((step) => [step.id, step.needs]));
    expect(needs.get("npm/publish:b")).toEqual(["build/npm/pack:b", "npm/publish:c"]);
    expect(needs.get("npm/publish:a")).toEqual(["build/npm/pack:a", "npm/publish:b"]);
  });
});

describe("packing", () => {
  const scripted = {
    "package.json": {
      name: "scripted",
      version: "0.0.0",
      files: ["dist"],
      scripts: {
        prepublishOnly:
          "node -e \"require('fs').mkdirSync('dist',{recursive:true});require('fs').writeFileSync('dist/v.txt',process.env.RELSPEC_VERSION)\"",
        prepack: "echo some noise on stdout",
      },
    },
    ".gitignore": "dist\n",
  };

  test("runs the package's scripts with the new version in RELSPEC_VERSION; twice gives the same bytes", async () => {
    const made = await project(scripted);
    const facts = await made.facts({ scripted: "3.0.0" });
    const first = await made.packed("scripted", facts);
    const second = await made.packed("scripted", facts);
    expect(second.pack).toEqual(first.pack);
    expect(first.pack).toMatchObject({
      file: "npm/scripted-3.0.0.tgz",
      files: 2,
      integrity: expect.stringMatching(/^sha512-/),
    });
    const { stdout } = await run("tar", ["-xzOf", join(made.artifacts, first.pack.file), "package/dist/v.txt"]);
    expect(stdout).toBe("3.0.0");
    expect(await made.git("status", "--porcelain")).toBe("");
  });

  test("gives two machines the same bytes", async () => {
    const [one, two] = [await project(scripted), await project(scripted)];
    const integrities = [];
    for (const machine of [one, two])
      integrities.push((await machine.packed("scripted", await machine.facts({ scripted: "3.0.0" }))).pack.integrity);
    expect(integrities[0]).toBe(integrities[1]);
  });

  test("writes the workspace's new versions into ranges, and undo takes the tarball away", async () => {
    const acme = await project(workspace);
    const facts = await acme.facts({ "@acme/a": "2.0.0", "@acme/b": "3.0.0", "@acme/c": "4.0.0" });
    const { target } = await acme.plan("pack", { package: "@acme/a" }, facts);
    expect(target).toEqual({
      name: "@acme/a",
      version: "2.0.0",
      path: "packages/a",
      dependencies: [{ name: "@acme/b", kind: "runtime", from: "workspace:^", to: "^3.0.0" }],
    });
    const result = await acme.apply("pack", target);
    const file = join(acme.artifacts, "npm/@acme/a-2.0.0.tgz");
    const { stdout } = await run("tar", ["-xzOf", file, "package/package.json"]);
    expect(stdout).toBe(
      (await readFile(join(acme.root, "packages/a/package.json"), "utf8"))
        .replace("1.0.0", "2.0.0")
        .replace("workspace:^", "^3.0.0"),
    );
    await acme.undo("pack", target, result);
    await expect(readFile(file)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("fails with what the script said, and leaves nothing behind", async () => {
    const failing = await project({
      "package.json": {
        name: "failing",
        version: "0.0.0",
        scripts: { prepack: "echo the compiler is unhappy >&2; exit 3" },
      },
    });
    const { target } = await failing.plan("pack", { package: "failing" }, await failing.facts({ failing: "1.0.0" }));
    expect(await refusal(() => failing.apply("pack", target))).toMatchObject({
      code: "RS_STEP_FAILED",
      message: "npm pack of failing failed: the compiler is unhappy",
    });
    expect(await readdir(failing.artifacts)).toEqual([]);
  });

  test("is refused in the plan for a package that needs a private one, which nobody could install", async () => {
    const acme = await project({
      "package.json": { private: true, workspaces: ["*"] },
      "a/package.json": { name: "a", version: "1.0.0", dependencies: { b: "workspace:^" } },
      "b/package.json": { name: "b", version: "1.0.0", private: true },
      "c/package.json": { name: "c", version: "1.0.0", devDependencies: { b: "workspace:^" } },
    });
    const facts = await acme.facts({ a: "1.1.0", b: "1.1.0", c: "1.1.0" });
    await expect(acme.plan("pack", { package: "a" }, facts)).rejects.toMatchObject({
      code: "RS_SPEC_MANIFEST",
      message: expect.stringContaining("a depends on b, which is private"),
    });
    expect((await acme.plan("pack", { package: "c" }, facts)).summary).toBe("pack c@1.1.0");
    const bundling = { name: "a", version: "1.0.0", dependencies: { b: "1.0.0" }, bundleDependencies: ["b"] };
    await acme.write("a/package.json", bundling);
    expect((await acme.plan("pack", { package: "a" }, facts)).summary).toBe("pack a@1.1.0");
  });

  test("is refused in the plan for a package without a version or under another name", async () => {
    const nameless = await project({ "package.json": { name: "a" } });
    const facts = await nameless.facts({ a: "1.0.0" });
    await expect(nameless.plan("pack", { package: "a" }, facts)).rejects.toMatchObject({
      code: "RS_SPEC_MANIFEST",
      suggestions: [expect.stringContaining('"0.0.0"')],
    });
    await nameless.write("package.json", { name: "b", version: "1.0.0" });
    await expect(nameless.plan("pack", { package: "a" }, facts)).rejects.toMatchObject({
      code: "RS_SPEC_MANIFEST",
      message: expect.stringContaining("names the package b"),
    });
    await expect(nameless.plan("pack", { package: "z" }, facts)).rejects.toMatchObject({ code: "RS_SPEC_INVALID" });
  });
});

test("finding, planning and looking up start no program at all", async () => {
  const acme = await project(workspace, { registry, env: { PATH: "/nonexistent" } });
  const facts = await acme.facts({ "@acme/a": "2.0.0" });
  const { target } = await acme.plan("publish", { package: "@acme/a" }, facts);
  expect(target["registry"]).toBe(registry.url);
  expect(await acme.check("publish", target)).toEqual({ state: "absent" });
  expect(acme.contributions.checkups?.every(({ blocks }) => blocks !== true)).toBe(true);
  await expect(
    acme.apply("pack", (await acme.plan("pack", { package: "@acme/a" }, facts)).target),
  ).rejects.toMatchObject({ code: "RS_STEP_FAILED" });
});

describe("a committed release", () => {
  const manifest =
    '{\n\t"name": "@acme/a",\n\t"version": "1.0.0",\n\t"files": ["x", "y"],\n\t"dependencies": { "@acme/b": "^1.0.0" }\n}\n';
  const files = {
    "package.json": '{ "private": true, "workspaces": ["packages/*"] }',
    "packages/a/package.json": manifest,
    "packages/b/package.json": '{"name":"@acme/b"}',
    "package-lock.json": {
      name: "root",
      lockfileVersion: 3,
      packages: {
        "": { workspaces: ["packages/*"] },
        "node_modules/@acme/a": { resolved: "packages/a", link: true },
        "packages/a": { name: "@acme/a", version: "1.0.0", dependencies: { "@acme/b": "^1.0.0" } },
        "packages/b": { name: "@acme/b" },
      },
    },
  };

  test("writes versions and ranges to the manifests and the lockfile, finds them there, and takes them back", async () => {
    const acme = await project(files, { commit: true });
    const facts = await acme.facts({ "@acme/a": "2.0.0", "@acme/b": "2.1.0" });
    const { target, summary } = await acme.plan("version", {}, facts);
    expect(summary).toBe("write @acme/a@2.0.0, @acme/b@2.1.0 to package.json");
    expect(await acme.check("version", target)).toEqual({ state: "absent" });
    const result = await acme.apply("version", target);
    expect(await acme.check("version", target)).toMatchObject({ state: "present" });
    expect(await readFile(join(acme.root, "packages/a/package.json"), "utf8")).toBe(
      manifest.replace('"version": "1.0.0"', '"version": "2.0.0"').replace("^1.0.0", "^2.1.0"),
    );
    expect(JSON.parse(await readFile(join(acme.root, "packages/b/package.json"), "utf8"))).toEqual({
      name: "@acme/b",
      version: "2.1.0",
    });
    const lock = JSON.parse(await readFile(join(acme.root, "package-lock.json"), "utf8"));
    expect(lock.packages["packages/a"]).toEqual({
      name: "@acme/a",
      version: "2.0.0",
      dependencies: { "@acme/b": "^2.1.0" },
    });
    expect(lock.packages["packages/b"]).toEqual({ name: "@acme/b", version: "2.1.0" });
    expect(await acme.git("diff", "--stat", "--", "package.json")).toBe("");
    await acme.undo("version", target, result);
    expect(await acme.git("status", "--porcelain")).toBe("");
  });

  test("finds half of its work after a crash, and makes the other half", async () => {
    const acme = await project(files, { commit: true });
    const { target } = await acme.plan("version", {}, await acme.facts({ "@acme/a": "2.0.0", "@acme/b": "2.1.0" }));
    await acme.write("packages/a/package.json", manifest.replace('"version": "1.0.0"', '"version": "2.0.0"'));
    expect(await acme.check("version", target)).toEqual({ state: "absent" });
    await acme.apply("version", target);
    expect(await acme.check("version", target)).toMatchObject({ state: "present" });
    await acme.undo("version", target, null);
    expect(await acme.git("status", "--porcelain")).toBe("");
  });

  test("writes both places of a single package's lockfile", async () => {
    const text =
      '{\n  "name": "a",\n  "version": "1.0.0",\n  "lockfileVersion": 3,\n  "packages": {\n    "": {\n      "name": "a",\n      "version": "1.0.0"\n    }\n  }\n}\n';
    const single = await project(
      { "package.json": { name: "a", version: "1.0.0" }, "package-lock.json": text },
      { commit: true },
    );
    const { target } = await single.plan("version", {}, await single.facts({ a: "1.1.0" }));
    await single.apply("version", target);
    expect(await readFile(join(single.root, "package-lock.json"), "utf8")).toBe(text.replaceAll("1.0.0", "1.1.0"));
    await single.write("package-lock.json", "<<<<<<< HEAD");
    await expect(single.apply("version", { ...target })).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
      message: expect.stringContaining("package-lock.json is not JSON"),
    });
  });
});
