import fc from "fast-check";
import { expect, test } from "vitest";
import { editJson } from "./edit-json.ts";

test("only the value changes: order, indentation, inline lists and the final newline stay", () => {
  const text = '{\n\t"name": "a",\n\t"files": ["x", "y"],\n\t"version" : "1.0.0"\n}\n';
  expect(editJson(text, [{ path: ["version"], value: "2.0.0" }])).toBe(text.replace("1.0.0", "2.0.0"));
});

test("the same key deeper down, in a string or in a list is left alone", () => {
  const text = '{"x":{"version":"0"},"s":"\\"version\\": \\\\","l":[{"version":"1"}],"version":"2"}';
  expect(editJson(text, [{ path: ["version"], value: "3" }])).toBe(text.replace('"version":"2"', '"version":"3"'));
});

test("a missing member goes behind the named one, or first, with the object's own indentation", () => {
  expect(editJson('{\n  "name": "a",\n  "x": 1\n}\n', [{ path: ["version"], value: "1.0.0", after: "name" }])).toBe(
    '{\n  "name": "a",\n  "version": "1.0.0",\n  "x": 1\n}\n',
  );
  expect(editJson('{\r\n  "x": 1\r\n}', [{ path: ["version"], value: "1", after: "name" }])).toBe(
    '{\r\n  "version": "1",\r\n  "x": 1\r\n}',
  );
  expect(editJson("{}", [{ path: ["version"], value: "1", after: "name" }])).toBe('{"version": "1"}');
});

test("a missing member that has no place is left out", () => {
  expect(editJson('{"a": 1}', [{ path: ["version"], value: "1" }])).toBe('{"a": 1}');
});

test("a member is taken out with its comma", () => {
  expect(editJson('{"a": 1, "b": "x", "c": 2}', [{ path: ["b"], value: undefined }])).toBe('{"a": 1, "c": 2}');
  expect(editJson('{"b": "x", "c": 2}', [{ path: ["b"], value: undefined }])).toBe('{"c": 2}');
  expect(editJson('{"b": "x"}', [{ path: ["b"], value: undefined }])).toBe("{}");
});

test("of two members with one key the one that counts is edited", () => {
  expect(JSON.parse(editJson('{"version":"1","version":"2"}', [{ path: ["version"], value: "3" }]))).toEqual({
    version: "3",
  });
});

test("what is no object is left alone, and a mark at the beginning is kept", () => {
  expect(editJson('["version"]', [{ path: ["version"], value: "1" }])).toBe('["version"]');
  expect(editJson('{"a": 1}', [{ path: ["a", "version"], value: "1" }])).toBe('{"a": 1}');
  expect(editJson('\uFEFF{"version": "1"}', [{ path: ["version"], value: "2" }])).toBe('\uFEFF{"version": "2"}');
});

const key = fc.oneof(fc.constantFrom("version", "dependencies", "__proto__", ""), fc.string());
const space = fc.constantFrom(0, 1, 2, 4, "\t", " \n");

test("for any document, the edit is what setting the member of the parsed document is", () => {
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.dictionary(key, fc.jsonValue())),
      key,
      key,
      fc.string(),
      space,
      (value, outer, inner, text, indent) => {
        const before = JSON.stringify(value, null, indent);
        const after = JSON.parse(editJson(before, [{ path: [outer, inner], value: text, after: "version" }])) as Record<
          string,
          Record<string, unknown>
        >;
        const wanted = new Map(
          Object.entries(JSON.parse(before) as Record<string, Record<string, unknown>>).map(([k, v]) => [
            k,
            new Map(Object.entries(v)),
          ]),
        );
        wanted.get(outer)?.set(inner, text);
        const found = new Map(Object.entries(after).map(([k, v]) => [k, new Map(Object.entries(v))]));
        expect(found).toEqual(wanted);
      },
    ),
  );
});

test("setting and taking out again gives the same text", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), space, (value, indent) => {
      if (indent === " \n" || Object.hasOwn(value, "version")) return;
      const before = JSON.stringify(value, null, indent);
      const after = Object.keys(JSON.parse(before) as object)[0]!;
      const set = editJson(before, [{ path: ["version"], value: "1.0.0", after }]);
      expect(set).not.toBe(before);
      expect(editJson(set, [{ path: ["version"], value: undefined }])).toBe(before);
    }),
  );
});
