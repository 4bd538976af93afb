import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type {
  CheckupAnswer,
  Contributions,
  Finding,
  History,
  HistoryRequest,
  Intention,
  Json,
  JsonObject,
  PlanningFacts,
  Plugin,
} from "@relspec/core";
import { planningFacts, somebody } from "@relspec/core/testing";
import { compileSchema } from "../../packages/core/src/schema/compile-schema.ts";
import { readContext, worldContext, writeContext } from "../../packages/core/src/world/contexts.ts";
import { createWorld } from "../../packages/core/src/world/create-world.ts";

const run = promisify(execFile);

/** What is said on the command line comes through this; nothing of the machine's own git configuration does. */
export const gitEnv = {
  PATH: process.env["PATH"],
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ana",
  GIT_AUTHOR_EMAIL: "ana@example.com",
  GIT_COMMITTER_NAME: "Ana",
  GIT_COMMITTER_EMAIL: "ana@example.com",
};

/** A working copy, and the plugins at work in it on the real world. */
export interface GitBench {
  readonly dir: string;
  readonly root: string;
  readonly log: readonly string[];
  git(...argv: string[]): Promise<string>;
  write(path: string, content: string): Promise<void>;
  /** Write a file and commit it; gives the commit. */
  commit(message: string, path?: string, content?: string): Promise<string>;
  use(plugin: Plugin, options?: JsonObject): Promise<UsedPlugin>;
  close(): Promise<void>;
}

export interface UsedPlugin {
  readonly contributions: Contributions;
  collect(bases?: HistoryRequest["bases"], more?: Partial<HistoryRequest>): Promise<History>;
  plan(action: string, given?: JsonObject, facts?: Partial<PlanningFacts>): Promise<Intention<JsonObject>>;
  check(action: string, target: JsonObject, results?: Record<string, Json>): Promise<Finding>;
  apply(action: string, target: JsonObject, results?: Record<string, Json>): Promise<Json>;
  undo(action: string, target: JsonObject, result: Json): Promise<Json | void>;
  examine(checkup: string): Promise<CheckupAnswer>;
}

interface BenchOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The project's folder within the repository. */
  readonly folder?: string;
  /** Without `git init`. */
  readonly bare?: boolean;
  /** Clone this instead. */
  readonly clone?: readonly string[];
}

export async function startGitBench({
  env: added = {},
  folder = ".",
  bare = false,
  clone,
}: BenchOptions = {}): Promise<GitBench> {
  const dir = await mkdtemp(join(tmpdir(), "relspec-git-"));
  const top = join(dir, "work");
  const root = join(top, folder);
  const env: Record<string, string | undefined> = { ...gitEnv, HOME: dir, ...added };
  const log: string[] = [];
  const git = async (...argv: string[]): Promise<string> =>
    (
      await run("git", argv, { cwd: root, env: { ...env, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0" }, maxBuffer: 2 ** 28 })
    ).stdout.trim();
  if (clone) await run("git", ["clone", "--quiet", ...clone, top], { env });
  await mkdir(root, { recursive: true });
  await mkdir(join(dir, "artifacts"));
  if (!bare && !clone) await run("git", ["init", "--quiet", "--initial-branch=main", top], { env });
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  let count = 0;
  const world = createWorld({ root, env, onLog: (line) => log.push(line) });
  const asking = (results: Record<string, Json> = {}) => ({
    step: "deploy/git/tag",
    results,
    signal: new AbortController().signal,
  });
  return {
    dir,
    root,
    log,
    git,
    write,
    async commit(message, path = "file.txt", content = `${dir} ${(count += 1)}\n`) {
      await write(path, content);
      await git("add", "--all");
      // Through a file: an argument holds no megabyte.
      await writeFile(join(dir, "message"), message);
      await git("commit", "--quiet", "--allow-empty-message", "--cleanup=verbatim", "-F", join(dir, "message"));
      return git("rev-parse", "HEAD");
    },
    async use(plugin, options = {}) {
      const { value, findings } = (await compileSchema(plugin.options ?? {}))(options);
      if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join(" "));
      const contributions = plugin.setup(value as JsonObject);
      const action = (name: string) => contributions.actions?.[name] ?? expectAction(name);
      const writing = (results?: Record<string, Json>) =>
        writeContext(world, {
          ...asking(results),
          key: "key",
          release: { id: "lib-1.1.0-00000000", name: "lib", version: "1.1.0", commit: "" },
          actor: somebody,
          artifacts: join(dir, "artifacts"),
        });
      const collect: UsedPlugin["collect"] = async (bases = () => new Map(), more = {}) => {
        const tap = contributions.hooks?.collectChanges;
        if (typeof tap !== "function") throw new Error("no hook");
        const history = await tap({ packages: [], bases, ...more }, worldContext(world, new AbortController().signal));
        if (!history) throw new Error("no history");
        return history;
      };
      return {
        contributions,
        collect,
        async plan(name, given = {}, facts = {}) {
          const checked = (await compileSchema(action(name).options))(given);
          if (checked.findings.length > 0) throw new Error(checked.findings.map(({ message }) => message).join(" "));
          const base = facts.base ?? (await collect()).head;
          return action(name).plan(checked.value as JsonObject, {
            ...readContext(world, asking()),
            facts: planningFacts({ ...facts, base }),
            needs: [],
          });
        },
        check: async (name, target, results) =>
          (action(name).check ?? expectAction(name))(target, readContext(world, asking(results))),
        apply: async (name, target, results) => action(name).apply(target, writing(results)),
        undo: async (name, target, result) => action(name).undo?.(target, result, writing()),
        examine: async (id) => {
          const checkup = contributions.checkups?.find((each) => each.id === id);
          if (!checkup) throw new Error(`no checkup ${id}`);
          return checkup.examine(worldContext(world, new AbortController().signal));
        },
      };
    },
    close: () => rm(dir, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function expectAction(name: string): never {
  throw new Error(`no action ${name}`);
}
