import { expect, test } from "vitest";
import { change, notesSpec, plannedPackage } from "../testing/plan-builder.ts";
import { cutNotes } from "./cut-notes.ts";
import { notesOf } from "./notes-of.ts";
import { releaseNotes } from "./release-notes.ts";

const changes = Array.from({ length: 10_000 }, (_, at) =>
  change({ id: at.toString(16).padStart(40, "0"), subject: `change ${at}`, type: at % 2 === 0 ? "feat" : "fix" }),
);
const data = notesOf(
  { packages: [plannedPackage()], changes, url: "https://github.com/acme/lib", date: "2026-01-31T00:00:00Z" },
  notesSpec(),
);
const notes = releaseNotes(data.packages[0]!, { named: false, mentions: false, commits: true });

test("ten thousand changes are all told, and cut with a count and a link where a host takes less", () => {
  expect(notes.match(/^- /gm)).toHaveLength(10_000);

  const cut = cutNotes(notes, { limit: 125_000, url: "https://github.com/acme/lib/compare/a...b" });

  expect(cut.length).toBeLessThanOrEqual(125_000);
  expect(cut.length).toBeGreaterThan(124_000);
  const told = cut.match(/^- /gm)!.length;
  expect(
    cut.endsWith(`… and ${10_000 - told} more changes: [all of them](https://github.com/acme/lib/compare/a...b)\n`),
  ).toBe(true);
  // Nothing is cut in the middle.
  expect(notes.startsWith(cut.slice(0, cut.indexOf("\n\n… and")))).toBe(true);
});

test("what fits stays as it is, and what can hold nothing is still within its limit", () => {
  expect(cutNotes("- a\n", { limit: 4 })).toBe("- a\n");
  for (const limit of [0, 1, 10, 40, 80, 300]) expect(cutNotes(notes, { limit }).length).toBeLessThanOrEqual(limit);
});
