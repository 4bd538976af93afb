import { describe, expect, test } from "vitest";
import type { ReleaseRecord } from "../model/record.ts";
import { change, plan, plannedGate, plannedPackage, plannedStep, somebody } from "../testing/plan-builder.ts";
import { coreDocuments } from "./core-documents.ts";

const gate = plannedGate({ id: "prepare/approval:pm", kind: "approval" });
const steps = [
  plannedStep({ id: "deploy/git/tag", summary: "tag v1.1.0" }),
  plannedStep({ id: "deploy/npm/publish", summary: "publish lib 1.1.0" }),
  plannedStep({ id: "deploy/mail" }),
];
const base = plan({
  notes: "## 1.1.0\n\n- a thing\n",
  stages: [
    { name: "prepare", gates: [gate], steps: [] },
    { name: "deploy", environment: "production", gates: [], steps },
  ],
});

function record(given: Partial<ReleaseRecord> = {}): ReleaseRecord {
  return {
    id: "lib-1.1.0-00000000",
    name: "lib",
    version: "1.1.0",
    outcome: "released",
    openedAt: "2026-01-02T04:00:00Z",
    closedAt: "2026-01-02T05:00:00Z",
    openedBy: somebody,
    attempt: 1,
    earlier: [],
    candidate: 1,
    rework: 0,
    feedback: [],
    plan: base,
    stages: [],
    held: [],
    settled: [],
    steps: {
      "deploy/git/tag": { state: "done", result: null, adopted: true, tries: 1, at: "2026-01-02T04:30:00Z" },
      "deploy/npm/publish": {
        state: "failed",
        result: null,
        adopted: false,
        tries: 3,
        at: "2026-01-02T04:31:00Z",
        error: { code: "RS_STEP_FAILED", message: "no | <b>luck</b>" },
      },
    },
    gates: { [gate.id]: { verdict: "pass", missing: [], evidence: { by: "ben" }, at: "2026-01-02T04:10:00Z" } },
    decisions: [
      {
        kind: "approved",
        gate: gate.id,
        role: "pm",
        by: { ...somebody, name: "Ben" },
        plan: base.digest,
        reason: "fine",
        at: "2026-01-02T04:09:00Z",
      },
    ],
    events: 12,
    ...given,
  };
}

const asked = {
  root: "/",
  files: {
    read: async () => null,
    readBytes: async () => null,
    stream: async () => null,
    exists: async () => false,
    glob: async () => [],
  },
};
const render = (name: string, ...records: readonly ReleaseRecord[]) => coreDocuments[name]!.render(records, asked);

/** Keys in another order, all the way down. */
function shuffled<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(shuffled) as T;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, each]) => [key, shuffled(each)]),
  ) as T;
}

test.each(Object.keys(coreDocuments))(
  "%s is the same, byte for byte, whatever the order of records and keys",
  async (name) => {
    const old = record({ id: "lib-1.0.0-1", version: "1.0.0", openedAt: "2025-01-02T04:00:00Z" });
    const text = await render(name, old, record());
    expect(await render(name, shuffled(record()), shuffled(old))).toBe(text);
    expect(text.endsWith("\n")).toBe(true);
  },
);

test.each(Object.keys(coreDocuments))("%s has an answer when there is no release", async (name) => {
  expect(await render(name)).toEqual(expect.any(String));
});

test("notes are those of the last release", async () => {
  const old = record({ openedAt: "2025-01-01T00:00:00Z", plan: { ...base, notes: "old" } });
  expect(await render("notes", record(), old)).toBe("## 1.1.0\n\n- a thing\n");
});

describe("changelog", () => {
  test("lists finished releases, newest first, in the groups of the layout", async () => {
    const changes = [
      change({ subject: "a thing", scope: "api" }),
      change({ type: "fix", subject: "a crash", bump: "patch" }),
      change({ type: "feat", subject: "cents", breaking: true, breakingNote: "amounts are in cents", bump: "major" }),
      { ...change({ type: "docs", subject: "hidden" }), bump: undefined },
    ] as ReleaseRecord["plan"]["changes"];
    const newest = record({ plan: { ...base, changes } });
    const old = record({ id: "x", version: "1.0.0", openedAt: "2025-01-02T00:00:00Z", plan: { ...base, changes: [] } });
    const undone = record({ id: "y", version: "9.9.9", outcome: "undone" });
    const text = await render("changelog", undone, old, newest);
    expect(text.slice(text.indexOf("## ["))).toBe(`## [1.1.0] - 2026-01-02

### Added

- **api:** a thing

### Changed

- **Breaking:** cents — amounts are in cents

### Fixed

- a crash

## [1.0.0] - 2026-01-02

No changes of its own.
`);
    expect(text.startsWith("# Changelog\n\n")).toBe(true);
  });

  test("has a part for each package of several", async () => {
    const packages = [plannedPackage({ name: "@acme/a", to: "1.1.0" }), plannedPackage({ name: "b", to: "2.0.1" })];
    const changes = [change({ packages: ["@acme/a"], subject: "only a" })];
    const text = await render("changelog", record({ plan: { ...base, packages, changes } }));
    expect(text.slice(text.indexOf("## ["))).toBe(
      "## [1.1.0] - 2026-01-02\n\n### `@acme/a` 1.1.0\n\n#### Added\n\n- only a\n\n### b 2.0.1\n\nNo changes of its own.\n",
    );
  });
});

describe("record", () => {
  test("tells what, who, each gate and each step with its end and time", async () => {
    const text = await render("record", record());
    expect(text).toContain("# lib 1.1.0");
    expect(text).toContain(
      "| 2026-01-02T04:09:00Z | Ben (ana@example.com), claimed | approved as pm | `prepare/approval:pm` |",
    );
    expect(text).toMatch(
      /\| `prepare\/approval:pm` \| approval \| pass \| 2026-01-02T04:10:00Z \|  \| `sha256:[0-9a-f]{12}` \|/,
    );
    expect(text).toContain("## Stage deploy: production");
    expect(text).toContain("| `deploy/git/tag` | tag v1.1.0 | done, found already there | 1 | 2026-01-02T04:30:00Z |");
    expect(text).toContain("| `deploy/mail` | deploy/mail | not begun | 0 | – |");
    expect(text).toContain("failed: no \\| \\<b\\>luck\\</b\\> (RS_STEP_FAILED)");
  });

  test("keeps every table whole, whatever the names and texts hold", async () => {
    const evil = "a | b `c` \\| \\\\| <script> ![x](y)\n# h \u001b[31m @ana";
    const text = await render(
      "record",
      record({
        name: evil,
        openedBy: { ...somebody, name: evil, email: evil },
        decisions: [{ ...record().decisions[0]!, reason: evil, role: evil, gate: evil }],
        plan: {
          ...base,
          packages: [plannedPackage({ name: evil, tag: evil })],
          changes: [change({ header: evil, rule: evil, authors: [{ name: evil, email: evil }] })],
          stages: [
            {
              name: "deploy",
              gates: [plannedGate({ id: evil, kind: evil })],
              steps: [plannedStep({ id: evil, summary: evil })],
            },
          ],
        },
      }),
    );
    const tables = text
      .trimEnd()
      .split("\n\n")
      .filter((part) => part.startsWith("|"));
    expect(tables).toHaveLength(6);
    for (const table of tables) {
      const widths = table.split("\n").map((row) => row.replace(/\\[\\|]/g, "").split("|").length);
      expect(new Set(widths).size).toBe(1);
    }
    expect(text.replace(/\\[<![@]/g, "").replace(/`[^`]*`/g, "")).not.toMatch(/<script|!\[|@ana|\u001b/);
  });

  test("in JSON holds everything, sorted, and a key named __proto__ is a key", async () => {
    const strange = JSON.parse(
      '{"__proto__": 1, "b": 1, "a": [{"d": 1, "c": 2}]}',
    ) as ReleaseRecord["steps"][string]["result"];
    const given = record({ steps: { s: { state: "done", result: strange, adopted: false, tries: 1, at: null } } });
    const text = await render("record.json", given);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(given)));
    expect(text).toMatch(/"__proto__": 1,\s+"a": \[\s+\{\s+"c": 2,\s+"d": 1/);
  });
});
