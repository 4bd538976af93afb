import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { CheckupAnswer, Contributions, Finding, Intention, Json, JsonObject, PlanningFacts } from "@relspec/core";
import npm from "../../packages/plugins/npm/src/index.ts";
import { plannedPackage, planningFacts, somebody, spec } from "@relspec/core/testing";
import { compileSchema } from "../../packages/core/src/schema/compile-schema.ts";
import { readContext, worldContext, writeContext } from "../../packages/core/src/world/contexts.ts";
import { createWorld } from "../../packages/core/src/world/create-world.ts";
import type { PackResult } from "../../packages/plugins/npm/src/pack-action.ts";
import type { Registry } from "../servers/registry.ts";

const run = promisify(execFile);

interface ProjectOptions {
  /** Path → content; what is no text is written as JSON. */
  readonly files: Readonly<Record<string, unknown>>;
  readonly registry?: Registry;
  /** Default: the registry's own; null for none. */
  readonly token?: string | null;
  readonly options?: JsonObject;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the spec asks for a release commit. */
  readonly commit?: boolean;
}

/** An npm project in a git repository of its own, released step by step the way the engine does it. */
export interface Project {
  readonly root: string;
  readonly artifacts: string;
  /** Of everything that is started. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: readonly string[];
  readonly contributions: Contributions;
  discover(): ReturnType<NonNullable<Extract<NonNullable<Contributions["hooks"]>["discoverPackages"], Function>>>;
  /** The facts of a release of these packages: name → next version. */
  facts(next: Readonly<Record<string, string>>, given?: Partial<PlanningFacts["release"]>): Promise<PlanningFacts>;
  plan(action: string, given: JsonObject, facts: PlanningFacts): Promise<Intention<JsonObject>>;
  check(action: string, target: JsonObject, results?: Record<string, Json>): Promise<Finding>;
  apply(action: string, target: JsonObject, results?: Record<string, Json>): Promise<Json>;
  undo(action: string, target: JsonObject, result: Json): Promise<Json | void>;
  examine(id: string): Promise<CheckupAnswer>;
  /** Pack a package and give the target of its publishing, with the results it needs. */
  packed(
    name: string,
    facts: PlanningFacts,
  ): Promise<{ target: JsonObject; results: Record<string, Json>; pack: PackResult }>;
  write(path: string, content: unknown): Promise<void>;
  git(...args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

export async function startProject({
  files,
  registry,
  token,
  options = {},
  env = {},
  commit = false,
}: ProjectOptions): Promise<Project> {
  const home = await mkdtemp(join(tmpdir(), "relspec-npm-"));
  const root = join(home, "project");
  const artifacts = join(home, "artifacts");
  const write = async (path: string, content: unknown): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`);
  };
  for (const [path, content] of Object.entries(files)) await write(path, content);
  const userconfig = registry
    ? await registry.npmrc(join(home, "npm"), token === undefined ? {} : { token })
    : join(home, "no-user");
  const inherited = {
    PATH: process.env["PATH"],
    HOME: home,
    npm_config_userconfig: userconfig,
    npm_config_globalconfig: join(home, "no-global"),
  };
  const git = async (...args: readonly string[]): Promise<string> => {
    const name = {
      GIT_AUTHOR_NAME: "Ana",
      GIT_AUTHOR_EMAIL: "a@example.com",
      GIT_COMMITTER_NAME: "Ana",
      GIT_COMMITTER_EMAIL: "a@example.com",
    };
    return (await run("git", [...args], { cwd: root, env: { ...inherited, ...name, GIT_CONFIG_NOSYSTEM: "1" } }))
      .stdout;
  };
  await git("init", "-q");
  await git("add", "-A");
  await git("commit", "-q", "-m", "feat: begin");

  const log: string[] = [];
  const world = createWorld({ root, env: { ...inherited, ...env }, onLog: (line) => log.push(line) });
  const validated = (await compileSchema(npm.options ?? {}))(options);
  if (validated.findings.length > 0) throw new Error(validated.findings.map(({ message }) => message).join(" "));
  const contributions = npm.setup(validated.value as JsonObject);
  const signal = new AbortController().signal;
  const reading = (results: Record<string, Json> = {}) => ({ step: "deploy/step", results, signal });
  const writing = (results?: Record<string, Json>) =>
    writeContext(world, {
      ...reading(results),
      key: "key",
      release: { id: "lib-1.1.0-00000000", name: "lib", version: "1.1.0", commit: "c0ffee" },
      actor: somebody,
      artifacts,
    });
  const action = (name: string) => {
    const found = contributions.actions?.[name];
    if (!found) throw new Error(`no action ${name}`);
    return found;
  };
  const gitPlugin = { name: "git", options: commit ? { commit: true } : {} };

  const project: Project = {
    root,
    artifacts,
    env: { ...inherited, ...env },
    log,
    contributions,
    git,
    write,
    discover: async () => {
      const hook = contributions.hooks?.discoverPackages;
      if (typeof hook !== "function") throw new Error("no hook");
      return hook(spec(), worldContext(world, signal));
    },
    facts: async (next, given = {}) => {
      const found = await project.discover();
      const packages = Object.entries(next).map(([name, to]) => {
        const fact = found.find((each) => each.name === name);
        const dependencies = (fact?.dependencies ?? [])
          .filter(({ kind }) => kind !== "development")
          .map((each) => each.name);
        return plannedPackage({ name, to, path: fact?.path ?? ".", private: fact?.private ?? false, dependencies });
      });
      const base = planningFacts();
      return planningFacts({
        spec: spec({ plugins: [gitPlugin, { name: "npm", options }] }),
        release: { ...base.release, ...given },
        packages,
        workspace: found.map((fact) => ({ ...fact, next: next[fact.name] ?? fact.version })),
      });
    },
    plan: async (name, given, facts) => {
      const { value, findings } = (await compileSchema(action(name).options))(given);
      if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join(" "));
      return action(name).plan(value as JsonObject, { ...readContext(world, reading()), facts, needs: [] });
    },
    check: async (name, target, results) => {
      const { check } = action(name);
      if (!check) throw new Error(`${name} has no check`);
      return check(target, readContext(world, reading(results)));
    },
    apply: async (name, target, results) => action(name).apply(target, writing(results)),
    undo: async (name, target, result) => action(name).undo?.(target, result, writing()),
    examine: async (id) => {
      const checkup = contributions.checkups?.find((each) => each.id === id);
      if (!checkup) throw new Error(`no checkup ${id}`);
      return checkup.examine(worldContext(world, signal));
    },
    packed: async (name, facts) => {
      const { target: what } = await project.plan("pack", { package: name }, facts);
      const pack = (await project.apply("pack", what)) as PackResult;
      const { target } = await project.plan("publish", { package: name }, facts);
      return { target, results: { [`build/npm/pack:${name}`]: pack }, pack };
    },
    close: () => rm(home, { recursive: true, force: true }),
  };
  return project;
}
