import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { door, repository, runBoth, runCli } from "./run-cli.ts";

let empty: string;
beforeAll(() => {
  empty = mkdtempSync(join(tmpdir(), "relspec-calls-"));
});
afterAll(() => rmSync(empty, { recursive: true }));

describe("a wrong call", () => {
  it.each([
    [["plna"], "There is no command `relspec plna`.", "Did you mean `relspec plan`?"],
    [["explain", "erorr"], "There is no command `relspec explain erorr`.", "Did you mean `relspec explain error`?"],
    [["plan", "--exitcode"], "Unknown flag `--exitcode` of `relspec plan`.", "Did you mean `--exit-code`?"],
    [
      ["plan", "--at", "tomorrow"],
      "`tomorrow` is not a time with its offset.",
      "Write it as `2026-12-01T09:00:00Z` or `2026-12-01T10:00:00+01:00`.",
    ],
    [
      ["run", "--until", "publish"],
      "Expected --until=publish to be one of: plan, build, accept, prepare, deploy, assess.",
      "Run `relspec run --help`.",
    ],
    [
      ["run", "--assume", "git"],
      "`git` does not say which step is to be taken as done or not done.",
      "Write `--assume done=STEP` or `--assume not-done=STEP`, with the step's id from `relspec status`, or a unique end of it.",
    ],
    [["approve"], "Missing: GATE.", "Run `relspec approve --help`."],
    [["reject", "qa"], "Missing required flag reason.", "Run `relspec reject --help`."],
    [["status", "now"], "Too many arguments: `now`.", "Run `relspec status --help`."],
    [
      ["history", "--cwd", "/no/such/folder"],
      "There is no directory `/no/such/folder`.",
      "Name an existing directory with `--cwd`.",
    ],
    [["explain", "error", "RS_PLAN_STALLED"], "There is no error `RS_PLAN_STALLED`.", "Did you mean `RS_PLAN_STALE`?"],
    [
      ["run", "--plan", "missing.json"],
      "The plan `missing.json` cannot be read: it does not exist.",
      "Write one with `relspec plan --out plan.json`.",
    ],
  ])("%j ends with 2 and says what to do", async (args, message, suggestion) => {
    const { plain, json, code } = await runBoth(args, { cwd: empty });

    expect(code).toBe(2);
    expect(plain.stdout).toBe("");
    expect(plain.stderr).toContain(message);
    expect(json).toMatchObject({
      error: {
        code: "RS_USAGE",
        message,
        ref: "docs/reference/errors.md#rs_usage",
        details: expect.any(Object),
        diagnostics: [],
      },
    });
    expect((json as { error: { suggestions: string[] } }).error.suggestions).toContain(suggestion);
  });

  it("prints nothing that a terminal would obey, whatever was typed", async () => {
    const { stderr } = await runCli(["\u001b]0;x\u0007plan\u202e"]);

    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});

describe("the overview and help", () => {
  it("go to stdout and end with 0", async () => {
    const [none, overview, topic, command] = await Promise.all([
      runCli([]),
      runCli(["--help"]),
      runCli(["explain"]),
      runCli(["help", "run"]),
    ]);

    expect([none.code, overview.code, topic.code, command.code]).toEqual([0, 0, 0, 0]);
    expect(none.stdout).toBe(overview.stdout);
    expect(topic.stdout).toContain("explain key");
    expect(command.stdout).toContain("--until plan|build|accept|prepare|deploy|assess");
    expect(command.stderr).toBe("");
  });
});

describe("explaining", () => {
  it("an error needs no spec", async () => {
    const { plain, json } = await runBoth(["explain", "error", "plan-stale"], { cwd: empty });

    expect(plain.stdout).toContain("RS_PLAN_STALE");
    expect(json).toMatchObject({ code: "RS_PLAN_STALE", exitCode: 3 });
  });
});

describe("the door", () => {
  const { version } = JSON.parse(readFileSync(join(repository, "packages/cli/package.json"), "utf8")) as {
    version: string;
  };

  it("answers --version before anything is loaded", () => {
    expect(execFileSync(process.execPath, [door, "--version"], { encoding: "utf8" })).toBe(`${version}\n`);
  });

  it.each(["12.22.12", "20.19.0", "22.22.9", "23.11.0", "24.14.1"])("tells Node %s that it is too old", (old) => {
    const preload = join(empty, "old-node.cjs");
    writeFileSync(
      preload,
      `Object.defineProperty(process, "versions", { value: Object.assign({}, process.versions, { node: ${JSON.stringify(old)} }) });`,
    );
    const { status, stderr, stdout } = spawnSync(process.execPath, ["--require", preload, door, "plan"], {
      encoding: "utf8",
    });

    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toBe(`RS_USAGE_NODE relspec ${version} needs Node ^22.23.0 || >=24.15.0; this is ${old}.\n`);
  });

  // Whatever older Node this machine happens to have.
  const found = ["/usr/bin/node", "/usr/local/bin/node"].flatMap((path) => {
    const { stdout, status } = spawnSync(path, ["-p", "process.versions.node"], { encoding: "utf8" });
    return status === 0 && Number(stdout.split(".")[0]) < 22 ? [path] : [];
  });

  it("is read by a real old Node, which says so in one line or one document", ({ skip }) => {
    if (found.length === 0) skip("There is no older Node on this machine.");
    const call = (...args: readonly string[]) => spawnSync(found[0] ?? "", [door, ...args], { encoding: "utf8" });
    const [plain, json] = [call("run"), call("run", "--json")];

    expect([plain.status, plain.stdout, json.status, json.stderr]).toEqual([2, "", 2, ""]);
    expect(plain.stderr).toMatch(/^RS_USAGE_NODE relspec \S+ needs Node [^\n]+; this is \d[^\n]+\.\n$/);
    expect(JSON.parse(json.stdout)).toMatchObject({
      error: { code: "RS_USAGE_NODE", suggestions: ["Install a newer Node: https://nodejs.org"], diagnostics: [] },
    });
  });

  it("is written so that an old Node can read it to the end", () => {
    const code = readFileSync(door, "utf8").replaceAll(/^\s*\/\/.*$/gm, "");

    expect(code).not.toMatch(/=>|\bconst\b|\blet\b|\bclass\b|\bimport\b|\basync\b|`|\?\.|\?\?|\.\.\./);
  });
});
