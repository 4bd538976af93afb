import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exitCodeOf, type RelspecError } from "../errors/index.ts";
import { refuseIncompatible } from "./refuse-incompatible.ts";
import { relspecVersion } from "./relspec-version.ts";

function refusal(relspec: unknown, version: string, written = "bell"): RelspecError | undefined {
  try {
    refuseIncompatible({ name: "bell", relspec: relspec as string, setup: () => ({}) }, written, version);
    return undefined;
  } catch (error) {
    return error as RelspecError;
  }
}

describe("a plugin that declares its range", () => {
  test.each([
    [undefined, "1.0.0"],
    ["^1.2.0", "1.2.0"],
    ["^1.2.0", "1.9.0-beta.1"],
    [">=1 <3", "2.5.0"],
    ["*", "0.0.0"],
  ])("of %s works with relspec %s", (range, version) => expect(refusal(range, version)).toBeUndefined());

  test("is refused by an older relspec, which says what to install", () => {
    const error = refusal("^2.0.0", "1.4.0");
    expect(error).toMatchObject({
      code: "RS_PLUGIN_INCOMPATIBLE",
      message: 'The plugin "bell" works with relspec ^2.0.0, and this is relspec 1.4.0.',
      suggestions: ['npm install --save-dev "relspec@^2.0.0"'],
      details: { plugin: "bell", range: "^2.0.0", version: "1.4.0" },
    });
    expect(exitCodeOf(error?.code ?? "")).toBe(2);
  });

  test("is refused by a newer relspec, which asks for a newer plugin, or an edit where the plugin is a file", () => {
    expect(refusal("^1.0.0", "2.0.0")?.suggestions).toEqual([
      'Install a version of the plugin for this relspec, or `npm install --save-dev "relspec@^1.0.0"`.',
    ]);
    expect(refusal("^1.0.0", "2.0.0", "./release/bell.ts")?.suggestions).toEqual([
      'See that it works, then widen `relspec: "^1.0.0"` in ./release/bell.ts.',
    ]);
  });

  test.each(["newest", 1, null, ["^1.0.0"]])("as %j has no range", (range) =>
    expect(refusal(range, "1.0.0")).toMatchObject({
      code: "RS_PLUGIN_INVALID",
      message: expect.stringContaining("`relspec`"),
    }),
  );
});

test("the version that is compared is that of the package", () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
    version: string;
  };
  expect(relspecVersion()).toBe(manifest.version);
});
