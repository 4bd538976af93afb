import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { createWorld, type JsonObject } from "@relspec/core";
import { type ActionStage, describeAction, planningFacts, spec } from "@relspec/core/testing";
import git from "@relspec/plugin-git";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type GitHost, startGitHost } from "../servers/git-host.ts";
import { gitEnv, startGitBench } from "../plugins/git-bench.ts";

const run = promisify(execFile);
let host: GitHost;
let count = 0;
beforeAll(async () => void (host = await startGitHost({ users: { ana: "geheim-und-lang" } })));
afterAll(() => host.close());

interface Looking {
  readonly base: string;
  /** Git in the server's repository. */
  readonly server: (...args: string[]) => Promise<string>;
  readonly work: (...args: string[]) => Promise<string>;
}

interface Staging {
  readonly options?: JsonObject;
  readonly with?: JsonObject;
  readonly prepare?: (looking: Looking & { write: (path: string, text: string) => Promise<void> }) => Promise<void>;
  readonly results?: ActionStage["results"];
  readonly count: (looking: Looking) => Promise<number>;
  readonly interfere?: (looking: Looking, target: JsonObject) => Promise<void>;
}

async function stage(name: string, staging: Staging): Promise<ActionStage> {
  const repository = await host.createRepository(`conformance-${(count += 1)}`);
  const bench = await startGitBench();
  const base = await bench.commit("feat: one", "package.json", '{"version":"1.0.0"}\n');
  await bench.git("remote", "add", "origin", repository.urlFor("ana"));
  await bench.git("push", "--quiet", "--set-upstream", "origin", "main");
  const server = async (...args: string[]) =>
    (await run("git", ["-C", repository.path, ...args], { env: gitEnv })).stdout.trim();
  const looking = { base, server, work: bench.git };
  await staging.prepare?.({ ...looking, write: bench.write });
  const lines: string[] = [];
  const world = createWorld({
    root: bench.root,
    env: { ...gitEnv, HOME: bench.dir },
    onLog: (line) => lines.push(line),
  });
  const { options = {} } = staging;
  const used = await bench.use(git, options);
  const head = (await used.collect()).head;
  return {
    action: used.contributions.actions![name]!,
    with: staging.with ?? {},
    world,
    facts: planningFacts({ base: { ...head, commit: base }, spec: spec({ plugins: [{ name: "git", options }] }) }),
    ...(staging.results && { results: staging.results }),
    artifacts: join(bench.dir, "artifacts"),
    secrets: { password: "geheim-und-lang" },
    lines: () => lines,
    count: () => staging.count(looking),
    ...(staging.interfere && { interfere: (target) => staging.interfere?.(looking, target) }),
    close: () => bench.close(),
  };
}

const lines = (text: string) => text.split("\n").filter(Boolean);
const tags = async ({ server }: Looking) => lines(await server("tag", "--list")).length;

describeAction({ describe, it }, "git/tag", {
  start: () =>
    stage("tag", {
      count: tags,
      interfere: async ({ work, server }) => {
        await work("commit", "--quiet", "--allow-empty", "-m", "other");
        await work("tag", "-a", "-m", "other", "v1.1.0");
        await work("push", "--quiet", "origin", "v1.1.0");
        await work("tag", "-d", "v1.1.0");
        await work("reset", "--quiet", "--hard", "HEAD~1");
        await server("rev-parse", "v1.1.0");
      },
    }),
});

describeAction({ describe, it }, "git/commit", {
  start: () =>
    stage("commit", {
      options: { commit: true },
      prepare: ({ write }) => write("package.json", '{"version":"1.1.0"}\n'),
      count: async ({ base, work }) => lines(await work("rev-list", `${base}..HEAD`)).length,
    }),
});

const tipOf = (branch: string) => async (looking: Looking) =>
  (await looking.server("rev-parse", "--verify", "--quiet", `refs/heads/${branch}`).catch(() => "")) === looking.base
    ? 1
    : 0;

describeAction({ describe, it }, "git/push", {
  start: () =>
    stage("push", {
      with: { branch: "next" },
      count: tipOf("next"),
      interfere: async ({ server }) => {
        const tree = await server("rev-parse", "main^{tree}");
        const other = await server("commit-tree", tree, "-m", "somebody else's");
        await server("update-ref", "refs/heads/next", other);
      },
    }),
});

describeAction({ describe, it }, "git/push of a branch that is the release's own", {
  start: () => stage("push", { with: { branch: "relspec/release", replace: true }, count: tipOf("relspec/release") }),
});
