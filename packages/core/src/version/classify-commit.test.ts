import { describe, expect, test } from "vitest";
import type { Commit } from "../model/change.ts";
import type { BumpRule, VersionSpec } from "../model/spec.ts";
import { commit } from "../testing/plan-builder.ts";
import { classifyCommit } from "./classify-commit.ts";
import { parseMessage } from "./parse-message.ts";
import { squashedEntries } from "./squashed-entries.ts";
import { comesToAnEnd } from "../testing/comes-to-an-end.ts";

function classify(
  message: string,
  preset: VersionSpec["preset"] = "relspec",
  rules: readonly BumpRule[] = [],
  given: Partial<Commit> = {},
) {
  return classifyCommit(commit({ message, ...given }), { preset, rules });
}

const whole = "0123456789abcdef0123456789abcdef01234567";
const none = undefined;

/** What semantic-release makes of a message with each preset, as measured; then relspec's own reading. */
const table: readonly (readonly [
  message: string,
  angular: string | undefined,
  conventionalcommits: string | undefined,
  relspec: string | undefined,
])[] = [
  ["feat: a", "minor", "minor", "minor"],
  ["feat(s): a", "minor", "minor", "minor"],
  ["feat(a)(b): c", "minor", "minor", "minor"],
  ["feat!: a", none, "major", "major"],
  ["feat(x)!: a", none, "major", "major"],
  ["chore!: a", none, "major", "major"],
  ["fix!: a\n\nBREAKING CHANGE: b", "major", "major", "major"],
  ["fix: a\n\nBREAKING CHANGE: b", "major", "major", "major"],
  ["fix: a\n\nbreaking change: b", "major", "major", "major"],
  ["fix: a\n\nBREAKING CHANGE b", "major", "major", "major"],
  ["fix: a\n\nBREAKING CHANGE #12: b", "major", "major", "major"],
  ["fix: a\n\n* BREAKING CHANGE: b", "major", "major", "major"],
  ["fix: a\n\nBreaking change is avoided here", "major", "major", "patch"],
  ["fix: a\n\nBREAKING-CHANGE: b", "patch", "major", "major"],
  ["fix: a\n\nBREAKING CHANGES: b", "patch", "patch", "major"],
  ["fix: a\n\n- BREAKING CHANGE: b", "patch", "patch", "major"],
  ["BREAKING CHANGE: x", none, none, "major"],
  ["Feat: a", none, none, "minor"],
  ["feature: a", none, none, "minor"],
  ["feat:a", none, none, "minor"],
  ["feat (x): a", none, none, "minor"],
  ["feat-x: a", none, none, none],
  ["fixup! feat: a", none, none, none],
  ...["docs", "build", "ci", "chore", "style", "test", "refactor"].map(
    (type) => [`${type}: a`, none, none, none] as const,
  ),
  ["FEAT: a", "minor", "minor", "minor"],
  ["perf: a", "patch", "patch", "patch"],
  ["revert: feat: a", none, none, "patch"],
  [`Revert "feat: a"\n\nThis reverts commit ${whole}.`, "patch", "patch", "patch"],
  [`revert: feat: a\n\nThis reverts commit ${whole}.`, "patch", "patch", "patch"],
  ["Merge pull request #1 from o/b\n\nfeat: a", none, none, none],
  ["Title (#3)\n\n* feat: a\n\n* fix: b", none, none, none],
  ["fix: t (#3)\n\n* feat: a", "patch", "patch", "patch"],
  // What stands below a line between dashes is a field for the presets, whatever it says.
  ["fix: a\n\n---\nBREAKING CHANGE: b", "patch", "patch", "major"],
  ["fix: a\n\n-type-\nfeat", none, none, "patch"],
  ["feat(x)!: a (b): c", "minor", "major", "major"],
  ["feat: a\rb", none, none, "minor"],
  ["feat: a [skip release]", none, none, none],
  ["feat: a\n\n[release skip]", none, none, none],
  ["Update the readme", none, none, none],
  ["https://example.com: down", none, none, none],
  ["", none, none, none],
];

describe.each(["angular", "conventionalcommits", "relspec"] as const)("%s", (preset) => {
  const column = { angular: 1, conventionalcommits: 2, relspec: 3 }[preset];
  test.each(table.map((row) => [row[0], row[column]] as const))("reads %j as %s", (message, bump) => {
    expect(classify(message, preset).bump).toBe(bump);
  });
});

describe("version.rules", () => {
  const bumpOf = (message: string, ...rules: BumpRule[]) => classify(message, "angular", rules).bump;

  test("take the place of the preset for every commit they match, and of no other", () => {
    expect(bumpOf("feat: a", { type: "feat", release: "patch" })).toBe("patch");
    expect(bumpOf("fix: a", { type: "feat", release: "patch" })).toBe("patch");
    expect(bumpOf("docs: a", { type: "docs", release: "patch" })).toBe("patch");
    expect(bumpOf("feat: a", { type: "feat", release: false })).toBe(undefined);
  });

  test("give the highest of those that match, but false depends on the order", () => {
    const [patch, minor, no] = [
      { type: "x", release: "patch" },
      { type: "x", release: "minor" },
      { type: "x", release: false },
    ] as const;
    expect(bumpOf("x: a", patch, minor)).toBe("minor");
    expect(bumpOf("x: a", minor, patch)).toBe("minor");
    expect(bumpOf("x: a", patch, no)).toBe(undefined);
    expect(bumpOf("x: a", no, patch)).toBe("patch");
    expect(bumpOf("x: a", minor, no, patch)).toBe("patch");
    expect(bumpOf("x: a", { type: "x", release: "major" }, no)).toBe("major");
  });

  test("without `breaking` match breaking changes as well", () => {
    const message = "fix(no-release): a\n\nBREAKING CHANGE: b";
    expect(bumpOf(message, { scope: "no-release", release: false })).toBe(undefined);
    expect(bumpOf(message, { breaking: true, release: "minor" })).toBe("minor");
    expect(bumpOf("fix: a", { breaking: true, release: "minor" })).toBe("patch");
  });

  test("take patterns, which no text makes slow", () => {
    expect(bumpOf("docs(readme/de): a", { scope: "readme*", release: "patch" })).toBe("patch");
    expect(bumpOf("ci: a", { type: "{ci,build}", release: "patch" })).toBe("patch");
    expect(bumpOf("docs: a", { type: "*", scope: "*", release: "patch" })).toBe(undefined);
    expect(
      comesToAnEnd(() => void bumpOf(`x: ${"a".repeat(1_000_000)}`, { subject: "*a*a*a*a*b", release: "patch" })),
    ).toBe(true);
  });

  test("name themselves as the reason", () => {
    expect(
      classify("docs: a", "relspec", [
        { type: "x", release: "patch" },
        { type: "docs", release: "patch" },
      ]).rule,
    ).toBe("version.rules 2");
  });
});

describe("version.squash", () => {
  const squash = (message: string, preset: VersionSpec["preset"] = "relspec") =>
    classifyCommit(commit({ message }), { preset, rules: [], squash: true });

  test("reads the list of squashed commits, and counts what asks for most", () => {
    const change = squash("Title (#3)\n\n* feat(api): a\n\n  text of a\n\n* fix: b\n* no type\n- docs: c");
    expect(change.bump).toBe("minor");
    expect(change.rule).toBe("feat in the list of squashed commits");
    expect(change.entries).toEqual([
      { type: "feat", scope: "api", subject: "a", breaking: false, bump: "minor" },
      { type: "fix", subject: "b", breaking: false, bump: "patch" },
      { type: "docs", subject: "c", breaking: false },
    ]);
    expect(squash("fix: t (#3)\n\n* feat!: a").bump).toBe("major");
    expect(squash("fix: t (#3)\n\n* feat!: a", "angular").bump).toBe("patch");
  });

  test("does not read a list twice: not what the title says again, not in a merge", () => {
    expect(squash("feat: a (#3)\n\n* feat: a").entries).toBe(undefined);
    expect(squash("Merge pull request #1 from o/b\n\n* feat: a").bump).toBe(undefined);
  });

  test("gives way to [skip release], and to rules", () => {
    expect(squash("Title [skip release]\n\n* feat: a").bump).toBe(undefined);
    const rules: readonly BumpRule[] = [{ type: "feat", release: false }];
    const message = "Title\n\n* feat: a\n* fix: b";
    expect(classifyCommit(commit({ message }), { preset: "relspec", rules, squash: true }).bump).toBe("patch");
  });
});

describe("Release-As", () => {
  const asked = (message: string) => classify(message).releaseAs;

  test("is a version in a footer, for a package that may be named", () => {
    expect(asked("chore: go\n\nRelease-As: 2.0.0")).toEqual({ version: "2.0.0" });
    expect(asked("chore: go\n\nrelease-as: v2.0.0\n\nRelease-As: 2.1.0 ")).toEqual({ version: "2.1.0" });
    expect(asked("chore: go\n\nRelease-As: @acme/a@2.0.0-rc.1")).toEqual({
      version: "2.0.0-rc.1",
      package: "@acme/a",
    });
    expect(classify("chore: go\n\nRelease-As: 2.0.0").rule).toBe("Release-As 2.0.0");
  });

  test("is nothing in a header, without a version, or where another tool is followed", () => {
    expect(asked("Release-As: 2.0.0")).toBe(undefined);
    expect(asked("chore: go\n\nRelease-As: soon")).toBe(undefined);
    expect(asked("chore: go [skip release]\n\nRelease-As: 2.0.0")).toBe(undefined);
    const message = "chore: go\n\nRelease-As: 2.0.0";
    const version = { preset: "angular", rules: [], compat: "semantic-release@25" } as const;
    expect(classifyCommit(commit({ message }), version).releaseAs).toBe(undefined);
  });
});

test("tells everything that the message says", () => {
  const change = classify(
    [
      "feat(pay)!: refunds in euro (#12)",
      "",
      "Closes PAY-3, acme/api#7. UTF-8 and SHA-256 are no issues, nor is a#9 or v1.2-3.",
      "",
      "BREAKING CHANGE: the amount is",
      "in cents",
      "",
      "Co-authored-by: Ben <ben@example.com>",
      "Co-authored-by: Ana again <ANA@example.com>",
    ].join("\n"),
  );
  expect(change).toMatchObject({
    type: "feat",
    scope: "pay",
    subject: "refunds in euro (#12)",
    breaking: true,
    breakingNote: "the amount is\nin cents",
    references: ["#12", "acme/api#7", "PAY-3"],
    bump: "major",
    rule: "breaking change",
    authors: [
      { name: "Ana", email: "ana@example.com" },
      { name: "Ben", email: "ben@example.com" },
    ],
  });
});

test("says why a commit asks for nothing", () => {
  expect(classify("docs: a").rule).toBe("docs asks for no release");
  expect(classify("tidy up").rule).toBe("the message names no type");
  expect(classify("feat: a [skip release]").rule).toBe("[skip release]");
});

test("leaves hostile text as it is: it is data", () => {
  const message = "fix: $(touch /tmp/x) `id` {{secrets.A}} <script> \u001b[31m \u202e";
  expect(classify(message).subject).toBe(message.slice("fix: ".length));
});

test.each([
  "a",
  " ",
  "(",
  ")",
  "feat(",
  "feat: (): ",
  "#1",
  "a/",
  "A-1",
  "revert ",
  'Revert "',
  "This reverts commit ",
  "BREAKING CHANGE ",
  "* BREAKING",
  "|*",
  "\n",
  "\n* feat: a",
  "\nCo-authored-by: a <",
  "[skip ",
  "-",
  "\n-",
  "\n-a-\n",
  "\nRelease-As: ",
  "release-as: a ",
  "! ",
  "\t\u00a0",
])("comes to an end on a megabyte of %j, in header and body", (piece) => {
  const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
  for (const preset of ["angular", "conventionalcommits", "relspec"] as const) {
    for (const message of [
      text,
      `feat(${text}`,
      `fix: a\n\n${text}`,
      `Revert "a\n\n${text}`,
      `Revert "a"\n\nThis reverts commit abc\n\n${text}`,
    ]) {
      const work = () => {
        classify(message, preset);
        squashedEntries(parseMessage(message, preset), preset);
      };
      expect(comesToAnEnd(work)).toBe(true);
    }
  }
});

test.each(["", " ", "\n\n\t"])("asks for nothing with the empty message %j, whatever the rules", (message) => {
  const version = { preset: "angular", rules: [{ release: "major" }] } as const;
  expect(classifyCommit(commit({ message }), version)).toMatchObject({ rule: "the message is empty" });
  expect(classifyCommit(commit({ message }), version).bump).toBeUndefined();
  expect(classifyCommit(commit({ message: "x" }), version).bump).toBe("major");
});

test("begins no field in the line below a note's reference, as the original does not", () => {
  const message = (between: string) => `a\n\nBREAKING CHANGE: b\n${between}\n-type-\nfeat`;
  expect(classify(message("Closes #1"), "conventionalcommits").type).toBeUndefined();
  expect(classify(message("closes nothing"), "conventionalcommits").type).toBe("feat");
});
