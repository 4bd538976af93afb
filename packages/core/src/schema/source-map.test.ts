import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pointerOf } from "./pointer.ts";
import { readSource } from "./source-map.ts";

const yaml = (text: string) => readSource(text, { file: "relspec.yaml", format: "yaml" });
const json = (text: string) => readSource(text, { file: "relspec.json", format: "json" });
async function refusal(source: ReturnType<typeof yaml>) {
  const { errors, value } = await source;
  expect(value).toBeNull();
  return errors.map(({ message, line, column }) => ({ message, line, column }));
}

describe("readSource", () => {
  test("gives the value, and the place of every key and value", async () => {
    const { value, locate } = await yaml("name: lib\nstages:\n  prepare:\n    gates:\n      - approval: qa\n");
    expect(value).toEqual({ name: "lib", stages: { prepare: { gates: [{ approval: "qa" }] } } });
    expect(locate("/stages/prepare/gates/0/approval", "key")).toEqual({ line: 5, column: 9 });
    expect(locate("/stages/prepare/gates/0/approval", "value")).toEqual({ line: 5, column: 19 });
    expect(locate("/stages/prepare/gates/7/x", "value")).toEqual({ line: 5, column: 7 });
    expect(locate("", "value")).toEqual({ line: 1, column: 1 });
  });

  test("places are the same with a byte order mark, CRLF, and in JSON with tabs", async () => {
    expect((await yaml("\ufeffa: 1\r\nb:\r\n  c: 2\r\n")).locate("/b/c", "value")).toEqual({ line: 3, column: 6 });
    const source = await json('{\n\t"a": 1,\n\t"b": { "c": "\\t" }\n}');
    expect(source.value).toEqual({ a: 1, b: { c: "\t" } });
    expect(source.locate("/b/c", "key")).toEqual({ line: 3, column: 9 });
  });

  test("follows an alias to its anchor", async () => {
    const { value, locate } = await yaml("a: &x { k: 1 }\nb: *x\n");
    expect(value).toEqual({ a: { k: 1 }, b: { k: 1 } });
    expect(locate("/b/k", "key")).toEqual({ line: 1, column: 9 });
  });

  test("shows a syntax error in its frame", async () => {
    const [error] = (await yaml("name: lib\nplugins: { git: {}\nroles: {}\n")).errors;
    expect(error).toMatchObject({ code: "RS_SPEC_SYNTAX", file: "relspec.yaml", severity: "error" });
    expect(error?.frame).toContain("> ");
    expect(error?.frame).toContain("^");
  });

  test.each([
    [
      "duplicate keys",
      "a: 1\nb: 2\na: 3\n",
      { message: "This key stands here twice; only one could count.", line: 3, column: 1 },
    ],
    ["a tab as indentation", "a:\n\tb: 1\n", { message: "A tab cannot indent in YAML.", line: 2, column: 1 }],
    [
      "a __proto__ key",
      "a:\n  __proto__: { admin: true }\n",
      { message: "`__proto__` cannot be a key.", line: 2, column: 3 },
    ],
    ["a key that is a list", "? [1, 2]\n: 3\n", { message: "A key must be plain text.", line: 1, column: 3 }],
    ["a tag of another tool", "a: !!js/function 'x'\n", { line: 1 }],
    ["a private tag", "a: !Ref x\n", { line: 1 }],
    ["two documents", "a: 1\n---\nb: 2\n", { message: "The file holds several documents.", line: 2 }],
    ["an infinite number", "a: .inf\n", { line: 1, column: 4 }],
    ["an alias without an anchor", "a: *nothing\n", { line: 1 }],
    ["an alias of itself", "a: &a [*a]\n", { line: 1 }],
  ])("refuses %s, with its place", async (_name, text, expected) => {
    expect((await refusal(yaml(text)))[0]).toMatchObject(expected);
  });

  test("refuses a YAML bomb instead of building it", async () => {
    const levels = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"];
    for (let n = 1; n < 12; n++)
      levels.push(
        `a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(",")}]`,
      );
    expect(await refusal(yaml(levels.join("\n")))).toEqual([
      {
        message: "The aliases of this file multiply beyond measure.",
        line: expect.any(Number),
        column: expect.any(Number),
      },
    ]);
  });

  test.each([
    ["[".repeat(400_000)],
    ["- ".repeat(300_000)],
    ["{a: ".repeat(150_000)],
    [`${"[".repeat(100)}${"]".repeat(100)}`],
  ])("refuses nesting that is too deep", async (text) => {
    expect((await refusal(yaml(text)))[0]?.message).toBe("Values are nested deeper than 64 levels.");
  });

  test("refuses a file of more than 1 MB, and reads a value of nearly as much", async () => {
    expect((await refusal(yaml(`a: ${"x".repeat(1_100_000)}`)))[0]?.message).toBe("relspec.yaml is larger than 1 MB.");
    const { value, locate, frame } = await yaml(`a: "${"x".repeat(1_000_000)}"\nb: 1\n`);
    expect((value as { a: string }).a).toHaveLength(1_000_000);
    expect(frame(locate("/b", "key")).length).toBeLessThan(400);
  });

  test.each([
    ["a comment", '{ "a": 1 } // x', 1, 12],
    ["a trailing comma", '{\n  "a": 1,\n}', 3, 1],
    ["a bare key", "{ a: 1 }", 1, 3],
    ["a text that does not end", '{ "a": "x }', 1, 8],
    ["single quotes", "{ 'a': 1 }", 1, 3],
    ["a missing comma", '{ "a": 1\n  "b": 2 }', 2, 3],
    ["an early end", '{ "a": [1, 2', 1, 13],
    ["two values", "{} {}", 1, 4],
    ["a wrong bracket", '{ "a": [1} ]', 1, 10],
  ])("refuses %s in JSON, which YAML would take, with its place", async (_name, text, line, column) => {
    expect((await refusal(json(text)))[0]).toMatchObject({ line, column });
  });

  test("refuses duplicate keys in JSON", async () => {
    expect(await refusal(json('{ "a": 1,\n  "a": 2 }'))).toEqual([
      { message: expect.stringContaining("twice"), line: 2, column: 3 },
    ]);
  });

  test("prints no control character from the text", async () => {
    const { errors } = await yaml("a: \u001b[31m\na: \u009b2J\u202e\n");
    expect(errors[0]?.frame).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test("reads an empty file as null without an error", async () => {
    expect(await yaml("")).toMatchObject({ value: null, errors: [] });
    expect(await json("")).toMatchObject({ value: null, errors: [] });
  });

  test("reads every JSON value as JSON.parse does, and finds each of its keys", async () => {
    const key = fc.string({ maxLength: 20 }).filter((text) => text !== "__proto__");
    const value = fc.dictionary(key, fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string())), {
      maxKeys: 8,
    });
    await fc.assert(
      fc.asyncProperty(value, fc.constantFrom(undefined, 2, "\t"), async (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        const source = await json(text);
        expect(source.errors).toEqual([]);
        expect(source.value).toEqual(JSON.parse(text));
        const lines = text.split("\n");
        for (const name of Object.keys(object)) {
          const { line, column } = source.locate(pointerOf([name]), "key");
          expect(lines[line - 1]?.slice(column - 1)).toMatch(/^"/);
          expect(lines[line - 1]?.slice(column - 1).startsWith(JSON.stringify(name))).toBe(true);
        }
      }),
    );
  });
});
