import { expect, test } from "vitest";
import { isPlainGlob, matchesGlob } from "./matches-glob.ts";

// Every answer is micromatch's; `test/heavy/semantic-release.test.ts` compares some millions more.
test.each([
  ["*", "a", true],
  ["*", ".a", false],
  ["*", "a/", true],
  [".*", ".", false],
  [".*", ".a", true],
  [".*", "./", true],
  [".*/", "./", false],
  ["/.*", "/.", false],
  ["/.*", "/.a", true],
  [".*.", "..", true],
  ["!.*.", "..", true],
  ["*.*", "a.", false],
  ["*.*", "a./", true],
  ["*.a", "b.a/", true],
  ["!.*", ".", true],
  ["a?", "ab", true],
  ["a?", "a/", false],
  ["{a,b}", "b", true],
])("the glob %s on %s is %s", (pattern, text, expected) => {
  expect(isPlainGlob(pattern)).toBe(true);
  expect(matchesGlob(text, pattern)).toBe(expected);
});

test.each(["!!*", "a**", "[ab]", "@(a|b)", "{a,b}*", "./a", "\\*"])("does not claim to read %s", (pattern) => {
  expect(isPlainGlob(pattern)).toBe(false);
});
