import { hostname } from "node:os";
import { join } from "node:path";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { openSqliteLedger } from "../../packages/core/src/ledger/open-sqlite-ledger.ts";
import { openAt } from "../heavy/open-git-ledger.ts";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

const spec = (more = "", plugins = "git: {}, exec: {}") =>
  `apiVersion: relspec/v1\nname: lib\nplugins: { ${plugins} }\nledger: sqlite\n${more}`;
const deploy = (step: string) => `stages: { deploy: { steps: [{ id: it, ${step} }] } }\n`;
const echo = 'uses: exec/run, with: { command: [node, -e, "0"] }';

let project: TestProject;
afterEach(() => project.remove());

interface Answer {
  readonly ok: boolean;
  readonly checks?: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly message: string;
    readonly code?: string;
    readonly fix?: readonly string[];
  }[];
  readonly error?: { readonly code: string };
}

interface Ran {
  readonly outcome?: string;
  readonly error?: { readonly code: string };
}

const call = async (args: readonly string[], env: Record<string, string> = {}) => {
  const { code, stdout } = await runCli([...args, "--json"], { cwd: project.path, env });
  return { exit: code, value: JSON.parse(stdout) as unknown };
};
const doctor = async (env?: Record<string, string>) => {
  const { exit, value } = await call(["doctor"], env);
  return { exit, value: value as Answer };
};
const run = async (args: readonly string[] = []) => {
  const { exit, value } = await call(["run", ...args]);
  return { exit, value: value as Ran };
};

/** What stands in the way of a run: how it comes about, and what the run says. */
interface Refusal {
  readonly because: string;
  readonly code: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly message?: string;
  readonly arrange?: () => void | Promise<void>;
}

const refusals: readonly Refusal[] = [
  {
    because: "a tracked file is changed",
    code: "RS_PLAN_TREE",
    arrange: () => project.write("relspec.yaml", `${spec()}# more\n`),
  },
  {
    because: "the commit is not on the remote",
    code: "RS_PLAN_TREE",
    arrange: () => void project.git("commit", "--quiet", "--allow-empty", "--message", "fix: here only"),
  },
  {
    because: "the remote has commits that are not here",
    code: "RS_PLAN_TREE",
    arrange: () => {
      project.commit("fix: from elsewhere");
      project.git("reset", "--quiet", "--hard", "HEAD~1");
    },
  },
  {
    because: "the tag stands on another commit of the remote",
    code: "RS_PLAN_CONFLICT",
    arrange: () => {
      project.git("checkout", "--quiet", "-b", "other");
      project.git("commit", "--quiet", "--allow-empty", "--message", "chore: other");
      project.git("push", "--quiet", "origin", "HEAD:refs/tags/v1.0.0");
      project.git("checkout", "--quiet", "main");
    },
  },
  {
    because: "a secret is missing",
    code: "RS_RUN_SECRET",
    files: {
      "relspec.yaml": spec(
        deploy('uses: exec/run, with: { command: [node, -e, "0"], env: { TOKEN: "{{secrets.DEPLOY_TOKEN}}" } }'),
      ),
    },
  },
  {
    because: "another machine holds the release",
    code: "RS_LOCK_HELD",
    files: { "relspec.yaml": spec().replace("ledger: sqlite", "ledger: git") },
    arrange: async () => {
      const owner = { id: "other", host: `${hostname()}-other`, pid: 4711, born: null };
      await (await openAt(project.path)).claim("lib", owner, 600_000);
    },
  },
  {
    because: "the remote does not answer",
    code: "RS_STEP_UNREACHABLE",
    files: { "relspec.yaml": spec().replace("ledger: sqlite", "ledger: git") },
    arrange: () => void project.git("remote", "set-url", "origin", "http://127.0.0.1:9/x.git"),
  },
  {
    because: "the ledger is damaged",
    code: "RS_LEDGER_CORRUPT",
    arrange: () => {
      mkdirSync(join(project.path, ".relspec"));
      writeFileSync(join(project.path, ".relspec/ledger.db"), "this is no ledger");
    },
  },
  {
    because: "a file is where the ledger's folder goes",
    code: "RS_LEDGER_UNWRITABLE",
    arrange: () => writeFileSync(join(project.path, ".relspec"), ""),
    files: { ".gitignore": ".relspec\n" },
  },
  {
    because: "an undo has not come to its end",
    code: "RS_RUN_UNDOING",
    files: { "relspec.yaml": spec(deploy(echo)) },
    arrange: async () => {
      await run(["--until", "build"]);
      await append("step.undoing", { step: "deploy/it", found: "present" });
    },
  },
  {
    because: "nobody can tell whether a step took place",
    code: "RS_STEP_UNKNOWN",
    files: {
      "relspec.yaml": spec(
        deploy('uses: exec/once, with: { command: [node, -e, "process.kill(process.ppid, `SIGKILL`)"] }'),
      ),
    },
    arrange: async () => void (await runCli(["run"], { cwd: project.path })),
  },
  {
    because: "the open release is of another commit than the one whose files are here",
    code: "RS_PLAN_STALE",
    files: { "relspec.yaml": spec(deploy(echo)) },
    arrange: async () => {
      await run(["--until", "build"]);
      project.commit("fix: meanwhile");
    },
  },
  {
    because: "a gate refuses",
    code: "RS_POLICY_GATE",
    files: {
      "relspec.yaml": spec("stages: { prepare: { gates: [{ coverage: { report: lcov.info, lines: 80 } }] } }\n"),
      "lcov.info": "TN:\nSF:a.js\nLF:100\nLH:79\nend_of_record\n",
    },
  },
  {
    because: "a feature does not say how it is used",
    code: "RS_POLICY_HOW_TO",
    files: { "relspec.yaml": spec("notes: { how-to: require }\n") },
  },
  {
    because: "an intent cannot be read",
    code: "RS_SPEC_INTENT",
    files: { "relspec.yaml": spec("version: { strategy: intents }\n"), ".changeset/odd.md": "no intent\n" },
  },
  {
    because: "a manifest cannot be read",
    code: "RS_SPEC_MANIFEST",
    files: { "relspec.yaml": spec("", "git: {}, npm: {}"), "package.json": "{" },
  },
  {
    because: "the branch's name is no identifier of prereleases",
    code: "RS_PLAN_BRANCH",
    files: { "relspec.yaml": spec("version: { branches: [trunk, { name: 'main', range: 'x.y' }] }\n") },
  },
  { because: "the spec is not valid", code: "RS_SPEC_INVALID", files: { "relspec.yaml": spec("nonsense: 1\n") } },
  {
    because: "a plugin is not there",
    code: "RS_PLUGIN_NOT_FOUND",
    files: { "relspec.yaml": spec("", "git: {}, nowhere-to-be-found: {}") },
  },
  {
    because: "it is no repository",
    code: "RS_SPEC_LOCATION",
    arrange: () => rmSync(join(project.path, ".git"), { recursive: true }),
  },
];

/** Put an event on record as a run of this machine would. */
async function append(type: "step.undoing", data: Record<string, string>): Promise<void> {
  const ledger = await openSqliteLedger(join(project.path, ".relspec/ledger.db"));
  const [opened] = await ledger.load("lib");
  if (!opened) throw new Error("no release is open");
  const epoch = await ledger.claim("lib", { id: "test", host: hostname(), pid: process.pid, born: null }, 60_000);
  const { release, actor, at } = opened;
  await ledger.append("lib", epoch, "test", { type, release, actor, at, data });
  await ledger.yield("lib", epoch);
  await ledger.close();
}

describe("what run refuses, doctor fails with, when", { timeout: 120_000 }, () => {
  it.each(refusals)("$because", async ({ code, files = {}, message = "feat: begin", arrange }) => {
    project = makeProject({ "relspec.yaml": spec(), ...files }, message);
    await arrange?.();

    const told = await doctor();
    const refused = await run();

    expect(refused.value.error?.code, JSON.stringify(refused.value)).toBe(code);
    expect(told.exit).toBe(refused.exit);
    // What keeps the spec from being loaded is the doctor's own error; all else is a checkup that fails, with a remedy.
    const { error, checks = [] } = told.value;
    const failed = checks.filter(({ verdict }) => verdict === "failed");
    expect(error ? [error.code] : failed.map((each) => each.code)).toContain(code);
    expect(failed.filter(({ fix = [] }) => fix.length === 0)).toEqual([]);
  });

  it("nothing: where doctor is content, run releases, and doctor has left nothing behind", async () => {
    project = makeProject({ "relspec.yaml": spec().replace("ledger: sqlite", "ledger: git") });
    const before = project.git("ls-remote", "origin");
    expect(await doctor()).toMatchObject({ exit: 0, value: { ok: true } });
    expect(project.git("ls-remote", "origin")).toBe(before);
    expect(await run()).toMatchObject({ exit: 0, value: { outcome: "released" } });
  });
});

const found = async (id: string, env?: Record<string, string>) =>
  (await doctor(env)).value.checks?.find((each) => each.id === id);

describe("doctor", { timeout: 120_000 }, () => {
  it("lets a gate pass whose evidence the steps before it may make, and says so", async () => {
    project = makeProject({
      "relspec.yaml": spec(
        `stages: { build: { steps: [{ id: test, ${echo} }] }, prepare: { gates: [{ coverage: { report: lcov.info } }] } }\n`,
      ),
    });
    expect(await found("relspec/gates")).toMatchObject({
      verdict: "warning",
      message: expect.stringContaining("may change that"),
      fix: ["relspec explain gate prepare/coverage"],
    });
  });

  it("finds a header with another token than the job's, and two that a host would refuse", async () => {
    project = makeProject({ "relspec.yaml": spec() });
    project.git("remote", "set-url", "origin", "http://127.0.0.1:9/acme/lib.git");
    const header = (token: string) =>
      `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
    expect(await found("git/credentials")).toMatchObject({ verdict: "ok" });
    project.git("config", "http.http://127.0.0.1:9/.extraheader", header("of-the-checkout"));
    expect(await found("git/credentials", { GITHUB_TOKEN: "of-the-checkout" })).toMatchObject({ verdict: "ok" });
    expect(await found("git/credentials", { GITHUB_TOKEN: "of-a-person" })).toMatchObject({
      verdict: "warning",
      message: expect.stringContaining("another token than GITHUB_TOKEN"),
    });
    project.git("config", "http.extraheader", header("of-someone-else"));
    const twice = await found("git/credentials");
    expect(twice).toMatchObject({ verdict: "failed", code: "RS_STEP_CREDENTIALS" });
    expect(twice?.fix).toContain("git config --unset-all http.extraheader");
    expect(JSON.stringify(twice)).not.toContain("of-someone-else");
  });

  it("finds that the remote takes no ref of a ledger, and names the other prefix", async () => {
    project = makeProject({ "relspec.yaml": spec().replace("ledger: sqlite", "ledger: git") });
    const hook = join(project.remote, "hooks/pre-receive");
    writeFileSync(hook, '#!/bin/sh\nwhile read -r o n ref; do case "$ref" in refs/relspec/*) exit 1;; esac; done\n', {
      mode: 0o755,
    });
    expect(await found("relspec/ledger")).toMatchObject({
      verdict: "failed",
      fix: expect.arrayContaining([expect.stringContaining("prefix: refs/heads/relspec/")]),
    });
  });

  it("finds that the ledger has moved and left a history behind", async () => {
    project = makeProject({ "relspec.yaml": spec() });
    await run();
    project.write("relspec.yaml", spec().replace("ledger: sqlite", "ledger: git"));
    project.commit("fix: keep the record on the remote");
    expect(await found("relspec/ledger")).toMatchObject({
      verdict: "warning",
      message: expect.stringContaining(".relspec/ledger.db"),
      fix: expect.arrayContaining([expect.stringContaining("ledger: sqlite")]),
    });
  });

  it("says that tag and record go in two pushes, where the remote takes none that are atomic", async () => {
    project = makeProject({ "relspec.yaml": spec().replace("ledger: sqlite", "ledger: git") });
    project.git("-C", project.remote, "config", "receive.advertiseAtomic", "false");
    const before = project.git("ls-remote", "origin");
    expect(await found("relspec/ledger")).toMatchObject({
      verdict: "ok",
      message: expect.stringContaining("no atomic pushes"),
    });
    expect(project.git("ls-remote", "origin")).toBe(before);
  });
});
