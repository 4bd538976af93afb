import { describe, expect, test } from "vitest";
import { quicken, type Range } from "../../packages/cli/build/quicken.ts";

/** What the functions of these texts are called with, as V8 says: from where to where they reach. */
function rangesOf(code: string, ...texts: readonly string[]): readonly Range[] {
  return texts.map((text) => ({ start: code.indexOf(text), end: code.indexOf(text) + text.length }));
}

/** The value that a module exports by default. */
async function valueOf(code: string): Promise<unknown> {
  const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { readonly default: unknown };
  return module.default;
}

describe("a quickened bundle", () => {
  test("has a called function in parentheses, and no other", () => {
    const code = "const a = () => 1, b = () => 2; export default a;";
    expect(quicken(code, rangesOf(code, "() => 1"))).toBe("const a = (() => 1), b = () => 2; export default a;");
  });

  test("knows a called declaration before the place it stands at", async () => {
    const code =
      'const value = twice("x"); function twice(text) { return text + text; } export default [value, twice.name];';
    const quick = quicken(code, rangesOf(code, "function twice(text) { return text + text; }"));
    expect(quick).toMatch(/^var twice=\(function \(text\)/);
    expect(await valueOf(quick)).toEqual(["xx", "twice"]);
  });

  test("knows a called declaration within a function after its directives", async () => {
    const inner = "function inner() { return this; }";
    const outer = `function outer() { "use strict"; const seen = inner(); ${inner} return seen === undefined; }`;
    const code = `export default outer(); ${outer}`;
    const quick = quicken(code, rangesOf(code, outer, inner));
    expect(quick).toContain('"use strict"; var inner=(function ()');
    expect(await valueOf(quick)).toBe(true);
  });

  test("lets a declaration give its own name another value", async () => {
    const text = "function once() { once = () => 2; return 1; }";
    const code = `export default [once(), once()]; ${text}`;
    expect(await valueOf(quicken(code, rangesOf(code, text)))).toEqual([1, 2]);
  });

  test("leaves methods, accessors and shorthands as they are", async () => {
    const code =
      "const x = 1; const o = { m() { return x; }, get g() { return 2; }, x }; class C { m() { return 3; } } export default [o.m(), o.g, o.x, new C().m()];";
    const quick = quicken(code, rangesOf(code, "m() { return x; }", "g() { return 2; }", "m() { return 3; }"));
    expect(quick).toBe(code);
    expect(await valueOf(quick)).toEqual([1, 2, 1, 3]);
  });

  test("does not make a call of two statements without a semicolon between them", async () => {
    const code = "let seen = 1\n;() => seen\nexport default seen";
    expect(await valueOf(quicken(code, rangesOf(code, "() => seen")))).toBe(1);
  });

  test("asks for the modules of Node, and imports all others", async () => {
    const code =
      'import path, { join as put } from "node:path"; import * as os from "node:os"; export default [path.sep, put("a", "b"), typeof os.EOL];';
    const quick = quicken(code, []);
    expect(quick).not.toContain("import ");
    expect(await valueOf(quick)).toEqual(await valueOf(code));
    expect(quicken('import a from "./a.js";import "node:fs";', [])).toBe('import a from "./a.js";import "node:fs";');
  });
});
