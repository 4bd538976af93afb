import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Registry, startRegistry } from "../servers/registry.ts";
import { type Project, startProject } from "./npm-bench.ts";

let registry: Registry;
const open: Project[] = [];
let count = 0;

beforeAll(async () => {
  registry = await startRegistry({ closed: ["@closed/*"] });
});
afterEach(async () => {
  for (const project of open.splice(0)) await project.close();
});
afterAll(() => registry.close());

type Given = Partial<Parameters<typeof startProject>[0]>;

/** A project of one package with a name nobody has used. */
async function single(given: Given = {}, manifest: object = {}): Promise<{ project: Project; name: string }> {
  const name = `lib-${++count}`;
  const files = {
    "package.json": { name, version: "0.0.0", files: ["index.js"], ...manifest },
    "index.js": "export default 1;\n",
  };
  const project = await startProject({ registry, files, ...given });
  open.push(project);
  return { project, name };
}

async function ready(given: Given = {}, manifest: object = {}, release: object = {}) {
  const { project, name } = await single(given, manifest);
  const facts = await project.facts({ [name]: "1.0.0" }, release);
  return { project, name, facts, ...(await project.packed(name, facts)) };
}

test("a package is packed, published as packed and found again, and the working tree is as before", async () => {
  const { project, name, target, results, pack } = await ready();
  expect(await project.check("publish", target, results)).toEqual({ state: "absent" });
  const result = await project.apply("publish", target, results);
  expect(result).toEqual({ registry: registry.url, integrity: pack.integrity, tag: "latest" });

  const packument = await registry.packument(name);
  expect(packument?.versions["1.0.0"]?.dist.integrity).toBe(pack.integrity);
  expect(packument?.["dist-tags"]).toEqual({ latest: "1.0.0" });
  expect(JSON.stringify(packument)).not.toContain(project.root);
  const published = (await registry.tarballs(name)).get("1.0.0");
  expect(Buffer.from(published!).equals(await readFile(join(project.artifacts, pack.file)))).toBe(true);
  expect(await project.check("publish", target, results)).toEqual({ state: "present", result });
  expect(await project.git("status", "--porcelain", "--ignored")).toBe("");
  expect(await readdir(project.artifacts)).toEqual(["npm"]);
});

test("a plan says where it goes, and that what is there cannot be judged before it is packed", async () => {
  const { project, name, facts, target, results } = await ready();
  const planned = await project.plan("publish", { package: name }, facts);
  const host = new URL(registry.url).host;
  expect(planned).toMatchObject({
    summary: `publish ${name}@1.0.0 to ${host} as latest`,
    knownAfter: { integrity: `build/npm/pack:${name}` },
    irreversible: expect.stringContaining(`npm deprecate ${name}@1.0.0`),
    target: { registry: registry.url, tag: "latest", access: null, provenance: "auto", pack: `build/npm/pack:${name}` },
  });
  expect(JSON.stringify(planned)).not.toContain(registry.token);
  expect(await project.check("publish", target)).toEqual({ state: "absent" });
  await project.apply("publish", target, results);
  expect(await project.check("publish", target)).toMatchObject({
    state: "unknown",
    reason: expect.stringContaining("already"),
  });
});

test("the same version with other content is a conflict, before and in the middle of publishing", async () => {
  const { project, name, facts, target, results } = await ready();
  await project.apply("publish", target, results);
  await project.write("index.js", "export default 2;\n");
  const other = await project.packed(name, facts);
  expect(await project.check("publish", other.target, other.results)).toMatchObject({
    state: "conflict",
    reason: expect.stringContaining("other content"),
    suggestions: [expect.stringContaining("npm view"), expect.stringContaining("Release another version")],
  });
  await expect(project.apply("publish", other.target, other.results)).rejects.toMatchObject({
    code: "RS_PLAN_CONFLICT",
    retryable: false,
  });
});

test("a publish whose answer is lost is retryable, found present, and adopted when tried again without looking", async () => {
  const { project, name, target, results, pack } = await ready();
  registry.fail({ kind: "lost", method: "PUT", path: name });
  await expect(project.apply("publish", target, results)).rejects.toMatchObject({
    code: "RS_STEP_UNREACHABLE",
    retryable: true,
  });
  expect(await project.check("publish", target, results)).toMatchObject({ state: "present" });
  expect(await project.apply("publish", target, results)).toMatchObject({ integrity: pack.integrity });
  expect(registry.publishes.filter((each) => each.name === name && each.status === 201)).toHaveLength(1);
  expect(project.log.join("\n")).toContain("there already");
});

test.each([
  { status: 403, message: "You cannot publish over the previously published versions: 1.0.0." },
  { status: 403, message: "forbidden" },
  { status: 409, message: "this package is already present" },
  { status: 409, message: "Failed to save packument. A common cause is a new package that is still being processed" },
])(
  "a registry that refuses with $status ($message) what it has with the same content is believed",
  async ({ status, message }) => {
    const { project, name, target, results } = await ready();
    // npm itself looks before it publishes and would refuse first, so the version comes between its look and its write.
    const { target: again } = await project.plan(
      "publish",
      { package: name },
      await project.facts({ [name]: "1.0.0" }),
    );
    registry.fail({
      kind: "status",
      status,
      message,
      method: "PUT",
      path: name,
      call: () => project.apply("publish", again, results).then(() => {}),
    });
    await expect(project.apply("publish", target, results)).resolves.toMatchObject({ tag: "latest" });
    expect(registry.publishes.filter((each) => each.name === name)).toHaveLength(1);
  },
);

test.each([500, 503, 504])("a %i is retryable, and the next try publishes", async (status) => {
  const { project, name, target, results } = await ready();
  registry.fail({ kind: "status", status, method: "PUT", path: name });
  await expect(project.apply("publish", target, results)).rejects.toMatchObject({
    code: "RS_STEP_UNREACHABLE",
    retryable: true,
  });
  expect(await project.check("publish", target, results)).toEqual({ state: "absent" });
  await expect(project.apply("publish", target, results)).resolves.toMatchObject({ tag: "latest" });
});

test("a registry that is asked too often says how long to wait", async () => {
  const { project, name, target, results } = await ready();
  registry.fail({ kind: "status", status: 429, path: name, times: 3, headers: { "retry-after": "7" } });
  await expect(project.apply("publish", target, results)).rejects.toMatchObject({ retryable: true, retryAfter: 7_000 });
});

test("a transparency log that already has the entry is worth another try", async () => {
  const { project, name, target, results } = await ready();
  registry.fail({
    kind: "status",
    status: 409,
    method: "PUT",
    path: name,
    message: "TLOG_CREATE_ENTRY_ERROR error creating tlog entry - (409)",
  });
  await expect(project.apply("publish", target, results)).rejects.toMatchObject({
    code: "RS_STEP_UNREACHABLE",
    retryable: true,
  });
});

test("a wrong token and none at all are said with the remedy, and no token is in the message", async () => {
  const wrong = await ready({ token: "npm_wrong_wrong_wrong" });
  const refused = await wrong.project.apply("publish", wrong.target, wrong.results).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "RS_STEP_CREDENTIALS", retryable: false });
  expect(JSON.stringify(refused) + String(refused)).not.toContain("npm_wrong");
  const none = await ready({ token: null });
  await expect(none.project.apply("publish", none.target, none.results)).rejects.toMatchObject({
    code: "RS_STEP_CREDENTIALS",
    suggestions: [
      expect.stringContaining("NPM_TOKEN"),
      expect.stringMatching(/id-token: write.*11\.5\.1.*first version/),
    ],
  });
});

test.each(["NPM_TOKEN", "NODE_AUTH_TOKEN"])("a token in %s is enough, and a placeholder is none", async (variable) => {
  const { project, target, results } = await ready({
    token: null,
    env: { NPM_TOKEN: "XXXXX-XXXXX-XXXXX-XXXXX", [variable]: registry.token },
  });
  await expect(project.apply("publish", target, results)).resolves.toMatchObject({ tag: "latest" });
  expect(project.log.join("\n")).not.toContain(registry.token);
});

test("while planning, a token from the environment goes to no registry that a checkout names", async () => {
  const { project, name, target } = await ready({ token: null, env: { NPM_TOKEN: registry.token } });
  const seen: (string | undefined)[] = [];
  registry.fail({
    kind: "delay",
    milliseconds: 0,
    path: name,
    see: (request) => void seen.push(request.headers.authorization),
  });
  await project.check("publish", target);
  expect(seen).toEqual([undefined]);
});

test("a scope that is closed to the user is explained", async () => {
  const project = await startProject({ registry, files: { "package.json": { name: "@closed/a", version: "0.0.0" } } });
  open.push(project);
  const { target, results } = await project.packed("@closed/a", await project.facts({ "@closed/a": "1.0.0" }));
  await expect(project.apply("publish", target, results)).rejects.toMatchObject({
    code: "RS_STEP_CREDENTIALS",
    message: expect.stringContaining("does not allow these credentials to publish @closed/a"),
    retryable: false,
  });
  registry.fail({ kind: "status", status: 404, method: "PUT", path: "@closed/a" });
  await expect(project.apply("publish", target, results)).rejects.toMatchObject({
    code: "RS_STEP_CREDENTIALS",
    message: expect.stringContaining("the scope @closed does not exist"),
  });
});

test("a registry that is down fails a try and can be tried again; a plan only cannot tell", async () => {
  const { project, target, results } = await ready({}, { publishConfig: { registry: "http://127.0.0.1:9/" } });
  expect(target["registry"]).toBe("http://127.0.0.1:9/");
  await expect(project.check("publish", target)).rejects.toMatchObject({
    code: "RS_STEP_UNREACHABLE",
    retryable: true,
  });
  // npm asks for credentials before it connects.
  const withToken = await ready(
    { env: { NPM_TOKEN: "npm_0123456789" } },
    { publishConfig: { registry: "http://127.0.0.1:9/" } },
  );
  await expect(
    withToken.project.apply("publish", withToken.target, results && withToken.results),
  ).rejects.toMatchObject({
    code: "RS_STEP_UNREACHABLE",
    retryable: true,
  });
});

test("a channel becomes a dist-tag, and the default one stays where it is", async () => {
  const { project, name, target, results } = await ready();
  await project.apply("publish", target, results);
  const facts = await project.facts({ [name]: "1.1.0-next.1" }, { channel: "next", version: "1.1.0-next.1" });
  const next = await project.packed(name, facts);
  expect(next.target["tag"]).toBe("next");
  await project.apply("publish", next.target, next.results);
  expect((await registry.packument(name))?.["dist-tags"]).toEqual({ latest: "1.0.0", next: "1.1.0-next.1" });
  const line = await project.plan(
    "publish",
    { package: name },
    await project.facts({ [name]: "1.0.1" }, { channel: "1.0.x" }),
  );
  expect(line.target["tag"]).toBe("release-1.0.x");
});

test("a dist-tag that was left behind is moved, and one that is ahead is left alone", async () => {
  const { project, name, facts, target, results } = await ready();
  await project.apply("publish", target, results);
  const behind = await project.packed(name, await project.facts({ [name]: "1.0.1" }));
  // The registry has the version under another tag; the publish that is refused as a repeat still has its tag to set.
  await project.apply("publish", { ...behind.target, tag: "beta" }, behind.results);
  expect((await registry.packument(name))?.["dist-tags"]).toMatchObject({ latest: "1.0.0", beta: "1.0.1" });
  await project.apply("publish", behind.target, behind.results);
  expect((await registry.packument(name))?.["dist-tags"]).toMatchObject({ latest: "1.0.1" });
  await project.apply("publish", target, { ...results });
  expect((await registry.packument(name))?.["dist-tags"]).toMatchObject({ latest: "1.0.1" });
  expect(facts.packages).toHaveLength(1);
});

test("a tarball that is not here is packed again, and published only when it is the same", async () => {
  const { project, name, facts, target, results, pack } = await ready();
  await rm(project.artifacts, { recursive: true });
  await project.write("index.js", "export default 3;\n");
  await expect(project.apply("publish", target, results)).rejects.toMatchObject({
    code: "RS_STEP_FAILED",
    message: expect.stringContaining("other content"),
  });
  expect(await registry.packument(name)).toBeNull();
  await project.git("checkout", "-q", "--", "index.js");
  await expect(project.apply("publish", target, results)).resolves.toMatchObject({ integrity: pack.integrity });
  expect(facts.packages[0]?.name).toBe(name);
});

test("a tarball that somebody has changed is not published", async () => {
  const { project, name, target, results, pack } = await ready();
  const other = await project.packed(name, await project.facts({ [name]: "6.6.6" }));
  const { copyFile } = await import("node:fs/promises");
  await copyFile(join(project.artifacts, other.pack.file), join(project.artifacts, pack.file));
  await project.apply("publish", target, results);
  expect((await registry.packument(name))?.versions["1.0.0"]?.dist.integrity).toBe(pack.integrity);
});

test("without a packed tarball on record nothing is published", async () => {
  const { project, target } = await ready();
  await expect(project.apply("publish", target)).rejects.toMatchObject({
    code: "RS_STEP_FAILED",
    message: expect.stringContaining("none on record"),
  });
});

test("a scope's own registry in npm's configuration does not win over the plan's", async () => {
  const name = `@acme/scoped-${++count}`;
  const files = {
    "package.json": { name, version: "0.0.0", publishConfig: { registry: registry.url } },
    ".npmrc": "@acme:registry=http://127.0.0.1:9/\n",
  };
  const project = await startProject({ registry, files, options: { access: "public" } });
  open.push(project);
  const { target, results } = await project.packed(name, await project.facts({ [name]: "1.0.0" }));
  expect(target).toMatchObject({ registry: registry.url, access: "public" });
  await project.apply("publish", target, results);
  expect(Object.keys((await registry.packument(name))?.versions ?? {})).toEqual(["1.0.0"]);
});

test.each([
  ["ftp://example.com/", "is no address of a registry"],
  ["not an address", "is no address of a registry"],
  ["https://ana:pass@example.com/", "holds a user name or password"],
])("the registry %s is refused in the plan", async (address, message) => {
  const { project, name } = await single({ options: { registry: address } });
  const facts = await project.facts({ [name]: "1.0.0" });
  await expect(project.plan("publish", { package: name }, facts)).rejects.toMatchObject({
    code: "RS_SPEC_INVALID",
    message: expect.stringContaining(message),
  });
});

test.each(["1.x", "a b", "--force", "v1", "x/y"])("the dist-tag %j is refused in the plan", async (tag) => {
  const { project, name } = await single({ options: { tag } });
  const facts = await project.facts({ [name]: "1.0.0" });
  await expect(project.plan("publish", { package: name }, facts)).rejects.toMatchObject({ code: "RS_SPEC_INVALID" });
});
