import * as fc from "fast-check";
import { expect, test } from "vitest";
import { inertJson } from "./inert-json.ts";

test("what a terminal or a runner would obey is written as an escape", () => {
  expect(inertJson(JSON.stringify({ a: "\u009b2J\u202e##[error]\u{e0041}\u007f" }))).toBe(
    String.raw`{"a":"\u009b2J\u202e##\u005berror]\udb40\udc41\u007f"}`,
  );
});

test("lists, also of strings that end in ##, stay lists", () => {
  const value = ["##", ["##"], { "##": [1] }];
  expect(JSON.parse(inertJson(JSON.stringify(value, null, 2)))).toEqual(value);
});

test("the value stays the same, whatever it is", () => {
  const texts = fc.string({ unit: fc.oneof(fc.constantFrom("#", "[", "\u202e", "\u009b", "\u2028"), fc.string()) });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(texts, texts)), (value) => {
      const json = JSON.stringify(value);
      expect(JSON.parse(inertJson(json))).toEqual(JSON.parse(json));
      expect(inertJson(json)).not.toMatch(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]|##\[/);
    }),
  );
});
