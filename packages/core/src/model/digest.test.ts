import * as fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, digestOf } from "./digest.ts";
import type { Json } from "./json.ts";

/** The same value with its keys in another order, at every depth. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}
const values = fc.jsonValue({ maxDepth: 5 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

test("the order of keys does not count", () => {
  fc.assert(
    fc.property(values, (value) => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
    }),
  );
});

test("it is JSON of the same value, however often it is read and written", () => {
  fc.assert(
    fc.property(values, (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(value);
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
    }),
  );
});

test("two values have one digest only when they are equal", () => {
  fc.assert(
    fc.property(values, values, (one, other) => {
      expect(digestOf(one) === digestOf(other)).toBe(canonicalJson(one) === canonicalJson(other));
    }),
  );
});

// RFC 8785: section 3.2.2.3 on numbers, 3.2.3 on sorting by UTF-16 code units.
test("numbers are written as ECMAScript does, keys are sorted by UTF-16 code units, texts are escaped as little as can be", () => {
  expect(
    canonicalJson(JSON.parse("[333333333.33333329,1E30,4.50,2e-3,1e-27,-0,1e21,100000000000000000000]") as Json),
  ).toBe("[333333333.3333333,1e+30,4.5,0.002,1e-27,0,1e+21,100000000000000000000]");
  expect(canonicalJson({ "\ufb33": 1, "\u{1f600}": 2, "\u20ac": 3, "\r": 4, "1": 5, "\u0080": 6, ö: 7 })).toBe(
    '{"\\r":4,"1":5,"\u0080":6,"ö":7,"€":3,"\u{1f600}":2,"\ufb33":1}',
  );
  expect(canonicalJson("\u20ac$\u000f\nA'B\"\\/\u2028")).toBe('"€$\\u000f\\nA\'B\\"\\\\/\u2028"');
});

test("letters that look alike and are written otherwise are not the same", () => {
  expect(digestOf("é")).not.toBe(digestOf("e\u0301"));
});

test("a digest is SHA-256 of the canonical form", () => {
  expect(digestOf({ b: 1, a: [] })).toBe("sha256:1c8f8816506a8ccbc55140d8a7bb70214a8942c7030fc0fc2914cec675cd1c15");
});
