import { describe, expect, it } from "vitest";
import { createStyle } from "./style.ts";

const terminal = { isTTY: true, columns: 72 };
const coloured = (sink: object, env: Record<string, string>) => createStyle(sink, env, "linux").red("x") !== "x";

describe("the style of a stream", () => {
  it("has colours on a terminal and none elsewhere", () => {
    expect(coloured(terminal, { TERM: "xterm" })).toBe(true);
    expect(coloured({}, { TERM: "xterm" })).toBe(false);
    expect(coloured(terminal, { TERM: "dumb" })).toBe(false);
  });

  it("lets NO_COLOR win over FORCE_COLOR, and takes an empty one for none", () => {
    expect(coloured(terminal, { NO_COLOR: "1", FORCE_COLOR: "1" })).toBe(false);
    expect(coloured(terminal, { NO_COLOR: "", TERM: "xterm" })).toBe(true);
    expect(coloured({}, { FORCE_COLOR: "1" })).toBe(true);
    expect(coloured(terminal, { FORCE_COLOR: "0" })).toBe(false);
  });

  it("falls back to plain symbols where others would not show", () => {
    expect(createStyle(terminal, { LANG: "de_DE.ISO-8859-1" }, "linux").symbols.done).toBe("+");
    expect(createStyle(terminal, { TERM: "linux", LANG: "en_US.UTF-8" }, "linux").symbols.done).toBe("+");
    expect(createStyle(terminal, {}, "win32").symbols.done).toBe("+");
    expect(createStyle(terminal, { WT_SESSION: "1" }, "win32").symbols.done).toBe("✓");
    expect(createStyle(terminal, { LANG: "en_US.UTF-8" }, "linux").symbols.done).toBe("✓");
  });

  it("wraps at the terminal's edge, and nowhere without a terminal", () => {
    expect(createStyle(terminal, {}).width).toBe(72);
    expect(createStyle({ columns: 40 }, {}).width).toBe(Number.POSITIVE_INFINITY);
    expect(createStyle({ isTTY: true, columns: 3 }, {}).width).toBe(20);
  });
});
