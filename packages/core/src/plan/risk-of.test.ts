import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReleaseRecord } from "../model/record.ts";
import { normaliseRisk } from "../spec/normalise-risk.ts";
import { change, commit } from "../testing/plan-builder.ts";
import { pathMatcher } from "./path-matcher.ts";
import { ownerPattern, readOwners } from "./read-owners.ts";
import { riskOf } from "./risk-of.ts";

const spec = normaliseRisk({}, {});
const quiet = { changes: [change()], commits: [commit()], date: change().date, records: [], owners: null };
const touching = (...files: readonly string[]) => ({ ...quiet, commits: [commit({ files })] });
const record = (error: boolean, more: object = {}): ReleaseRecord =>
  ({
    version: "1.0.0",
    outcome: "released",
    plan: { release: { type: "release" } },
    steps: { "deploy/x": error ? { error: { code: "RS_STEP_FAILED", message: "no" } } : {} },
    ...more,
  }) as unknown as ReleaseRecord;

describe("risk", () => {
  it("is low, with no reason, for what touches nothing", () => {
    expect(riskOf(spec, quiet)).toEqual({ score: 0, tier: "low", reasons: [] });
  });

  const rows: Readonly<Record<string, readonly [Parameters<typeof riskOf>[1], number, string]>> = {
    "a migration": [touching("db/migrations/001.sql"), 33, "migrations +30: a migration: db/migrations/001.sql"],
    "a lockfile": [touching("package-lock.json"), 13, "dependencies +10: a list of dependencies: package-lock.json"],
    configuration: [touching("deploy/app.yaml"), 13, "configuration +10"],
    "many files": [
      touching(...Array.from({ length: 99 }, (_, n) => `src/${n}.ts`)),
      20,
      "size +20: 1 change in 99 files",
    ],
    "many areas": [touching("a/x", "b/x", "c/x", "d/x", "e/x"), 18, "owners +10: 5 areas: a, b, c, d, e"],
    "a breaking change": [{ ...quiet, changes: [change({ breaking: true })] }, 20, "breaking +20: 1 breaking change"],
    "a newcomer": [
      { ...quiet, changes: [change({ authors: [{ name: "Zoe", email: "z@example.com", first: true }] })] },
      5,
      "newcomers +5: Zoe: for the first time",
    ],
    "changes of a month": [
      { ...quiet, changes: [change({ date: "2026-01-01T00:00:00Z" })], date: "2026-01-31T00:00:00Z" },
      10,
      "age +10: 30 days of changes at once",
    ],
    "releases that failed": [
      { ...quiet, records: [record(true), record(false), record(false, { outcome: "undone" }), record(false)] },
      10,
      "failures +10: 2 of the last 4 releases failed, were undone or rolled back, the last 1.0.0",
    ],
  };
  for (const [sentence, [facts, score, reason]] of Object.entries(rows)) {
    it(`counts ${sentence}, and says so`, () => {
      const risk = riskOf(spec, facts);
      expect(risk.score).toBe(score);
      expect(risk.reasons.join("\n")).toContain(reason);
    });
  }

  it("takes the points and tiers of the spec", () => {
    const own = normaliseRisk(
      { weights: { migrations: 70, size: 0 }, tiers: { board: { at: 70 }, calm: { at: 0 } } },
      {},
    );
    expect(riskOf(own, touching("x.sql"))).toMatchObject({ score: 70, tier: "board" });
    expect(riskOf(own, touching("x.ts"))).toMatchObject({ score: 0, tier: "calm" });
  });

  it("is the same however the commits and their files are ordered", () => {
    const files = ["a/x.sql", "b.yaml", "package-lock.json", "c/d/e.ts"];
    fc.assert(
      fc.property(fc.shuffledSubarray(files, { minLength: files.length }), (order) => {
        expect(riskOf(spec, touching(...order))).toEqual(riskOf(spec, touching(...files)));
      }),
    );
  });
});

describe("owners", () => {
  const owners = (text: string) => readOwners({ read: async (path) => (path === "CODEOWNERS" ? text : null) });

  it("are those of the last line that matches", async () => {
    const of = await owners("* @all\n/docs/ @writers # and nobody else\n*.sql @dba @ana\n[Section]\n/docs/*.md\n");
    expect(["a.ts", "docs/x/y.html", "docs/x/y.sql", "docs/a.md"].map((path) => of?.(path))).toEqual([
      ["@all"],
      ["@writers"],
      ["@dba", "@ana"],
      [],
    ]);
  });

  it("are nobody's where there is no file", async () => {
    expect(await readOwners({ read: async () => null })).toBeNull();
  });

  const rows: readonly (readonly [string, string, boolean])[] = [
    ["*.js", "a/b/c.js", true],
    ["/build/logs/", "build/logs/a/b", true],
    ["/build/logs/", "x/build/logs/a", false],
    ["docs/*", "docs/a.md", true],
    ["docs/*", "docs/a/b.md", false],
    ["apps/", "x/apps/y", true],
    ["/docs", "docs/a/b", true],
    ["**/logs", "a/b/logs/c", true],
    ["/a/**/z", "a/b/c/z", true],
    ["/a/**/z", "a/z", true],
    ["a?c", "abc", true],
    ["a?c", "a/c", false],
  ];
  for (const [pattern, path, is] of rows)
    it(`${pattern} ${is ? "owns" : "does not own"} ${path}`, () => expect(ownerPattern(pattern)(path)).toBe(is));

  it("are told in no time, whatever the pattern", () => {
    expect(ownerPattern(`${"*a".repeat(500)}b`)("a".repeat(5000))).toBe(false);
    expect(pathMatcher([`${"**/a/".repeat(300)}b`])("a/".repeat(3000))).toBe(false);
  });
});
