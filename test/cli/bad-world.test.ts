import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Registry, startRegistry } from "../servers/registry.ts";
import { makeProject, type TestProject } from "./project.ts";
import { runCli, runInTurn } from "./run-cli.ts";

const run = promisify(execFile);
const count = "{ id: count, uses: exec/run, with: { command: [node, -e, \"fs.appendFileSync('count', 'x')\"] } }";
const spec = (steps = count, plugins = "git: {}, exec: {}") =>
  `apiVersion: relspec/v1\nname: lib\nplugins: { ${plugins} }\nstages: { build: { steps: [${steps}] } }\n`;

let project: TestProject;
const start = (files: Readonly<Record<string, string>>) => {
  project = makeProject({ ".gitignore": ".relspec/\ncount\nfull\nnode_modules/\n", ...files });
};
afterEach(() => project.remove());

const ledger = () => join(project.path, ".relspec/ledger.db");
const times = () =>
  existsSync(join(project.path, "count")) ? readFileSync(join(project.path, "count"), "utf8").length : 0;

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly suggestions: readonly string[];
}

/** Refused with this code, the same for people and programs, with something to do about it. */
async function refusal(args: readonly string[], exit: number, code: string, env: Record<string, string> = {}) {
  const { code: ended, json, plain } = await runInTurn(args, { cwd: project.path, env });
  const { error } = json as { readonly error: Refusal };
  expect([ended, error.code], error.message).toEqual([exit, code]);
  expect(plain.stderr + plain.stdout).toContain(code);
  expect(error.suggestions).not.toEqual([]);
  return error;
}

async function release(env: Record<string, string> = {}) {
  const { code, stdout } = await runCli(["run", "--json"], { cwd: project.path, env });
  const { outcome, error } = JSON.parse(stdout) as { readonly outcome?: string; readonly error?: Refusal };
  return { code, outcome, error };
}
const released = { code: 0, outcome: "released", error: undefined };

describe("a secret that is missing", () => {
  it("is named before anything is started, and the run goes on once it is there", async () => {
    start({
      "relspec.yaml": spec(
        `${count}, { id: use, uses: exec/run, with: { command: [node, -e, "0"], env: { TOKEN: "{{secrets.DEPLOY_TOKEN}}" } } }`,
      ),
    });
    const { message, suggestions } = await refusal(["run"], 1, "RS_RUN_SECRET");

    expect(message).toBe("A secret is missing: DEPLOY_TOKEN. Nothing was started.");
    expect(suggestions).toEqual(["Set the environment variable DEPLOY_TOKEN."]);
    expect(times()).toBe(0);
    expect(await release({ DEPLOY_TOKEN: "a-long-secret" })).toEqual(released);
    expect(times()).toBe(1);
  });
});

describe("a ledger that", () => {
  beforeEach(async () => {
    start({ "relspec.yaml": spec() });
    await release();
    project.commit("fix: mend");
  });

  it("is damaged ends every command with 5, is left alone, and is as before once it is put back", async () => {
    const kept = readFileSync(ledger());
    const broken = Buffer.concat([Buffer.from("not a ledger at all"), kept.subarray(19)]);
    writeFileSync(ledger(), broken);
    for (const args of [["run"], ["status"], ["audit", "verify"]]) await refusal(args, 5, "RS_LEDGER_CORRUPT");

    expect(readFileSync(ledger()).equals(broken)).toBe(true);
    expect(times()).toBe(1);
    writeFileSync(ledger(), kept);
    expect(await release()).toEqual(released);
  });

  it("was changed by someone names the event that does not hold", async () => {
    const change = (from: string, to: string) => {
      const database = new DatabaseSync(ledger());
      database.exec(`update event set body = replace(body, '${from}', '${to}') where seq = 1`);
      database.close();
    };
    change("Ana", "Eve");
    const audit = await runInTurn(["audit", "verify"], { cwd: project.path });
    expect([audit.code, JSON.stringify(audit.json)]).toEqual([5, expect.stringContaining('"seq":1')]);
    await refusal(["run"], 5, "RS_LEDGER_CORRUPT");

    change("Eve", "Ana");
    expect(await release()).toEqual(released);
  });

  it("is from a newer version is left alone", async () => {
    const version = (number: number) => {
      const database = new DatabaseSync(ledger());
      database.exec(`pragma user_version = ${number}`);
      database.close();
    };
    version(99);
    const { suggestions } = await refusal(["run"], 5, "RS_LEDGER_VERSION");
    expect(suggestions).toEqual(["npm install --save-dev relspec@latest"]);
    expect(times()).toBe(1);

    version(1);
    expect(await release()).toEqual(released);
  });
});

describe("a disk that", () => {
  const mounted: string[] = [];
  const mount = (folder: string) => {
    mkdirSync(folder, { recursive: true });
    const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=512k", "relspec-test", folder], {
      encoding: "utf8",
    });
    if (status === 0) mounted.push(folder);
    return status === 0 ? undefined : `No small disk can be made here: ${stderr}`;
  };
  afterEach(() => {
    for (const folder of mounted.splice(0)) execFileSync("umount", ["--lazy", folder]);
  });

  it("is full before the run keeps it from beginning", async ({ skip }) => {
    start({ "relspec.yaml": spec() });
    const why = mount(join(project.path, ".relspec"));
    if (why !== undefined) skip(why);
    spawnSync("dd", ["if=/dev/zero", `of=${project.path}/.relspec/full`, "bs=1k"]);
    await refusal(["run"], 5, "RS_LEDGER_UNWRITABLE");
    expect(times()).toBe(0);

    rmSync(join(project.path, ".relspec/full"));
    expect(await release()).toEqual(released);
    expect(times()).toBe(1);
  });

  it("fills up during a step stops the run at once, and what was done is found", async ({ skip }) => {
    const fill = `{ id: fill, uses: exec/run, with: { command: [node, -e, "fs.appendFileSync('count', 'x'); try { for (;;) fs.appendFileSync('.relspec/full', Buffer.alloc(1024)) } catch {}"], check: [node, -e, "process.exit(fs.existsSync('count') ? 0 : 1)"] } }`;
    start({ "relspec.yaml": spec(fill) });
    const why = mount(join(project.path, ".relspec"));
    if (why !== undefined) skip(why);
    const { code, stdout } = await runCli(["run", "--json"], { cwd: project.path });
    expect([code, JSON.parse(stdout)]).toMatchObject([5, { error: { code: "RS_LEDGER_UNWRITABLE" } }]);
    expect([times(), project.git("ls-remote", "--tags", "origin")]).toEqual([1, ""]);

    rmSync(join(project.path, ".relspec/full"));
    expect(await release()).toEqual(released);
    expect(times()).toBe(1);
    expect((await runCli(["audit", "verify"], { cwd: project.path })).code).toBe(0);
  });
});

describe("a registry that", { timeout: 120_000 }, () => {
  let registry: Registry;
  let npmrc: string;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry.close());
  const npmSpec = "apiVersion: relspec/v1\nname: lib\nplugins: { git: {}, npm: {} }\n";
  const manifest = (name: string) => JSON.stringify({ name, version: "0.0.0", files: ["index.js"], main: "index.js" });
  const npm = (name: string) =>
    start({ "relspec.yaml": npmSpec, "package.json": manifest(name), "index.js": "module.exports = 1;\n" });
  const env = () => ({ npm_config_userconfig: npmrc, npm_config_fetch_retries: "0" });
  beforeEach(async () => {
    npm("bad-world");
    npmrc = await registry.npmrc(join(project.path, "../npm"));
  });

  it("does not know the token says so, then takes the right one", async () => {
    const right = npmrc;
    npmrc = await registry.npmrc(join(project.path, "../wrong"), { token: "npm_wrong0123456789" });
    const { message } = await refusal(["run"], 1, "RS_STEP_CREDENTIALS", env());
    expect(message).not.toContain("npm_wrong0123456789");
    expect((await registry.packument("bad-world"))?.versions ?? {}).toEqual({});

    npmrc = right;
    expect(await release(env())).toEqual(released);
    expect(Object.keys((await registry.packument("bad-world"))?.versions ?? {})).toEqual(["1.0.0"]);
  });

  it("is down says so, and the run goes on once it is up", async () => {
    const up = npmrc;
    npmrc = join(project.path, "../down");
    writeFileSync(npmrc, "registry=http://127.0.0.1:9/\n//127.0.0.1:9/:_authToken=npm_token0123456789\n");
    const { message } = await refusal(["run"], 1, "RS_STEP_UNREACHABLE", env());
    expect(message).toContain("127.0.0.1:9");

    // The plan names the registry, so it is the same one that comes up.
    expect((await runCli(["undo"], { cwd: project.path, env: env() })).code).toBe(0);
    npmrc = up;
    project.write("package.json", manifest("bad-world-2"));
    project.commit("feat: another name");
    expect(await release(env())).toEqual(released);
  });

  it("has the version with other content is a conflict, and nothing is overwritten", async () => {
    project.write("package.json", manifest("bad-world-3"));
    project.commit("feat: another name");
    project.write("package.json", JSON.stringify({ name: "bad-world-3", version: "1.0.0" }));
    // Not the synchronous kind: the registry lives in this process.
    await run("npm", ["publish"], { cwd: project.path, env: { ...process.env, ...env() } });
    project.git("checkout", "--quiet", "--", ".");
    const there = await registry.packument("bad-world-3");
    const error = await refusal(["run"], 3, "RS_PLAN_CONFLICT", env());

    expect(error.message).toContain("bad-world-3");
    expect(await registry.packument("bad-world-3")).toEqual(there);
    expect(project.git("ls-remote", "--tags", "origin")).toBe("");
  });
});
