import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columns, indented, padEnd, widthOf, wrap } from "./layout.ts";

describe("laying out text", () => {
  it("knows how wide characters are", () => {
    expect([widthOf("abc"), widthOf("日本"), widthOf("é"), widthOf("\u001b[31mred\u001b[39m"), widthOf("…→✓")]).toEqual(
      [3, 4, 1, 3, 3],
    );
    expect(padEnd("日本", 6)).toBe("日本  ");
  });

  it("wraps between words and loses none", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
        fc.integer({ min: 12, max: 80 }),
        (words, width) => {
          const lines = wrap(words.join(" "), width);

          expect(lines.join(" ").split(" ")).toEqual(words);
          expect(lines.every((line) => line.length <= width)).toBe(true);
        },
      ),
    );
  });

  it("keeps a word whole that is longer than the line, so that it can be copied", () => {
    expect(wrap("see https://example.com/a-long-address now", 12)).toEqual([
      "see",
      "https://example.com/a-long-address",
      "now",
    ]);
  });

  it("aligns columns and wraps the last one under itself", () => {
    expect(
      columns(
        [
          ["a", "one two three four five six"],
          ["long name", "x"],
        ],
        40,
      ),
    ).toEqual(["  a          one two three four five six", "  long name  x"]);
    expect(columns([["name", "one two three four five six seven"]], 36)).toEqual([
      "  name  one two three four five six",
      "        seven",
    ]);
  });

  it("puts the last column below where there is no room beside", () => {
    expect(columns([["a-rather-long-name", "something to be said of it"]], 30)).toEqual([
      "  a-rather-long-name",
      "      something to be said of",
      "      it",
    ]);
  });

  it("never wraps where there is no terminal", () => {
    expect(indented("word ".repeat(400).trim(), Number.POSITIVE_INFINITY)).toHaveLength(1);
  });
});
