import type { RunResult } from "@relspec/core";
import { describe, expect, it } from "vitest";
import { renderRunResult } from "./run-result.ts";
import { createStyle } from "./style.ts";

const style = createStyle({}, {}, "linux");
const released: RunResult = {
  outcome: "released",
  release: { id: "lib-1.1.0-aa", name: "lib", version: "1.1.0" },
  stage: null,
  waitingFor: [],
  steps: { done: 3, adopted: 1, failed: 0, left: 0 },
  notCritical: [],
};

describe("the end of a run", () => {
  it("says that it is released", () => {
    expect(renderRunResult(released, style)).toBe(
      "✓ lib 1.1.0 is released\n  3 steps done, 1 of them found already there",
    );
  });

  it("says what it waits for and how to decide", () => {
    const waiting: RunResult = {
      ...released,
      outcome: "waiting",
      stage: { name: "deploy", environment: "production" },
      waitingFor: [
        { id: "deploy/production/approval:qa", kind: "approval", verdict: "waiting", missing: ["1 approval of qa."] },
      ],
      steps: { done: 1, adopted: 0, failed: 0, left: 2 },
    };

    expect(renderRunResult(waiting, style)).toBe(`◔ lib 1.1.0 waits before deploy/production
  1 step done, 2 left

  ◔ deploy/production/approval:qa
    1 approval of qa.
    › relspec approve deploy/production/approval:qa`);
  });

  it("says what failed, in which step, and what to do", () => {
    const failed: RunResult = {
      ...released,
      outcome: "failed",
      stage: { name: "deploy" },
      steps: { done: 1, adopted: 0, failed: 1, left: 1 },
      notCritical: [
        {
          step: "deploy/email",
          code: "RS_STEP_UNREACHABLE",
          message: "the server is down",
          suggestions: ["relspec run"],
        },
      ],
      error: {
        code: "RS_STEP_FAILED",
        message: "npm said no.",
        suggestions: ["relspec run"],
        step: "deploy/npm/publish:lib",
      },
    };

    expect(renderRunResult(failed, style)).toBe(`✗ lib 1.1.0 stopped in deploy
  1 step done, 1 failed, 1 left
▲ deploy/email did not succeed, and need not: the server is down
  › relspec run

  RS_STEP_FAILED  deploy/npm/publish:lib
  npm said no.
  › relspec run`);
  });

  it("says that there is nothing to release", () => {
    expect(renderRunResult({ ...released, outcome: "nothing-to-release", release: null }, style)).toBe(
      "· Nothing to release",
    );
  });
});
