import fc from "fast-check";
import { expect, test } from "vitest";
import { plainLine, plainText } from "./plain-text.ts";
import { comesToAnEnd } from "../testing/comes-to-an-end.ts";

test.each([
  ["colours", "\u001b[31mred\u001b[0m", "red"],
  ["a title for the terminal", "\u001b]0;owned\u0007text", "text"],
  ["a link of the terminal", "\u001b]8;;https://evil.example\u001b\\text\u001b]8;;\u001b\\", "text"],
  ["an opening without an end", "\u001b[", ""],
  ["eight-bit sequences", "\u009b31mred", "red"],
  ["changes of writing direction", "a\u202Eb\u2066c\u200f", "abc"],
  ["invisible characters", "a\u200bb\ufeffc\u{e0041}", "abc"],
  ["backspaces and bells", "a\bb\u0007c\u0000", "abc"],
  ["carriage returns", "kept\rfaked\r\nnext", "kept\nfaked\nnext"],
  ["half a character", "a\ud800b", "a\ufffdb"],
])("takes out %s", (_, text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test("leaves what scripts and emoji need", () => {
  const text = "می‌خواهم 👩‍🔬 é 漢字\tx\ny";
  expect(plainText(text)).toBe(text);
});

test("makes one line of it, and cuts what is too long without halving a character", () => {
  expect(plainLine(" a\n\n b\t c ")).toBe("a b c");
  expect(plainLine("😀".repeat(20), 10)).toBe(`${"😀".repeat(9)}…`);
  expect(plainLine("x".repeat(10), 10)).toBe("x".repeat(10));
  expect(plainLine("x".repeat(11), 10)).toBe(`${"x".repeat(9)}…`);
});

test("never leaves a control character, whatever comes in", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      // eslint-disable-next-line no-control-regex -- that is the point
      expect(plainText(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }),
  );
});

test.each(["\u001b]", "\u001b[", "\u001b", "\u009d", "\u001b[1;", " \n"])(
  "comes to an end on a megabyte of %j",
  (piece) => {
    expect(comesToAnEnd(() => void plainText(piece.repeat(1_000_000 / piece.length)))).toBe(true);
  },
);
