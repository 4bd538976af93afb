import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandTable } from "../command-table.ts";
import { completionScript } from "./completion-script.ts";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "relspec-completion-"));
  writeFileSync(join(folder, "relspec.bash"), await completionScript("bash"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What bash itself offers after these words. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _relspec; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", script, "bash", join(folder, "relspec.bash"), "relspec", ...words], {
    encoding: "utf8",
  })
    .trim()
    .split("\n");
}

describe("completion in bash", () => {
  it("offers commands, the second words of topics, and flags", () => {
    expect(offered("pl")).toEqual(["plan", "plugins"]);
    expect(offered("explain", "")).toEqual(["version", "gate", "error", "key"]);
    expect(offered("plan", "--o")).toEqual(["--out"]);
    expect(offered("audit", "verify", "--js")).toEqual(["--json"]);
  });
});

describe.each(["zsh", "fish"] as const)("completion in %s", (shell) => {
  it("names every command", async () => {
    const script = await completionScript(shell);

    expect(
      Object.keys(commandTable)
        .flatMap((id) => id.split(" "))
        .filter((word) => !script.includes(word)),
    ).toEqual([]);
  });
});
