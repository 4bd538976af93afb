import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { VersionSpec } from "../model/spec.ts";
import { commit } from "../testing/plan-builder.ts";
import { classifyCommit } from "./classify-commit.ts";
import { findNearMisses } from "./near-misses.ts";
import { comesToAnEnd } from "../testing/comes-to-an-end.ts";

function look(message: string, preset: VersionSpec["preset"], more: Partial<VersionSpec> = {}) {
  const version = { preset, rules: [], ...more };
  const given = commit({ message });
  return findNearMisses(given, classifyCommit(given, version), version);
}
const kinds = (message: string, preset: VersionSpec["preset"], more?: Partial<VersionSpec>) =>
  (look(message, preset, more).nearMisses ?? []).map(({ kind }) => kind).join(" ");

const whole = "0123456789abcdef0123456789abcdef01234567";

/** What is nearly missed with each preset; empty where the preset reads it as it is meant. */
const table: readonly (readonly [message: string, angular: string, conventionalcommits: string, relspec: string])[] = [
  ["feat: a", "", "", ""],
  ["docs: a breaking wave", "", "", ""],
  ["Update the readme", "", "", ""],
  ["Fix the build", "", "", ""],
  ["feat!: a", "mark", "", ""],
  ["chore(x)!: a", "mark", "", ""],
  ["feat!: a\n\nBREAKING CHANGE: b", "", "", ""],
  ["Feat: a", "type", "type", ""],
  ["feature: a", "type", "type", ""],
  ["feat:a", "type", "type", ""],
  ["feat (x): a", "type", "type", ""],
  ["fix(scope) : a", "type", "type", ""],
  ["faet: a", "type", "type", "type"],
  ["fxi(a): b", "type", "type", "type"],
  ["wip: a", "", "", ""],
  ["feat a button", "colon", "colon", "colon"],
  ["fix(api) - a crash", "colon", "colon", "colon"],
  ["fix: a\n\nBREAKING CHANGES: b", "breaking", "breaking", ""],
  ["fix: a\n\n- BREAKING CHANGE: b", "breaking", "breaking", ""],
  ["fix: a\n\nBREAKING-CHANGE: b", "breaking", "", ""],
  ["BREAKING CHANGE: x", "breaking", "breaking", ""],
  ["fix: a\n\nThis is a breaking change.", "breaking", "breaking", "breaking"],
  ["fix: a\n\nThis is not a breaking change.", "", "", ""],
  ["fix: a\n\n---\nBREAKING CHANGE: b", "breaking", "breaking", ""],
  ["fix: a\n\nBreaking change is avoided here", "prose", "prose", "breaking"],
  ["fix: a\n\nbreaking change: b", "", "", ""],
  [`Revert "feat: a"\n\nThis reverts commit ${whole}.`, "", "", ""],
  [`Revert "feat: a" (#12)\n\nThis reverts commit ${whole}.`, "revert", "revert", ""],
  ['Revert "feat: a"\n\nThis reverts commit 0123456.', "revert", "revert", ""],
  ['Revert "feat: a (#11)"\n\nReverts o/r#11', "revert", "revert", ""],
  ["revert: feat: a", "revert", "revert", ""],
  ["Title (#3)\n\n* feat: a\n\n* fix: b", "squash", "squash", "squash"],
  ["fix: t (#3)\n\n* feat: a", "squash", "squash", "squash"],
  ["feat: t (#3)\n\n* fix: a", "", "", ""],
  ["feat: a [skip-release]", "skip", "skip", "skip"],
  ["chore: a\n\nRelease-As: soon", "release-as", "release-as", "release-as"],
  ["chore: a\n\nRelease-As: 2.0.0", "", "", ""],
];

describe.each(["angular", "conventionalcommits", "relspec"] as const)("with %s", (preset) => {
  const column = { angular: 1, conventionalcommits: 2, relspec: 3 }[preset];
  test.each(table.map((row) => [row[0], row[column]!] as const))("%j nearly misses %j", (message, expected) => {
    expect(kinds(message, preset)).toBe(expected);
  });
});

test("says how the message is read, how each preset reads it, and what to do", () => {
  expect(look("feat!: a\u001b[31m", "angular")).toEqual({
    nearMisses: [
      {
        kind: "mark",
        message:
          '"feat!: a" asks for no release: the preset angular does not know the mark `!`, conventionalcommits would make it a major release.',
        suggestion: "Say it in a footer, `BREAKING CHANGE: …`, or set `version.preset: conventionalcommits`.",
      },
    ],
    presets: { angular: null, conventionalcommits: "major", relspec: "major" },
  });
});

test("tells what the presets make of a message also where nothing is missed", () => {
  expect(look("Feat: a", "relspec")).toEqual({
    presets: { angular: null, conventionalcommits: null, relspec: "minor" },
  });
});

test("says when another tool is followed that does not read a footer", () => {
  expect(look("chore: a\n\nRelease-As: 2.0.0", "angular", { compat: "semantic-release@25" }).nearMisses).toMatchObject([
    { kind: "release-as", message: expect.stringContaining("which semantic-release@25 does not read") },
  ]);
});

const bit = fc.constantFrom(
  ...'feat fix Feat feature : ! ( ) \n * - breaking change BREAKING CHANGE Revert " This reverts commit 0123456 [skip release] Release-As: 1.0.0 --- gpg:'.split(
    " ",
  ),
  "\n",
  " ",
  "\r",
  "",
);

test("whatever the message: nothing throws, and a message that leaves no doubt is read alike by all", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(bit, { maxLength: 12 }).map((bits) => bits.join("")),
        fc.string({ unit: "binary" }),
      ),
      fc.constantFrom("angular", "conventionalcommits", "relspec"),
      (message, preset) => {
        const version = { preset, rules: [] } as const;
        const given = commit({ message });
        const found = findNearMisses(given, classifyCommit(given, version), version);
        for (const each of found.nearMisses ?? []) expect(each.message).not.toMatch(/\n/);
        const bumps = (["angular", "conventionalcommits", "relspec"] as const).map(
          (other) => classifyCommit(given, { preset: other, rules: [] }).bump,
        );
        expect(new Set(bumps).size === 1 || found.presets !== undefined).toBe(true);
      },
    ),
    { numRuns: 3_000 },
  );
});

test.each(["breaking ", "Revert ", "feat ", "- a ", "\n* feat: a", "[skip-", "release-as: a\n", "not ", "-", "\r"])(
  "comes to an end on a megabyte of %j",
  (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    for (const preset of ["angular", "conventionalcommits", "relspec"] as const) {
      for (const message of [text, `fix: a\n\n${text}`]) {
        expect(comesToAnEnd(() => void look(message, preset))).toBe(true);
      }
    }
  },
);
