import { describe, expect, it } from "vitest";
import { isRelspecError, RelspecError } from "../errors/index.ts";
import { createHooks } from "./create-hooks.ts";
import { type HookName, type Hooks, hookTable } from "./hook-table.ts";
import type { LoadedPlugin } from "./loaded-plugin.ts";
import type { Contributions } from "./plugin.ts";

function plugin(name: string, hooks: Hooks, more: Contributions = {}): LoadedPlugin {
  return {
    name,
    use: { name, options: {} },
    plugin: { name, setup: () => ({}) },
    contributions: { ...more, hooks },
    permissions: null,
    origin: `/plugins/${name}.js`,
  };
}

const unstaged = (Object.keys(hookTable) as HookName[]).filter((name) => !("perStage" in hookTable[name]));
const lines: string[] = [];
const hooksOf = (...plugins: readonly LoadedPlugin[]) => createHooks(plugins, (line) => lines.push(line));
const fact = (name: string) => ({ name, path: name, version: null, private: false, dependencies: [] });
const nothing = undefined as never;

describe("the hooks", () => {
  it("give a waterfall's value from plugin to plugin, in the order of the spec", async () => {
    const spec = { name: "a" };
    const hooks = hooksOf(
      plugin("one", { specLoaded: (given) => ({ ...given, name: `${given.name}b` }) }),
      plugin("two", { specLoaded: async (given) => ({ ...given, name: `${given.name}c` }) }),
    );

    expect(await hooks.waterfall("specLoaded", spec as never)).toEqual({ name: "abc" });
  });

  it("put a tap first or last where it says so", async () => {
    const called: string[] = [];
    const tap = (name: string) => () => void called.push(name);
    const hooks = hooksOf(
      plugin("one", { beforeStep: { handler: tap("one"), order: "last" } }),
      plugin("two", { beforeStep: tap("two") }),
      plugin("three", { beforeStep: { handler: tap("three"), order: "first" } }),
    );

    await hooks.series("beforeStep", [nothing]);

    expect(called).toEqual(["three", "two", "one"]);
  });

  it("collect every answer with the plugin that gave it", async () => {
    const hooks = hooksOf(
      plugin("one", { discoverPackages: () => [fact("a")] }),
      plugin("two", {}),
      plugin("three", { discoverPackages: async () => [] }),
    );

    const answers = await hooks.collect("discoverPackages", [nothing, nothing]);

    expect(answers).toEqual([
      { plugin: "one", answer: [fact("a")] },
      { plugin: "three", answer: [] },
    ]);
  });

  it("stop at the first answer of a bail hook, where false is an answer", async () => {
    const asked: string[] = [];
    const hooks = hooksOf(
      plugin("one", { classifyChange: () => void asked.push("one") }),
      plugin("two", { classifyChange: () => (asked.push("two"), false) }),
      plugin("three", { classifyChange: () => (asked.push("three"), "major" as const) }),
    );

    expect(await hooks.bail("classifyChange", [nothing])).toBe(false);
    expect(asked).toEqual(["one", "two"]);
  });

  it("keep the stages of a hook apart, and call `contribute` as one", async () => {
    const step = { id: "x/y", uses: "x/y", with: {}, turn: "publish" } as const;
    const hooks = hooksOf(plugin("one", {}, { contribute: { deploy: () => [step] } }));

    expect(await hooks.collect("contribute", [nothing], "deploy")).toEqual([{ plugin: "one", answer: [step] }]);
    expect(await hooks.collect("contribute", [nothing], "build")).toEqual([]);
  });

  it("say whose tap crashed, and where", async () => {
    const hooks = hooksOf(
      plugin("bell", {
        beforeStage: {
          deploy: () => {
            throw new TypeError("x is not a function");
          },
        },
      }),
    );

    const error = await hooks.series("beforeStage", ["deploy", nothing], "deploy").catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      code: "RS_PLUGIN_CRASHED",
      message: 'The plugin "bell" failed in its hook beforeStage.deploy: x is not a function',
    });
  });

  it("pass on a RelspecError as it is", async () => {
    const refused = new RelspecError("RS_PLAN_INVALID", { message: "No." });
    const hooks = hooksOf(plugin("one", { validatePlan: () => Promise.reject(refused) }));

    const error = await hooks.collect("validatePlan", [nothing]).catch((thrown: unknown) => thrown);

    expect(error).toBe(refused);
    expect(isRelspecError(error)).toBe(true);
  });

  it("only log what an observer throws, and call the others", async () => {
    const seen: string[] = [];
    const hooks = hooksOf(
      plugin("one", { eventRecorded: () => Promise.reject(new Error("no network")) }),
      plugin("two", { eventRecorded: (event) => void seen.push(event.id) }),
    );

    await hooks.observe("eventRecorded", [{ id: "e1" } as never]);

    expect(seen).toEqual(["e1"]);
    expect(lines.at(-1)).toBe('The plugin "one" failed while following eventRecorded: no network');
  });

  it("hand out tapable's own hooks, to tap and not to call", async () => {
    const called: string[] = [];
    let handed: Record<string, Record<string, unknown>> = {};
    const hooks = hooksOf(
      plugin("raw", {
        tapable: (given) => {
          handed = given as typeof handed;
          const { beforeStep } = given as {
            beforeStep: { tapAsync(name: string, fn: (step: unknown, done: () => void) => void): void };
          };
          beforeStep.tapAsync("inner", (_step, done) => {
            called.push("raw");
            done();
          });
        },
      }),
    );

    await hooks.series("beforeStep", [nothing]);

    expect(called).toEqual(["raw"]);
    expect(handed["beforeStep"]).not.toHaveProperty("promise");
    expect(handed["contribute"]).toHaveProperty("for");
  });

  it("can all be called, with no tap and with one", async () => {
    for (const tapped of [false, true]) {
      const hooks = hooksOf(
        plugin("one", tapped ? Object.fromEntries(unstaged.map((name) => [name, () => undefined])) : {}),
      );
      for (const name of unstaged) {
        const call = { waterfall: "waterfall", collect: "collect", bail: "bail", series: "series", observe: "observe" }[
          hookTable[name].kind
        ];
        const args = hookTable[name].args.map(() => undefined);
        await (hooks as unknown as Record<string, (name: string, args: unknown) => Promise<unknown>>)[call]?.(
          name,
          call === "waterfall" ? undefined : args,
        );
      }
    }
    expect(unstaged.length).toBeGreaterThan(10);
  });

  it("know how long each plugin took", async () => {
    const hooks = hooksOf(plugin("one", { beforeStep: () => {} }));

    await hooks.series("beforeStep", [nothing]);
    await hooks.series("beforeStep", [nothing]);

    expect(hooks.timings()).toMatchObject([{ plugin: "one", hook: "beforeStep", calls: 2 }]);
  });
});
