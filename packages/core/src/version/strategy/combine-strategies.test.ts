import { describe, expect, test } from "vitest";
import type { VersionSpec } from "../../model/spec.ts";
import { commit, packageFact, planBase, spec } from "../../testing/plan-builder.ts";
import { proposeRelease } from "../propose-release.ts";

const base = "b".repeat(40);

function propose(
  messages: readonly string[],
  version: Partial<VersionSpec>,
  more: {
    manifest?: string;
    given?: string;
    released?: string | null;
    decide?: (name: string, to: string) => string | undefined;
  } = {},
) {
  const commits = messages.map((message, index) =>
    commit({
      id: String(index).padStart(40, "0"),
      parents: [index + 1 < messages.length ? String(index + 1).padStart(40, "0") : base],
      message,
    }),
  );
  const released = more.released === undefined ? "v1.0.0" : more.released;
  return proposeRelease({
    history: {
      head: planBase({ date: "2026-11-25T10:00:00Z" }),
      tags: released === null ? [] : [{ name: released, commit: base, merged: true }],
      commits,
      url: null,
      warnings: [],
    },
    packages: [packageFact({ version: more.manifest ?? "0.0.0" })],
    spec: spec({ version: { ...spec().version, ...version } }),
    given: more.given ?? null,
    classify: () => undefined,
    decide: more.decide ?? (() => undefined),
  });
}
const calver = { format: "YYYY.MM.MICRO", timezone: "UTC" } as const;

describe("calver", () => {
  test("alone releases any change, and says how many asked for nothing by themselves", async () => {
    const { release, packages } = await propose(["docs: b", "fix: a"], { strategy: ["calver"], calver });
    expect(release?.version).toBe("2026.11.0");
    expect(packages[0]?.reasons.map(({ rule }) => rule)).toEqual(["fix", "calver: 1 more change"]);
  });

  test("alone is held back by [skip release] and by rules", async () => {
    expect((await propose(["docs: a [skip release]"], { strategy: ["calver"], calver })).release).toBe(null);
    const rules = [{ type: "docs", release: false }] as const;
    expect((await propose(["docs: a"], { strategy: ["calver"], calver, rules })).release).toBe(null);
  });

  test("with conventional commits only numbers what they ask for", async () => {
    const strategy = ["conventional-commits", "calver"] as const;
    expect((await propose(["docs: a"], { strategy, calver })).release).toBe(null);
    expect((await propose(["fix: a"], { strategy, calver }, { released: "v2026.11.4" })).release?.version).toBe(
      "2026.11.5",
    );
  });

  test("reads and writes tags that are not semantic versions", async () => {
    const padded = { format: "YYYY.0M.0D.MICRO", timezone: "UTC" };
    const { release } = await propose(
      ["fix: a"],
      { strategy: ["calver"], calver: padded },
      { released: "v2026.11.25.9" },
    );
    expect(release).toMatchObject({ version: "2026.11.25.10", previous: "2026.11.25.9" });
  });
});

describe("manual", () => {
  test("releases the version that was given, in a file or the spec, and not again", async () => {
    const strategy = ["manual"] as const;
    expect((await propose(["feat: a"], { strategy }, { given: "3.0.0" })).release).toMatchObject({
      version: "3.0.0",
      bump: "major",
    });
    expect((await propose(["feat: a"], { strategy }, { given: "1.0.0" })).release).toBe(null);
    expect((await propose(["feat: a"], { strategy }, { given: "0.3.0", released: null })).release?.version).toBe(
      "0.3.0",
    );
  });

  test("with conventional commits goes above what they ask for, never below", async () => {
    const strategy = ["manual", "conventional-commits"] as const;
    expect((await propose(["fix: a"], { strategy }, { given: "2.0.0" })).release?.version).toBe("2.0.0");
    expect((await propose(["fix: a"], { strategy }, { given: "1.0.0" })).release?.version).toBe("1.0.1");
    await expect(propose(["feat!: a"], { strategy }, { given: "1.1.0" })).rejects.toThrow(
      expect.objectContaining({
        code: "RS_PLAN_INVALID",
        message: expect.stringMatching(/1\.1\.0 by hand, but "feat!: a" \(0000000\) asks for 2\.0\.0 at least/),
      }),
    );
  });
});

test("a plugin that decides has the last word over every strategy", async () => {
  const decide = (name: string, to: string) => (name === "lib" && to === "2026.11.0" ? "2026.11.7" : undefined);
  expect((await propose(["fix: a"], { strategy: ["calver"], calver }, { decide })).release?.version).toBe("2026.11.7");
});
