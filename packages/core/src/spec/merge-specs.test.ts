import { describe, expect, test } from "vitest";
import type { JsonObject } from "../model/json.ts";
import { fromSource, mergeSpecs } from "./merge-specs.ts";
import type { SpecSource } from "./read-spec.ts";

const source = (file: string, json: string): SpecSource =>
  ({ file, value: JSON.parse(json) as JsonObject }) as unknown as SpecSource;
const merged = (below: string, above: string) =>
  mergeSpecs(fromSource(source("below", below)), fromSource(source("above", above)));
const from = ({ origins }: ReturnType<typeof merged>, pointer: string) => origins.get(pointer)?.source.file;

describe("one spec over another", () => {
  test("merges maps, replaces lists and plain values, and knows where each part came from", () => {
    const both = merged(
      '{"a":{"x":1,"y":[1,2]},"plugins":{"git":{}},"only":{"below":true}}',
      '{"a":{"y":[3],"z":{"w":2}},"plugins":{"npm":{}}}',
    );

    expect(both.value).toEqual({
      a: { x: 1, y: [3], z: { w: 2 } },
      plugins: { git: {}, npm: {} },
      only: { below: true },
    });
    expect(
      ["/a/x", "/a/y", "/a/y/0", "/a/z/w", "/plugins/git", "/plugins/npm", "/only/below"].map((at) => from(both, at)),
    ).toEqual(["below", "above", "above", "above", "below", "above", "below"]);
    expect(both.origins.has("/a/y/1")).toBe(false);
  });

  test("adds to gates, so that a policy's cannot be lost", () => {
    const both = merged(
      '{"stages":{"prepare":{"gates":[{"approval":"qa"}]}}}',
      '{"stages":{"prepare":{"gates":[{"soak":"PT1H"}]}}}',
    );

    expect(both.value["stages"]).toEqual({ prepare: { gates: [{ approval: "qa" }, { soak: "PT1H" }] } });
    expect([from(both, "/stages/prepare/gates/0/approval"), from(both, "/stages/prepare/gates/1/soak")]).toEqual([
      "below",
      "above",
    ]);
    expect(both.origins.get("/stages/prepare/gates/1/soak")?.pointer).toBe("/stages/prepare/gates/0/soak");
  });

  test.each(["__proto__", "toString", "constructor", "hasOwnProperty", "valueOf"])(
    "takes the key %s for a key like any other, on either side and on both",
    (key) => {
      const written = `{"a":{"${key}":{"b":1}}}`;
      const own = (value: unknown) =>
        Object.getOwnPropertyDescriptor((value as { a: object }).a, key)?.value as unknown;
      const [below, above, both] = [
        merged(written, '{"a":{"c":2}}'),
        merged('{"a":{"c":2}}', written),
        merged(written, `{"a":{"${key}":{"d":3}}}`),
      ];

      expect([below, above, both].map(({ value }) => own(value))).toEqual([{ b: 1 }, { b: 1 }, { b: 1, d: 3 }]);
      for (const { value } of [below, above, both]) {
        expect(Object.getPrototypeOf((value as { a: object }).a)).toBe(Object.prototype);
        expect(JSON.stringify(value)).toContain(`"${key}":{"b":1`);
      }
      expect(Object.hasOwn(Object.prototype, "b")).toBe(false);
      expect(from(both, `/a/${key}/d`)).toBe("above");
    },
  );
});
