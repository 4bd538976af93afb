import { expect, test } from "vitest";
import { createCompiler } from "../schema/compile-schema.ts";
import { readOverrides } from "./read-overrides.ts";

const compile = createCompiler();
const read = (text: string | null, path = "commits.yaml") =>
  readOverrides(path, { files: { read: async () => text }, compile });
const refused = (message: RegExp) =>
  expect.objectContaining({ code: "RS_SPEC_INVALID", message: expect.stringMatching(message) });

test("reads ids, messages and bumps, in YAML and in JSON", async () => {
  expect(await read("0123abc:\n  message: |\n    fix: a\n\n    text\n  because: typo\n")).toEqual([
    { id: "0123abc", message: "fix: a\n\ntext\n", because: "typo" },
  ]);
  expect(await read('{ "0123abcd": { "release": false, "because": "b" } }', "c.json")).toEqual([
    { id: "0123abcd", release: false, because: "b" },
  ]);
  expect(await read("# nothing yet\n")).toEqual([]);
  expect(
    await readOverrides(undefined, { files: { read: () => Promise.reject(new Error("asked")) }, compile }),
  ).toEqual([]);
});

test("refuses what it would have to guess, with its place", async () => {
  await expect(read(null)).rejects.toThrow(refused(/names commits\.yaml, which is not there/));
  await expect(read("0123abc:\n  release: patch\n")).rejects.toThrow(refused(/because/));
  await expect(read("0123abc: { release: huge, because: b }")).rejects.toThrow(refused(/release/));
  await expect(read("0123abc: { release: patch, message: 'fix: a', because: b }")).rejects.toThrow(refused(/./));
  await expect(read("HEAD~1: { release: patch, because: b }")).rejects.toThrow(refused(/HEAD~1/));
  await expect(read("__proto__: { release: patch, because: b }")).rejects.toThrow(/__proto__/);
  await expect(read("a: [")).rejects.toMatchObject({
    diagnostics: [{ file: "commits.yaml", line: expect.any(Number) }],
  });
});
