import { describe, expect, it } from "vitest";
import type { ErrorReport } from "../describe-error.ts";
import { renderError } from "./error.ts";
import { createStyle } from "./style.ts";

const style = createStyle({}, {}, "linux");
const report: ErrorReport = {
  code: "RS_SPEC_INVALID",
  message: "The spec has one error.",
  suggestions: ["Run `relspec validate`.", "Did you mean `plugins`?"],
  ref: "docs/reference/errors.md#rs_spec_invalid",
  details: {},
  diagnostics: [
    {
      severity: "error",
      code: "RS_SPEC_INVALID",
      message: "Unknown key `plugin`.",
      file: "relspec.yaml",
      line: 3,
      column: 1,
      frame: "  2 | name: lib\n> 3 | plugin: {}\n    | ^",
      suggestions: ["Did you mean `plugins`?"],
    },
  ],
};

describe("an error for people", () => {
  it("says what is wrong, where, and what to do, each once", () => {
    expect(renderError(report, style, { verbose: false })).toBe(`✗ RS_SPEC_INVALID
  The spec has one error.

  ✗ relspec.yaml:3:1  RS_SPEC_INVALID
    Unknown key \`plugin\`.

      2 | name: lib
    > 3 | plugin: {}
        | ^

    › Did you mean \`plugins\`?

  › Run \`relspec validate\`.

  relspec explain error RS_SPEC_INVALID`);
  });

  it("shows where it comes from only when asked", () => {
    const thrown = { ...report, stack: "Error: x\n    at y" };

    expect(renderError(thrown, style, { verbose: false })).not.toContain("at y");
    expect(renderError(thrown, style, { verbose: true })).toContain("at y");
  });

  it("prints no terminal sequence and no megabyte that someone put into a name", () => {
    const text = renderError(
      { ...report, message: `\u001b]8;;http://evil\u0007${"x".repeat(1_000_000)}`, suggestions: ["\u001b[2J"] },
      style,
      { verbose: false },
    );

    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text.length).toBeLessThan(25_000);
  });
});
