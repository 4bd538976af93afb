import type { Event, EventType, JsonObject, Plan } from "@relspec/core";
import { plan, somebody } from "@relspec/core/testing";
import { describe, expect, it } from "vitest";
import { createStyle } from "../views/style.ts";
import { followRun } from "./follow-run.ts";
import { renderActive } from "./live-screen.ts";
import { plainScreen } from "./plain-screen.ts";

const style = createStyle({}, {}, "linux");
const release: Plan = plan({
  stages: [
    { name: "deploy", environment: "production", steps: [{ id: "deploy/production/publish", summary: "Publish lib" }] },
  ],
});

function event(type: EventType, data: JsonObject): { readonly kind: "event"; readonly event: Event } {
  return {
    kind: "event",
    event: {
      type,
      data,
      release: "lib-1.1.0",
      at: "2026-01-02T03:04:05Z",
      actor: somebody,
      seq: 1,
      id: "e",
      key: "k",
      prev: null,
      hash: "h",
    },
  };
}

function watch(env: Record<string, string> = {}) {
  let now = 0;
  const out: string[] = [];
  const screen = plainScreen({ write: (text) => out.push(text) }, env, () => new Date(1_700_000_000_000));
  const notice = followRun({ screen, style, plan: null, logs: true, clock: () => now });
  return { notice, screen, text: () => out.join(""), pass: (milliseconds: number) => (now += milliseconds) };
}

function deploy(run: ReturnType<typeof watch>) {
  run.notice(event("release.opened", { plan: release as unknown as JsonObject, attempt: 1 }));
  run.notice(event("stage.started", { stage: "deploy", environment: "production" }));
  run.notice({ kind: "step", step: "deploy/production/publish", phase: "applying" });
  run.notice({ kind: "log", line: "npm notice \u001b[31m12 kB\u001b[0m", step: "deploy/production/publish" });
  run.pass(1500);
  run.notice(event("step.done", { step: "deploy/production/publish", result: null, adopted: false }));
  run.notice(event("stage.done", { stage: "deploy", environment: "production" }));
  run.screen.end();
}

describe("following a run", () => {
  it("prints a line for each thing that happened, with how long it took", () => {
    const run = watch();
    deploy(run);

    expect(run.text()).toBe(`lib 1.1.0  opened by Ana · plan ${release.digest.slice(0, 19)}

deploy/production
      npm notice 12 kB
  ✓ publish  Publish lib  1.5 s
`);
  });

  it("folds each stage in GitHub's log, and lets nothing in it be a command", () => {
    const run = watch({ GITHUB_ACTIONS: "true" });
    run.notice(event("stage.started", { stage: "build" }));
    run.notice({ kind: "log", line: "::add-mask::x" });
    run.notice(event("stage.done", { stage: "build" }));
    run.screen.end();

    expect(
      run
        .text()
        .split("\n")
        .filter((line) => line.trim().startsWith("::")),
    ).toEqual(["::group::build", "::endgroup::"]);
  });

  it("folds each stage in GitLab's log", () => {
    const run = watch({ GITLAB_CI: "true" });
    deploy(run);

    expect(run.text()).toContain(
      "\u001b[0Ksection_start:1700000000:relspec_deploy_production\r\u001b[0Kdeploy/production\n",
    );
    expect(run.text()).toContain("\u001b[0Ksection_end:1700000000:relspec_deploy_production\r\u001b[0K\n");
  });

  it("says what failed, what is tried again, and what stays closed", () => {
    const run = watch();
    run.notice(event("stage.started", { stage: "prepare" }));
    run.notice(
      event("gate.evaluated", {
        gate: "prepare/approval:qa",
        verdict: "waiting",
        missing: ["1 approval of qa."],
        evidence: null,
      }),
    );
    run.notice(
      event("step.failed", { step: "prepare/notes", try: 1, code: "RS_STEP_FAILED", message: "No.", critical: true }),
    );
    run.notice({ kind: "step", step: "prepare/notes", phase: "retrying", detail: "in 2 s" });

    expect(run.text()).toContain("  ◔ gate approval:qa  waiting\n      1 approval of qa.\n");
    expect(run.text()).toContain("  ✗ notes  try 1\n      RS_STEP_FAILED No.\n");
    expect(run.text()).toContain("tries again: in 2 s");
  });

  it("closes what it opened when the run ends in the middle of a stage", () => {
    const run = watch({ GITHUB_ACTIONS: "true" });
    run.notice(event("stage.started", { stage: "build" }));
    run.screen.end();

    expect(run.text()).toContain("::endgroup::\n");
  });
});

describe("the moving part on a terminal", () => {
  it("shows each step under way on one line of its own, however long its words", () => {
    const terminal = createStyle({ isTTY: true, columns: 40 }, { NO_COLOR: "1" }, "linux");
    const text = renderActive(
      [
        { id: "deploy/production/publish", phase: "checking", since: 0, line: "x".repeat(300) },
        { id: "b", phase: "applying", since: 0, line: "" },
      ],
      release,
      2500,
      terminal,
    );

    expect(text.split("\n")).toHaveLength(2);
    expect(text.split("\n").every((line) => line.length < 40)).toBe(true);
    expect(text).toMatch(/Publish lib {2}checking 2 s x+…/);
  });
});
