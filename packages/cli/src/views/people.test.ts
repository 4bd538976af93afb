import type { AuditResult, PluginInfo, ReleaseRecord, ReleaseSummary } from "@relspec/core";
import { plan, somebody } from "@relspec/core/testing";
import { describe, expect, it } from "vitest";
import { renderAudit } from "./audit.ts";
import { renderDecision } from "./decision.ts";
import { renderDoctor } from "./doctor.ts";
import { renderGateStory } from "./gate-story.ts";
import { renderHistory } from "./history.ts";
import { renderPlugin, renderPlugins } from "./plugins.ts";
import { renderRecord } from "./record.ts";
import { renderStatus } from "./status.ts";
import { createStyle } from "./style.ts";
import { renderUndoPlan } from "./undo-plan.ts";

const style = createStyle({}, {}, "linux");
const release = plan({
  stages: [
    { name: "prepare", gates: [{ id: "prepare/approval:qa" }] },
    {
      name: "deploy",
      steps: [
        { id: "deploy/publish", summary: "Publish lib" },
        { id: "deploy/tag", summary: "Push v1.1.0" },
      ],
    },
  ],
});
const record: ReleaseRecord = {
  id: "lib-1.1.0-aa",
  name: "lib",
  version: "1.1.0",
  outcome: "open",
  openedAt: "2026-01-02T03:04:05Z",
  closedAt: null,
  openedBy: somebody,
  attempt: 1,
  earlier: [],
  candidate: 1,
  rework: 0,
  feedback: [],
  plan: release,
  stages: [],
  held: [],
  settled: [],
  steps: {
    "deploy/publish": { state: "done", result: null, adopted: true, tries: 1, at: null },
    "deploy/tag": {
      state: "failed",
      result: null,
      adopted: false,
      tries: 3,
      at: null,
      error: { code: "RS_STEP_FAILED", message: "No." },
    },
  },
  gates: { "prepare/approval:qa": { verdict: "pass", missing: [], evidence: null, at: "2026-01-02T03:04:05Z" } },
  decisions: [
    {
      kind: "approved",
      gate: "prepare/approval:qa",
      role: "qa",
      by: somebody,
      plan: release.digest,
      reason: "Tried it",
      at: "2026-01-02T03:05:05Z",
    },
  ],
  events: 7,
};
const summary: ReleaseSummary = {
  id: "lib-1.0.0-bb",
  name: "lib",
  version: "1.0.0",

  outcome: "released",
  openedAt: "2026-01-01T00:00:00Z",
  closedAt: "2026-01-01T00:10:00Z",
  plan: "sha256:aa",
  packages: [{ name: "lib", version: "1.0.0" }],
};

describe("what people read", () => {
  it("where the release is", () => {
    const text = renderStatus(
      {
        open: record,
        last: summary,
        waitingFor: [{ id: "prepare/approval:qa", verdict: "waiting", missing: ["1 approval of qa."] }],
        holder: { host: "ci-7", pid: 42, until: "2026-01-02T03:10:05Z" },
      },
      style,
    );

    expect(text).toBe(`◔ lib 1.1.0  open since 2026-01-02 03:04 UTC, by Ana
  › moved by process 42 on ci-7 until 2026-01-02 03:10 UTC at least

prepare
  ✓ gate approval:qa  open

deploy
  ✓ publish  Publish lib (found already there)
  ✗ tag      Push v1.1.0 RS_STEP_FAILED No.

Waits for
  ◔ prepare/approval:qa
    1 approval of qa.
    › relspec approve prepare/approval:qa

Before: ✓ lib 1.0.0 released 2026-01-01 00:10 UTC`);
    expect(renderStatus({ open: null, last: null, waitingFor: [], holder: null }, style)).toBe(
      "· No release is open.\n  Nothing has been released yet.",
    );
  });

  it("all releases", () => {
    expect(renderHistory([summary], style)).toBe("✓ 1.0.0  released  2026-01-01 00:10 UTC  lib  lib-1.0.0-bb");
    expect(renderHistory([], style)).toBe("· Nothing has been released yet.");
  });

  it("one release whole", () => {
    const text = renderRecord(
      {
        ...record,
        log: [
          {
            seq: 1,
            id: "e1",
            key: "k",
            type: "release.opened",
            release: record.id,
            at: record.openedAt,
            actor: somebody,
            data: {},
            prev: null,
            hash: "sha256:h",
          },
        ],
      },
      style,
    );

    expect(text).toContain("prepare/approval:qa  2026-01-02 03:05 UTC  approved by Ana: Tried it");
    expect(text).toContain("     1  2026-01-02 03:04 UTC  release.opened  Ana");
    expect(text).toContain("lib  1.0.0 → 1.1.0");
  });

  it("a decision, and how to go on", () => {
    expect(renderDecision(record.decisions[0]!, style))
      .toBe(`✓ prepare/approval:qa approved by Ana <ana@example.com> as qa
  for plan ${release.digest.slice(0, 19)} · identity claimed
  › relspec run`);
  });

  it("what an undo takes back and what stays", () => {
    const undo = {
      release: "r",
      version: "1.1.0",
      steps: [
        { id: "deploy/tag", summary: "Delete v1.1.0" },
        { id: "deploy/publish", summary: "Publish lib", irreversible: "npm keeps every version." },
      ],
    };

    expect(renderUndoPlan(undo, style)).toBe(`Taking 1.1.0 back, last step first
  ↶ deploy/tag  Delete v1.1.0

What stays, because it is final
  ■ deploy/publish
    npm keeps every version.`);
  });

  it("whether the evidence holds", () => {
    const intact: AuditResult = { scope: "lib", events: 7, releases: 1, head: "sha256:0123456789abcdef", intact: true };

    expect(renderAudit(intact, style)).toBe("✓ lib  7 events of 1 release hold together\n  last sha256:0123456789ab");
    expect(
      renderAudit(
        { ...intact, intact: false, broken: { seq: 3, id: "e3", reason: "Its hash does not match." } },
        style,
      ),
    ).toBe("✗ lib  the evidence does not hold\n  event 3 (e3): Its hash does not match.");
  });

  it("what was examined, with remedies", () => {
    const text = renderDoctor(
      [
        { id: "git/remote", title: "Remote", verdict: "ok", message: "origin answers." },
        { id: "npm/token", title: "Token", verdict: "failed", message: "There is none.", fix: ["npm login"] },
      ],
      style,
    );

    expect(text).toBe(
      "✓ Remote origin answers.\n✗ Token  There is none.\n  › npm login\n\n1 thing must be mended before a release.",
    );
  });

  it("a gate with all that is known of it", () => {
    const text = renderGateStory(
      {
        id: "prepare/approval:qa",
        kind: "approval",
        options: { role: "qa" },
        verdict: "waiting",
        missing: ["1 approval of qa."],
        because: "the law",
        release: "lib-1.1.0-aa",
        decisions: [],
        insight: { written: null, who: { could: [], not: [] }, waivers: [], history: [] },
      },
      style,
    );

    expect(text).toContain("◔ prepare/approval:qa  waiting  of lib-1.1.0-aa");
    expect(text).toContain('options {"role":"qa"}');
    expect(text).toContain("because the law");
  });

  it("what a plugin offers", () => {
    const plugin: PluginInfo = {
      name: "bell",
      summary: "Rings.",
      origin: "/x/bell.js",
      permissions: { hosts: ["bells.example", "env:TOWER_URL"], commands: [], secrets: ["BELL_TOKEN"], paths: [] },
      options: { type: "object", properties: { tone: { type: "string", default: "c", description: "Of the bell." } } },
      actions: [
        {
          name: "ring",
          summary: "Ring once.",
          effect: "C",
          undo: false,
          irreversible: "It was heard.",
          secrets: ["BELL_TOKEN"],
          options: {},
        },
      ],
      gates: ["silence"],
      documents: [],
      checkups: [],
      contributes: ["deploy"],
      hooks: [{ hook: "runClosed", calls: 1, milliseconds: 0.25 }],
    };

    expect(renderPlugins([plugin], style)).toBe("bell  1 action  Rings. (adds to deploy)");
    expect(renderPlugin(plugin, style)).toContain('  tone  Of the bell. default "c"');
    expect(renderPlugin(plugin, style)).toContain(
      "not repeatable: an intent is on record first; final: It was heard.; needs BELL_TOKEN",
    );
    expect(renderPlugin(plugin, style)).toContain("runClosed  1 call  0.3 ms");
    expect(renderPlugin(plugin, style)).toContain(
      "Permissions\n  asks bells.example, the address in TOWER_URL; reads the secret BELL_TOKEN",
    );
    expect(renderPlugin({ ...plugin, permissions: null }, style)).toContain(
      "Permissions\n  none declared: nothing is refused to it",
    );
  });
});
