import { expect, test } from "vitest";
import { comesToAnEnd } from "../testing/comes-to-an-end.ts";
import { hasReference } from "./has-reference.ts";

test.each([
  ["Closes #1", true],
  ["see #12, please", true],
  ["fix #a-b", true],
  ["#1 fix nothing", false],
  ["prefix #1", true],
  ["fix closer #1", false],
  ["closer #1", true],
  ["a # 1", false],
  ["a #1.", false],
  ["https://example.com/#1", false],
  ["", false],
])("a reference to an issue in %j: %s", (line, expected) => {
  expect(hasReference(line)).toBe(expected);
});

test.each(["fix ", "close", "#", "#a", "https://", "fix\t", "a"])("comes to an end on a megabyte of %j", (piece) => {
  expect(comesToAnEnd(() => hasReference(piece.repeat(1_000_000 / piece.length)))).toBe(true);
});
