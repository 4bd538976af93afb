import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asksToBeSkipped, classifyCommit } from "../../packages/core/src/version/classify-commit.ts";
import { isPlainGlob, matchesGlob } from "../../packages/core/src/version/matches-glob.ts";
import { highestBump } from "../../packages/core/src/version/next-version.ts";
import { withoutReverted } from "../../packages/core/src/version/without-reverted.ts";
import type { BumpRule } from "../../packages/core/src/model/spec.ts";
import { commit } from "../../packages/core/src/testing/plan-builder.ts";
import { installPeers } from "../peers/install-peers.ts";

const peers = await installPeers("commit-analyzer", {
  "@semantic-release/commit-analyzer": "13.0.1",
  "conventional-changelog-angular": "8.3.1",
  "conventional-changelog-conventionalcommits": "9.3.1",
  "conventional-commits-parser": "6.4.0",
  "conventional-commits-filter": "5.0.0",
  micromatch: "4.0.8",
});
if ("missing" in peers)
  process.stderr.write(`skipped: semantic-release is not here to compare with (${peers.missing})\n`);

interface Analyzer {
  analyzeCommits(
    config: { readonly preset: string; readonly releaseRules?: readonly BumpRule[] },
    context: {
      readonly cwd: string;
      readonly commits: readonly { readonly hash: string; readonly message: string }[];
      readonly logger: { log(): void };
    },
  ): Promise<string | null>;
}
interface Micromatch {
  isMatch(text: string, pattern: string): boolean;
  matcher(pattern: string): (text: string) => boolean;
}

/** Every text of up to so many of the pieces, the empty one too. */
function wordsOf(pieces: readonly string[], most: number): readonly string[] {
  if (most === 0) return [""];
  const shorter = wordsOf(pieces, most - 1);
  return [...new Set([...shorter, ...shorter.flatMap((word) => pieces.map((piece) => word + piece))])];
}

const folder = "folder" in peers ? peers.folder : "";
const load = async () => ({
  analyzer: (await import(
    pathToFileURL(join(folder, "node_modules/@semantic-release/commit-analyzer/index.js")).href
  )) as Analyzer,
  micromatch: createRequire(join(folder, "package.json"))("micromatch") as Micromatch,
});

const crashed = Symbol("the tool threw a TypeError");
type Preset = "angular" | "conventionalcommits";
type Message = { readonly hash: string; readonly message: string };

/** What the core of semantic-release does before it asks the analyzer: it trims, and leaves out what asks to be skipped. */
async function theirs(
  commits: readonly Message[],
  preset: Preset,
  rules: readonly BumpRule[],
): Promise<string | null | typeof crashed> {
  const { analyzer } = await load();
  const kept = commits
    .map(({ hash, message }) => ({ hash, message: message.trim() }))
    .filter(({ message }) => !/\[skip\s+release]|\[release\s+skip]/i.test(message));
  const given = rules.length === 0 ? { preset } : { preset, releaseRules: rules };
  try {
    return (await analyzer.analyzeCommits(given, { cwd: folder, commits: kept, logger: { log: () => {} } })) ?? null;
  } catch (error) {
    // A note whose last line is `---` makes the tool read beyond the message's end, so that there is no release at all.
    if (error instanceof TypeError) return crashed;
    throw error;
  }
}

function ours(messages: readonly Message[], preset: Preset, rules: readonly BumpRule[]): string | null {
  const commits = messages.map(({ hash, message }) => commit({ id: hash, message }));
  const { kept } = withoutReverted(commits, preset);
  const version = { preset, rules, compat: "semantic-release@25" } as const;
  return highestBump(kept.map((each) => classifyCommit(each, version).bump));
}

const types = [
  "feat",
  "fix",
  "perf",
  "Feat",
  "FEAT",
  "FIX",
  "feature",
  "chore",
  "docs",
  "revert",
  "ci",
  "",
  "a_1",
  "é",
];
const scopes = ["", "(s)", "(a)(b)", "(no-release)", "( )", "()", "(a/b)", "(@x/y)", "(a", "a)"];
const header = fc
  .tuple(
    fc.constantFrom("", "", "", "fixup! ", "Revert ", 'Revert "', "  ", "* "),
    fc.constantFrom(...types),
    fc.constantFrom(...scopes),
    fc.constantFrom("", "", "!", "!!", " "),
    fc.constantFrom(": ", ": ", ": ", ":", " : ", ":  ", " - ", "\t"),
    fc.constantFrom(
      "a",
      "b (#12)",
      'c"',
      "x (y)!: z",
      "x (y): z",
      "BREAKING CHANGE: x",
      "",
      "\u2028",
      "a\rb",
      "[skip release]",
    ),
  )
  .map((parts) => parts.join(""));
const line = fc.constantFrom(
  "",
  "",
  "prose",
  "BREAKING CHANGE: b",
  "breaking change: b",
  "BREAKING CHANGE b",
  "BREAKING CHANGE",
  "BREAKING CHANGE #12: b",
  "BREAKING-CHANGE: b",
  "BREAKING CHANGES: b",
  "- BREAKING CHANGE: b",
  "* BREAKING CHANGE: b",
  " | BREAKING CHANGE: b",
  "a BREAKING CHANGE: b",
  "Breaking change is avoided here",
  "* feat: x",
  "feat: x",
  "---",
  "--",
  "-type-",
  "-scope-",
  "-revert-",
  "-side notes-",
  "feat",
  "gpg: Signature made",
  "  gpg: x",
  "Closes #1",
  "This reverts commit abc1234.",
  "This reverts commit 0123456789abcdef0123456789abcdef01234567",
  "This reverts commit .",
  "Reverts o/r#11",
  "Release-As: 9.9.9",
  "[release skip]",
  "Signed-off-by: A <a@example.com>",
  "\r",
  "\u00a0",
);
const body = fc
  .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom("\n", "\n", "\r\n"))
  .map(([lines, end]) => (lines.length === 0 ? "" : end + lines.join(end)));
const message = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(header, body).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: fc.array(line, { maxLength: 5 }).map((lines) => lines.join("\n")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
);
const hashOf = (n: number) => (n + 1).toString(16).padStart(40, "f");

/** Newest first; some take back an older one, in every way people and forges write it. */
const history = fc
  .array(fc.tuple(message, fc.nat({ max: 9 }), fc.nat({ max: 30 })), { minLength: 1, maxLength: 8 })
  .map((rows) => {
    const made: Message[] = [];
    for (const [index, [text, way, back]] of rows.toReversed().entries()) {
      const of = made[back % Math.max(made.length, 1)];
      const title = of?.message.trim().split(/\r?\n/)[0] ?? "";
      const forms = [
        `Revert "${title}"\n\nThis reverts commit ${of?.hash}.`,
        `revert: ${title}\n\nThis reverts commit ${of?.hash}.`,
        `Revert "${title}" (#12)\n\nThis reverts commit ${of?.hash}.`,
        `Revert "${title}"\n\nThis reverts commit ${of?.hash.slice(0, 7)}.`,
        `Revert "${title}"\n\nThis reverts commit ${of?.hash}`,
      ];
      made.push({ hash: hashOf(index), message: (of && forms[way]) ?? text });
    }
    return made.toReversed();
  });
const glob = fc.constantFrom(
  "feat",
  "f*",
  "*",
  "{feat,fix}",
  "!feat",
  "no-release",
  "a*",
  "*/b",
  "?",
  "x*",
  "*a*",
  "?e*",
  "re*t",
);
const rule = fc.record(
  {
    type: glob,
    scope: glob,
    subject: glob,
    breaking: fc.boolean(),
    release: fc.constantFrom<BumpRule["release"]>("major", "minor", "patch", false),
  },
  { requiredKeys: ["release"] },
) as fc.Arbitrary<BumpRule>;

describe.skipIf("missing" in peers)("compat: semantic-release@25 answers as the tool itself", () => {
  test.each(["angular", "conventionalcommits"] as const)("to any message, with %s", async (preset) => {
    await fc.assert(
      fc.asyncProperty(message, async (text) => {
        const commits = [{ hash: hashOf(0), message: text }];
        const answer = await theirs(commits, preset, []);
        fc.pre(answer !== crashed);
        expect(ours(commits, preset, [])).toBe(answer);
      }),
      { numRuns: 20_000 },
    );
  });

  test.each(["angular", "conventionalcommits"] as const)(
    "to any history with reverts and rules, with %s",
    async (preset) => {
      await fc.assert(
        fc.asyncProperty(history, fc.array(rule, { maxLength: 4 }), async (commits, rules) => {
          const answer = await theirs(commits, preset, rules);
          fc.pre(answer !== crashed);
          expect(ours(commits, preset, rules)).toBe(answer);
        }),
        { numRuns: 10_000 },
      );
    },
  );

  const pieces = ["a", "b", "-", ".", "/", "*", "?", "{a,b}", "{a*,}", "!", "@", "+", " ", "#", ":"];
  const characters = ["a", "b", "-", ".", "/", "@", "+", " ", "!", "#"];

  test("to any glob that it takes", async () => {
    const { micromatch } = await load();
    const pattern = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 });
    const text = fc.array(fc.constantFrom(...characters), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(pattern, text, async (patterns, texts) => {
        const written = patterns.join("");
        fc.pre(isPlainGlob(written));
        const given = texts.join("");
        expect(matchesGlob(given, written)).toBe(micromatch.isMatch(given, written));
      }),
      { numRuns: 20_000 },
    );
  });

  test("to every short glob and every short text there is", async () => {
    const { micromatch } = await load();
    const texts = wordsOf(characters, 3).filter((each) => each !== "");
    const patterns = wordsOf(pieces, 3).filter((each) => each !== "" && isPlainGlob(each));
    const differences = patterns.flatMap((pattern) => {
      const matches = micromatch.matcher(pattern);
      return texts.filter((each) => matches(each) !== matchesGlob(each, pattern)).map((each) => [pattern, each]);
    });
    expect(patterns.length * texts.length).toBeGreaterThan(2_000_000);
    expect(differences).toEqual([]);
  });

  test("to what asks to be skipped", () => {
    expect(asksToBeSkipped("feat: a [Skip  Release]")).toBe(true);
  });
});
