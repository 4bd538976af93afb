import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandGroups, commandTable } from "./command-table.ts";
import { findCommand } from "./find-command.ts";
import { loadCommand } from "./load-command.ts";

const ids = Object.keys(commandTable);

describe("the commands", () => {
  it("are the files below commands/, each in the table and in one group of the overview", () => {
    const files = readdirSync(join(import.meta.dirname, "commands"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => file.replace(/\.ts$/, "").replaceAll(/[\\/]/g, " "));

    expect(ids.toSorted()).toEqual(files.toSorted());
    expect(Object.values(commandGroups).flat().toSorted()).toEqual(ids.toSorted());
  });

  it.each(ids)(
    "%s says what it does, describes every flag and argument, and gives examples that are calls of it",
    async (id) => {
      const command = await loadCommand(id);
      const examples = command.examples as readonly { readonly description: string; readonly command: string }[];
      const described = [
        ...Object.values(command.flags),
        ...Object.values(command.baseFlags),
        ...Object.values(command.args),
      ];

      expect(command.summary).toMatch(/^[A-Z].*\.$/);
      expect(command.description).toMatch(/\.$/);
      expect(
        described.map(({ description }) => description ?? "").filter((text) => !/[.?]$/.test(text) && text.length > 0),
      ).toEqual([]);
      expect(described.every(({ description }) => description !== undefined)).toBe(true);
      expect(examples.length).toBeGreaterThan(0);
      const calls = examples.map(
        (example) => /relspec ([^|>&"]*)/.exec(example.command)?.[1]?.trim().split(/\s+/) ?? [],
      );
      expect(calls.map((call) => findCommand(call, ids))).toEqual(
        calls.map(() => expect.objectContaining({ kind: "command", id })),
      );
      const flags = calls
        .flat()
        .filter((word) => word.startsWith("--"))
        .map((word) => word.slice(2).split("=")[0] ?? "");
      expect(
        flags.filter((flag) => flag !== "json" && !(flag in command.flags) && !(flag in command.baseFlags)),
      ).toEqual([]);
    },
  );

  it.each(ids)("%s never waits for an argument on stdin", async (id) => {
    const { args } = await loadCommand(id);

    expect(Object.values(args).every(({ ignoreStdin }) => ignoreStdin === true)).toBe(true);
  });
});
