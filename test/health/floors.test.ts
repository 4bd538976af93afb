import { describe, expect, it } from "vitest";
import { importsOf, sourceFiles } from "./modules.ts";

/** A folder of core imports only from the folders before it. */
const floors = [
  "errors",
  "model",
  "schema",
  "version",
  "time",
  "template",
  "plugin",
  "world",
  "condition",
  "spec",
  "notes",
  "plan",
  "identity",
  "gate",
  "ledger",
  "record",
  "run",
  "document",
];
/** Each fixed library lives on one floor. */
const homes: Readonly<Record<string, string>> = {
  ajv: "schema",
  tapable: "plugin",
  semver: "version",
  handlebars: "template",
  cosmiconfig: "spec",
  jose: "identity",
  "@marcbachmann/cel-js": "condition",
};

const files = sourceFiles();
const core = files.filter((file) => file.startsWith("packages/core/src/"));
const floorOf = (file: string): string | undefined => /^packages\/core\/src\/([^/]+)\//.exec(file)?.[1];

describe("the house", () => {
  it("is seen by this test at all", () => {
    expect(core.length).toBeGreaterThan(80);
    expect(files.length).toBeGreaterThan(150);
    expect(core.flatMap(importsOf).length).toBeGreaterThan(300);
  });

  it("has floors: a folder of core imports only what is below it", () => {
    const wrong = core.flatMap(importsOf).filter(({ from, to, typeOnly }) => {
      const here = floorOf(from);
      const there = floorOf(to);
      if (!here || here === "testing" || here === there) return false;
      if (!there) return to.startsWith("packages/core/src/") && !typeOnly;
      // The shapes that plugins are written in are named early; only types go down.
      if (typeOnly && there === "plugin") return false;
      return there === "testing" || floors.indexOf(there) === -1 || floors.indexOf(there) > floors.indexOf(here);
    });

    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it("keeps each fixed library in one place", () => {
    const wrong = core.flatMap(importsOf).filter(({ from, to }) => {
      const library = Object.keys(homes).find((name) => to === name || to.startsWith(`${name}/`));
      return library !== undefined && floorOf(from) !== homes[library];
    });

    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it("has walls: core knows no tool, a plugin only core, and the CLI loads plugins by name", () => {
    const wrong = files.flatMap(importsOf).filter(({ from, to }) => {
      const home = /^packages\/(?:plugins\/)?[^/]+\//.exec(from)?.[0] as string;
      if (to.startsWith("packages/")) return !to.startsWith(home);
      if (from.startsWith("packages/core/")) return to === "relspec" || to.startsWith("@relspec/");
      if (from.startsWith("packages/plugins/"))
        return to === "relspec" || (to.startsWith("@relspec/") && !to.startsWith("@relspec/core"));
      return to.startsWith("@relspec/plugin-");
    });

    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });
});
