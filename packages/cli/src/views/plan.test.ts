import { change, plan, plannedPackage } from "@relspec/core/testing";
import { describe, expect, it } from "vitest";
import { widthOf } from "./layout.ts";
import { renderPlan } from "./plan.ts";
import { createStyle } from "./style.ts";

const wide = createStyle({}, {}, "linux");

const whole = plan({
  packages: [
    plannedPackage({ name: "@acme/a" }),
    plannedPackage({
      name: "@acme/b",
      from: null,
      to: "1.0.0",
      bump: null,
      reasons: [{ commit: null, rule: "depends on @acme/a" }],
    }),
  ],
  stages: [
    { name: "build", steps: [{ id: "build/npm/pack:a", summary: "Pack @acme/a 1.1.0" }] },
    {
      name: "prepare",
      gates: [
        {
          id: "prepare/approval:product-manager",
          missing: ["1 approval of product-manager."],
          because: "clients rely on it",
        },
      ],
    },
    {
      name: "deploy",
      environment: "production",
      steps: [
        {
          id: "deploy/production/npm/publish:a",
          summary: "Publish @acme/a",
          knownAfter: { integrity: "build/npm/pack:a" },
          irreversible: "npm never gives a version back.",
        },
        { id: "deploy/production/git/tag", summary: "Push the tag v1.1.0", state: "done" },
      ],
    },
    { name: "assess" },
  ],
  messages: [
    {
      audience: "clients",
      moment: "live",
      announcer: "email",
      to: ["a@example.com", "b@example.com", "c@example.com", "d@example.com"],
      subject: "lib 1.1.0",
      step: "deploy/production/email",
    },
  ],
  warnings: [{ code: "RS_PLAN_TREE", message: "No remote is set.", suggestions: ["git remote add origin URL"] }],
});

describe("a plan for people", () => {
  it("shows what, why, in which order, and what stands in the way", () => {
    expect(renderPlan(whole, wide)).toBe(`lib 1.1.0  after 1.0.0 · minor
c0ffee000 on main · plan ${whole.digest.slice(0, 19)}

Packages
  @acme/a  1.0.0 → 1.1.0  minor  feat: add a thing (c0ffee000)
  @acme/b  new → 1.0.0           depends on @acme/a

Notes
  ### Features
  - add a thing

build
  ○ npm/pack:a  Pack @acme/a 1.1.0

prepare
  ◔ gate approval:product-manager  waiting
      1 approval of product-manager.
      because clients rely on it

deploy/production
  ○ npm/publish:a  Publish @acme/a ■ final (integrity known after build/npm/pack:a)
  ✓ git/tag        Push the tag v1.1.0 (already there)

Messages
  clients  when live, by email  a@example.com, b@example.com, c@example.com and 1 more: lib 1.1.0

Warnings
  ▲ No remote is set.
    › git remote add origin URL

2 steps to do, 1 of them final (■).  › relspec run`);
  });

  it("says that there is nothing to release, and where the reasons are", () => {
    const nothing = plan({
      outcome: "nothing-to-release",
      release: null,
      packages: [],
      changes: [change({ type: "docs" })],
    });

    expect(renderPlan(nothing, wide)).toMatch(
      /nothing to release\n.*1 change since the last release, none asks for one\n\n.*relspec explain version/,
    );
  });

  it("warns that a run will refuse where something else is in the way", () => {
    const blocked = plan({
      stages: [
        {
          name: "deploy",
          steps: [{ id: "deploy/git/tag", state: "conflict", stateReason: "v1.1.0 stands on another commit." }],
        },
      ],
    });

    expect(renderPlan(blocked, wide)).toMatch(/✗ git\/tag .*v1\.1\.0 stands on another commit\./);
    expect(renderPlan(blocked, wide)).toContain("1 conflict: `relspec run` will refuse.");
  });

  it("says what the plugins of its steps may do, and which says nothing of it", () => {
    const declared = { hosts: [], commands: ["git"], secrets: [], paths: [".changeset/**"] };
    const permissions = [
      { plugin: "git", declared },
      { plugin: "bell", declared: null },
    ];

    expect(renderPlan({ ...whole, permissions }, wide)).toContain(
      "Permissions\n  git   runs git; writes .changeset/**\n  bell  ▲ none declared: nothing is refused to it\n\nWarnings",
    );
  });

  it("cuts long notes short and says how to read them", () => {
    const long = plan({ notes: Array.from({ length: 30 }, (_, at) => `- change ${at}`).join("\n") });

    expect(renderPlan(long, wide)).toContain("18 more lines: relspec notes");
  });

  it("shows hostile text as text, in little room", () => {
    const evil =
      "\u001b[2J\u001b]0;pwned\u0007feat: \u202egnp.exe\r\n::add-mask::x {{secrets.TOKEN}} $(rm -rf /)\u0000";
    const hostile = plan({
      packages: [plannedPackage({ name: evil, reasons: [{ commit: change().id, rule: evil }] })],
      changes: [change({ header: evil + "x".repeat(1_000_000) })],
      notes: `${evil}\n${"y".repeat(1_000_000)}`,
      stages: [
        {
          name: "build",
          steps: [{ id: `build/${evil}`, summary: evil }],
          gates: [{ id: `build/${evil}`, missing: [evil] }],
        },
      ],
      warnings: [{ code: "RS_PLAN_TREE", message: evil, suggestions: [evil] }],
    });
    const text = renderPlan(hostile, wide);

    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(text.length).toBeLessThan(5000);
    expect(text).toContain("{{secrets.TOKEN}} $(rm -rf /)");
  });

  it.each([40, 60, 100])("keeps to %i columns", (size) => {
    const lines = renderPlan(whole, createStyle({ isTTY: true, columns: size }, { NO_COLOR: "1" }, "linux")).split(
      "\n",
    );

    expect(lines.filter((line) => widthOf(line) > size && line.trim().includes(" ") && !/\S{24,}/.test(line))).toEqual(
      [],
    );
  });
});
