import { describe, expect, it } from "vitest";
import { annotation, annotationsOf } from "./annotations.ts";
import { escapeMarkdown } from "./job-summary.ts";
import { annotationsOfRun, summarizeRun } from "./report-run.ts";

const base = { code: "RS_SPEC_INVALID", message: "One error.", suggestions: [], ref: "", details: {}, diagnostics: [] };

describe("annotations for GitHub", () => {
  it("stand at the place of each finding", () => {
    const report = {
      ...base,
      diagnostics: [
        {
          severity: "error" as const,
          code: "RS_SPEC_INVALID",
          message: "Unknown key `a`.",
          file: "relspec.yaml",
          line: 3,
          column: 2,
          suggestions: [],
        },
      ],
    };

    expect(annotationsOf(report)).toEqual([
      "::error file=relspec.yaml,line=3,col=2,title=RS_SPEC_INVALID::Unknown key `a`.\n",
    ]);
    expect(annotationsOf(base)).toEqual(["::error title=RS_SPEC_INVALID::One error.\n"]);
  });

  it("are one command each, whatever the text says", () => {
    const evil = "100%\n::add-mask::x\r\n::stop-commands::y";

    expect(annotation("error", evil, { title: "a,line=9::b\n::warning::" })).toMatch(
      /^::error title=a%2Cline=9%3A%3Ab %3A%3Awarning%3A%3A::100%25[^\n]*\n$/,
    );
  });

  it("say what a run waits for and what failed", () => {
    const result = {
      outcome: "failed" as const,
      release: { id: "x", name: "lib", version: "1.0.0" },
      stage: null,
      waitingFor: [
        { id: "prepare/approval:qa", kind: "approval", verdict: "waiting" as const, missing: ["1 approval of qa."] },
      ],
      steps: { done: 0, adopted: 0, failed: 1, left: 0 },
      notCritical: [],
      error: { code: "RS_STEP_FAILED", message: "No.", suggestions: [], step: "deploy/publish" },
    };

    expect(annotationsOfRun(result)).toEqual([
      "::error title=RS_STEP_FAILED deploy/publish::No.\n",
      "::notice title=Waits for prepare/approval%3Aqa::1 approval of qa.\n",
    ]);
    expect(summarizeRun(result)).toContain("## lib 1\\.0\\.0: failed");
  });
});

describe("Markdown from outside", () => {
  it("shows and does nothing else", () => {
    expect(escapeMarkdown("[x](javascript:y) <img src=z> | *a* @team")).toBe(
      "\\[x\\]\\(javascript:y\\) &lt;img src=z\\> \\| \\*a\\* \\@team",
    );
  });
});
