import { isRelspecError } from "@relspec/core";
import { describe, expect, it } from "vitest";
import { findCommand } from "./find-command.ts";

const ids = ["plan", "run", "audit verify", "explain error", "explain key"];

function refusal(argv: readonly string[]) {
  try {
    findCommand(argv, ids);
  } catch (error) {
    if (isRelspecError(error)) return { code: error.code, message: error.message, suggestions: error.suggestions };
    throw error;
  }
  throw new Error("was not refused");
}

describe("finding the command", () => {
  it.each([
    [["plan"], { kind: "command", id: "plan", argv: [] }],
    [["plan", "--json", "--at", "x"], { kind: "command", id: "plan", argv: ["--json", "--at", "x"] }],
    [["audit", "verify", "--json"], { kind: "command", id: "audit verify", argv: ["--json"] }],
    [["run", "--", "--help"], { kind: "command", id: "run", argv: ["--", "--help"] }],
    [[], { kind: "help" }],
    [["--help"], { kind: "help" }],
    [["help"], { kind: "help" }],
    [["plan", "--out", "x", "-h"], { kind: "help", id: "plan" }],
    [["help", "explain", "key"], { kind: "help", id: "explain key" }],
    [["explain"], { kind: "help", id: "explain" }],
    [["explain", "--help"], { kind: "help", id: "explain" }],
    [["--version", "--json"], { kind: "version" }],
  ])("reads %j", (argv, call) => {
    expect(findCommand(argv, ids)).toEqual(call);
  });

  it("says what was probably meant", () => {
    expect(refusal(["plna"]).suggestions).toContain("Did you mean `relspec plan`?");
    expect(refusal(["explain", "erorr", "X"]).suggestions).toContain("Did you mean `relspec explain error`?");
    expect(refusal(["audti"]).suggestions).toContain("Did you mean `relspec audit`?");
    expect(refusal(["audit", "--json"]).code).toBe("RS_USAGE");
  });

  it("asks for the command first", () => {
    expect(refusal(["--json", "plan"])).toMatchObject({
      code: "RS_USAGE",
      message: "`--json` stands before the command.",
    });
  });

  it("takes a name of an object's own members for what it is", () => {
    expect(refusal(["constructor"]).code).toBe("RS_USAGE");
    expect(refusal(["__proto__"]).code).toBe("RS_USAGE");
  });

  it("is not slowed down by a word of a megabyte", () => {
    expect(refusal(["x".repeat(1_000_000)]).suggestions).toEqual(["Run `relspec --help` for all commands."]);
  });
});
