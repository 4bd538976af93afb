import { describe, expect, it } from "vitest";
import { guardLog } from "./guard-log.ts";

const actions = { GITHUB_ACTIONS: "true" };
/** What GitHub's runner takes for a command to itself. */
const isCommand = (line: string) =>
  line
    .replaceAll(/\u001b\[[0-9;]*m/g, "")
    .trim()
    .startsWith("::") || line.includes("##[");

describe("what goes to a CI's log", () => {
  it.each([
    "::add-mask::x",
    "  ::set-output name=a::b",
    "ok\n\t::stop-commands::x",
    "\u001b[2m::debug::x",
    "a ##[group]b",
    "::::x",
  ])("gives the runner no command: %j", (text) => {
    expect(text.split("\n").some(isCommand)).toBe(true);
    expect(guardLog(text, actions).split("\n").some(isCommand)).toBe(false);
  });

  it("is left alone elsewhere", () => {
    expect(guardLog("::add-mask::x", {})).toBe("::add-mask::x");
    expect(guardLog("a::b", actions)).toBe("a::b");
  });
});
