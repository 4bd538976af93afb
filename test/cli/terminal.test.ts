import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { lstatSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { door, runCli } from "./run-cli.ts";

const spec = `apiVersion: relspec/v1
name: lib
plugins: { git: {}, exec: {} }
roles: { product-manager: [{ email: ben@example.com }] }
policy: { identity: claimed }
stages:
  build: { steps: [{ id: size, uses: exec/run, with: { command: [node, -e, "0"] } }] }
  prepare: { gates: [{ approval: product-manager }] }
`;

let project: TestProject;
beforeAll(() => {
  project = makeProject({ "relspec.yaml": spec }, "feat: größer");
});
afterAll(() => project.remove());

const relspec = (args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}, cwd = project.path) =>
  runCli(args, { cwd, env });
// eslint-disable-next-line no-control-regex -- colours are what this is about
const colour = /\u001b\[/;

describe("a reader that goes away", () => {
  it.each([["schema"], ["schema", "--json"], ["plan", "--json"], ["--help"]])(
    "in the middle of `relspec %s %s` is no error",
    (...args) => {
      const { stdout, stderr } = spawnSync(
        "bash",
        ["-c", '"$@" | head -c 1 >/dev/null; echo "${PIPESTATUS[0]}"', "bash", process.execPath, door, ...args],
        { cwd: project.path, encoding: "utf8" },
      );

      expect([stdout, stderr]).toEqual(["0\n", ""]);
    },
  );
});

describe("without a terminal", () => {
  it("nobody is asked, and a call that would ask says what to give it", async () => {
    const child = spawn(process.execPath, [door, "change", "add", "--json"], { cwd: project.path });
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    // Its stdin stays open: whoever reads it waits for ever.
    const [code] = (await once(child, "close")) as [number];

    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ error: { code: "RS_USAGE", suggestions: [expect.any(String)] } });
  });

  it("nothing is coloured unless it is asked for, and NO_COLOR has the last word", async () => {
    const [plain, forced, off, both] = await Promise.all([
      relspec(["plan"], { NO_COLOR: undefined }),
      relspec(["plan"], { NO_COLOR: undefined, FORCE_COLOR: "1" }),
      relspec(["plan"], { NO_COLOR: undefined, FORCE_COLOR: "0" }),
      relspec(["plan"], { NO_COLOR: "1", FORCE_COLOR: "1" }),
    ]);

    expect([plain, forced, off, both].map(({ stdout }) => colour.test(stdout))).toEqual([false, true, false, false]);
    expect(new Set([plain, off, both].map(({ stdout }) => stdout)).size).toBe(1);
  });

  it("errors go by the same words", async () => {
    const [plain, forced, both] = await Promise.all([
      relspec(["show", "9"], { NO_COLOR: undefined }),
      relspec(["show", "9"], { NO_COLOR: undefined, FORCE_COLOR: "1" }),
      relspec(["show", "9"], { NO_COLOR: "1", FORCE_COLOR: "1" }),
    ]);

    expect([plain, forced, both].map(({ stderr }) => colour.test(stderr))).toEqual([false, true, false]);
  });
});

describe("a terminal of 20 columns", () => {
  it("shows the whole plan", ({ skip }) => {
    if (spawnSync("script", ["--version"]).status !== 0) skip("There is no `script` to make a terminal with.");
    const { stdout, status } = spawnSync(
      "script",
      ["--quiet", "--return", "--command", `stty cols 20 && "${process.execPath}" "${door}" plan`, "/dev/null"],
      { cwd: project.path, encoding: "utf8", env: { ...process.env, TERM: "xterm", NO_COLOR: "1" } },
    );

    expect(status).toBe(0);
    for (const word of ["größer", "product-manager", "git/tag", "relspec"]) expect(stdout).toContain(word);
  });
});

describe("a home and a language", () => {
  it("are not needed: without HOME everything goes as with it", async () => {
    const homeless = { HOME: undefined, XDG_CONFIG_HOME: undefined, USER: undefined, LOGNAME: undefined };
    const [plan, same] = await Promise.all([relspec(["plan", "--json"], homeless), relspec(["plan", "--json"])]);

    expect([plan.code, plan.stderr]).toEqual([0, ""]);
    expect(JSON.parse(plan.stdout)).toEqual(JSON.parse(same.stdout));
    expect((await relspec(["run"], homeless)).code).toBe(4);
    expect((await relspec(["undo"], homeless)).code).toBe(0);
  });

  it("are not needed: a user whom nobody knows gets the same answer", ({ skip }) => {
    const args = [door, "explain", "error", "RS_PLAN_STALE", "--json"];
    const stranger = ["--reuid=54321", "--regid=54321", "--clear-groups", process.execPath, ...args];
    const { HOME: _, ...env } = process.env;
    const as = spawnSync("setpriv", stranger, { encoding: "utf8", env, cwd: "/" });
    if (/setpriv|EACCES|ENOENT/.test(String(as.error ?? as.stderr))) skip("Nobody can be another user here.");

    expect([as.status, as.stderr]).toEqual([0, ""]);
    expect(JSON.parse(as.stdout)).toMatchObject({ code: "RS_PLAN_STALE" });
  });

  it("that cannot be told at all ends with the code of a bug, not with 0", async () => {
    const preload = join(project.path, "../no-home.cjs");
    writeFileSync(preload, 'require("os").homedir = () => { throw new Error("no home"); };');
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--require", preload, door, "plan", "--nonsense"], {
      cwd: project.path,
      encoding: "utf8",
      env: { ...process.env, XDG_CACHE_HOME: join(project.path, "../cache") },
    });

    expect([status, stdout]).toEqual([70, ""]);
    expect(stderr).toMatch(/^RS_BUG /);
  });

  it("that is not UTF-8 gets symbols it can show, and the same words", async () => {
    const [latin, none] = await Promise.all([
      relspec(["plan"], { LANG: "de_DE.ISO-8859-1", LC_ALL: "de_DE.ISO-8859-1" }),
      relspec(["plan"], { LANG: undefined, LC_ALL: undefined }),
    ]);

    expect([latin.code, none.code]).toEqual([0, 0]);
    expect(latin.stdout).toContain("größer");
    expect(latin.stdout.replaceAll("größer", "")).toMatch(/^[\n\u0020-\u007e]*$/);
    expect(none.stdout).toContain("→");
  });
});

/** Every file below a folder with its content, its time of change and its kind. */
function everything(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => {
    const stat = lstatSync(join(folder, name));
    const content = stat.isFile() ? readFileSync(join(folder, name)).toString("base64") : "";
    return [name, `${stat.mode} ${stat.mtimeMs} ${content}`] as const;
  });
  return Object.fromEntries([...entries, [".", String(lstatSync(folder).mtimeMs)]]);
}

const reading = [
  ["plan"],
  ["plan", "--json"],
  ["validate"],
  ["status"],
  ["history"],
  ["notes"],
  ["graph"],
  ["explain", "version"],
  ["schema"],
  ["doctor"],
];

describe("a command that only reads", { timeout: 60_000 }, () => {
  let fresh: TestProject;
  beforeAll(() => {
    fresh = makeProject({ "relspec.yaml": spec });
    // So that git would like to refresh its index.
    utimesSync(join(fresh.path, "relspec.yaml"), new Date(1_000), new Date(1_000));
  });
  afterAll(() => fresh.remove());

  it.each(reading)("%s %s leaves the project, its repository and the remote as they were", async (...args) => {
    const before = [everything(fresh.path), everything(fresh.remote)];
    const { code } = await relspec(args, {}, fresh.path);

    expect(code).toBe(0);
    expect([everything(fresh.path), everything(fresh.remote)]).toEqual(before);
  });

  it("needs no right to write", async ({ skip }) => {
    const place = join(fresh.path, "../read-only");
    mkdirSync(place);
    const bound = spawnSync("mount", ["--bind", fresh.path, place], { encoding: "utf8" });
    if (bound.status !== 0) skip(`Nothing can be mounted here: ${bound.stderr}`);
    try {
      execFileSync("mount", ["-o", "remount,ro,bind", place]);
      // The doctor works there, and says that a run would not.
      for (const args of reading)
        expect([args, (await relspec(args, {}, place)).code]).toEqual([args, args[0] === "doctor" ? 5 : 0]);
    } finally {
      execFileSync("umount", ["--lazy", place]);
    }
  });
});
