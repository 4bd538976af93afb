import { expect, test } from "vitest";
import type { Commit } from "../model/change.ts";
import type { VersionSpec } from "../model/spec.ts";
import { commit } from "../testing/plan-builder.ts";
import { withoutReverted } from "./without-reverted.ts";

const id = (digit: string) => digit.repeat(40);
const made = (digit: string, message: string) => commit({ id: id(digit), message });
const revert = (digit: string, of: string, header: string) =>
  made(digit, `Revert "${header}"\n\nThis reverts commit ${of}.`);
const left = (commits: readonly Commit[], preset: VersionSpec["preset"]) =>
  withoutReverted(commits, preset)
    .kept.map((each) => each.id[0])
    .join("");

const a = made("a", "feat: a");
const presets = ["angular", "conventionalcommits", "relspec"] as const;

test.each(presets)("%s drops both when header and whole hash agree", (preset) => {
  expect(left([revert("b", id("a"), "feat: a"), a], preset)).toBe("");
  expect(withoutReverted([revert("b", id("a"), "feat: a"), a], preset).reverted).toEqual(new Map([[id("a"), id("b")]]));
});

test.each(presets)("%s keeps a revert of what is not in the range", (preset) => {
  expect(left([revert("b", id("9"), "feat: a"), a], preset)).toBe("ba");
});

test.each(presets)("%s brings back what a reverted revert took away, in any order", (preset) => {
  const commits = [revert("c", id("b"), 'Revert "feat: a"'), revert("b", id("a"), "feat: a"), a];
  expect(left(commits, preset)).toBe("a");
  expect(left(commits.toReversed(), preset)).toBe("a");
});

test.each([
  ["a shortened hash", revert("b", "aaaaaaa", "feat: a"), a],
  [
    "a title with the number of its pull request",
    made("b", `Revert "feat: a" (#12)\n\nThis reverts commit ${id("a")}.`),
    a,
  ],
  [
    "GitHub's revert of a pull request",
    made("b", 'Revert "feat: a (#11)"\n\nReverts acme/lib#11'),
    made("a", "feat: a (#11)"),
  ],
])("%s is a pair for relspec and not for the presets", (_, back, first) => {
  expect(left([back, first], "angular")).toBe("ba");
  expect(left([back, first], "conventionalcommits")).toBe("ba");
  expect(left([back, first], "relspec")).toBe("");
});

test("a forged number of a pull request takes nothing with it that has another title", () => {
  expect(
    left([made("b", 'Revert "feat: other (#11)"\n\nReverts acme/lib#11'), made("a", "feat: a (#11)")], "relspec"),
  ).toBe("ba");
});

test("survives reverts that name each other", () => {
  const commits = [revert("b", id("c"), "x"), revert("c", id("b"), "y"), a];
  expect(left(commits, "relspec")).toBe("bca");
});

test("takes a long chain of reverts", () => {
  const chain = [commit({ id: "0".repeat(40), message: "feat: a" })];
  for (let n = 1; n < 2_000; n++) {
    const hex = n.toString(16).padStart(40, "0");
    chain.unshift(commit({ id: hex, message: `Revert "x"\n\nThis reverts commit ${chain[0]!.id}.` }));
  }
  expect(withoutReverted(chain, "relspec").kept).toHaveLength(0);
});
