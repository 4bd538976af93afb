import fc from "fast-check";
import { expect, test } from "vitest";
import { change, notesSpec, plannedPackage } from "../testing/plan-builder.ts";
import { notesOf } from "./notes-of.ts";
import { releaseNotes } from "./release-notes.ts";

const piece = fc.constantFrom(
  ..."- |* |+ |1. |# |## |> |\n|\n\n|\r\n|\u2028|```|````|~~~|`|    |\t|[|](|)|<b>|</ul>|<!--|-->|![|@ana|a|#1|PAY-2|https://x.dev/a|---|===|\\|_|é|\u001b[2J".split(
    "|",
  ),
);
const text = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(""));
const noted = fc.record({
  subject: text,
  scope: text,
  breakingNote: text,
  body: text.map((each) => `How-To: ${each}`),
  name: text,
  breaking: fc.boolean(),
  told: fc.boolean(),
});

test("no text ever breaks out of its list item, and every link is well formed", () => {
  fc.assert(
    fc.property(fc.array(noted, { minLength: 1, maxLength: 4 }), (list) => {
      const changes = list.map(({ name, told, ...each }) =>
        change({
          ...each,
          authors: [{ name, email: name }],
          references: [each.subject],
          ...(told && { file: ".changeset/a.md" }),
        }),
      );
      const data = notesOf(
        { packages: [plannedPackage()], changes, url: "https://github.com/acme/lib", date: "2026-01-31T00:00:00Z" },
        notesSpec({ authors: true }),
      );
      const notes = releaseNotes(data.packages[0]!, { named: false, mentions: false, commits: true });
      const lines = notes.split("\n");

      expect(lines.filter((line) => line.startsWith("- "))).toHaveLength(list.length);
      for (const line of lines.slice(1)) expect(line).toMatch(/^(?:$|- |  |### (?:Breaking changes|Features)$)/);
      // Escapes and code first, as Markdown reads; every link that is left goes where links may go.
      const left = notes.replace(/^ +(`{3,})\n(?:[^]*?\n)?? +\1$/gm, "").replace(/\\[!-/:-@[-`{-~]|`[^`\n]*`/g, " ");
      for (const [, address] of left.matchAll(/\]\(([^)]*)\)/g)) expect(address).toMatch(/^https:\/\/[^\s<>"]+$/);
      expect(left.replace(/<https?:\/\/[^\s<>]+>/g, "")).not.toMatch(/<[a-z/!]|!\[|(?<![a-z0-9])@ana|\u001b/);
    }),
    { numRuns: 1_000 },
  );
});

test("a million characters in every part do no harm", () => {
  for (const part of ["a", "`", "- ", "```\n", "[", "How-To: x\n", "http://", "@a "]) {
    const long = part.repeat(1_000_000 / part.length);
    const each = change({
      subject: long,
      scope: long,
      breaking: true,
      breakingNote: long,
      body: long,
      references: [long],
    });
    const data = notesOf(
      { packages: [plannedPackage()], changes: [each], url: null, date: "2026-01-31T00:00:00Z" },
      notesSpec(),
    );
    const notes = releaseNotes(data.packages[0]!, { named: false, mentions: false, commits: true });
    expect(notes.length).toBeLessThan(60_000);
  }
});
