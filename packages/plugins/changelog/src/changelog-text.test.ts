import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findEntry, fromBytes, insertEntries, removeEntries, toBytes } from "./changelog-text.ts";

const entry = { title: "1.1.0", text: "## [1.1.0] - 2026-01-02\n\n### Added\n\n- a thing\n" };
const insert = (text: string) => insertEntries(text, [entry])?.text;
const older = "## [1.0.0] - 2025-01-01\n\n- begin\n";

describe("an entry goes above all others", () => {
  test.each([
    ["below a header", `# Changelog\n\nWords.\n\n${older}`, `# Changelog\n\nWords.\n\n${entry.text}\n${older}`],
    [
      "below what is unreleased, which stays",
      `# Changelog\n\n## [Unreleased]\n\n### Added\n\n- soon\n\n${older}`,
      `# Changelog\n\n## [Unreleased]\n\n### Added\n\n- soon\n\n${entry.text}\n${older}`,
    ],
    [
      "above the definitions of links, where nothing else is",
      "# Changelog\n\n## Unreleased\n\n[unreleased]: https://example.com\n",
      `# Changelog\n\n## Unreleased\n\n${entry.text}\n[unreleased]: https://example.com\n`,
    ],
    ["at the end of a header", "# Changelog\n", `# Changelog\n\n${entry.text}`],
    ["at the end of a header without a final newline", "# Changelog\n\nWords", `# Changelog\n\nWords\n\n${entry.text}`],
    [
      "where releases are headings of the first level",
      "# [1.0.0](https://x) (2025)\n\n* x\n",
      `${entry.text}\n# [1.0.0](https://x) (2025)\n\n* x\n`,
    ],
    ["where releases are named without brackets", "## v1.0.0 / 2025\n", `${entry.text}\n## v1.0.0 / 2025\n`],
    [
      "not inside a code block",
      "# C\n\n```md\n## [0.1.0]\n```\n\n## 1.0.0\n",
      `# C\n\n\`\`\`md\n## [0.1.0]\n\`\`\`\n\n${entry.text}\n## 1.0.0\n`,
    ],
    [
      "not inside a comment",
      "# C\n\n<!--\n## [0.1.0]\n-->\n\n## 1.0.0\n",
      `# C\n\n<!--\n## [0.1.0]\n-->\n\n${entry.text}\n## 1.0.0\n`,
    ],
  ])("%s", (_, before, after) => expect(insert(before)).toBe(after));

  test("in the file's own line ends", () => {
    expect(insert("# Changelog\r\n\r\n## 1.0.0\r\n")).toBe(
      `# Changelog\r\n\r\n${entry.text.replaceAll("\n", "\r\n")}\r\n## 1.0.0\r\n`,
    );
  });

  test("under a header of its own in an empty file", () => {
    expect(insert("")).toMatch(
      /^# Changelog\n\nAll notable[^]*\n\n## \[1\.1\.0\] - 2026-01-02\n\n### Added\n\n- a thing\n$/,
    );
  });

  test.each([
    ["releases as underlined headings", "1.0.0 / 2025-01-01\n=====\n\n  * begin\n"],
    ["a list", "# Changes\n\n- 1.0.0: begin\n"],
    ["text without a title", "Some words.\n"],
    ["a code block without an end", "# Changelog\n\n```\nwords\n"],
    ["UTF-16", fromBytes(Buffer.from("\ufeff# Changelog\n\n## 1.0.0\n", "utf16le"))],
  ])("and nowhere in %s", (_, before) => expect(insertEntries(before, [entry])).toBeNull());
});

describe("an entry is recognised", () => {
  const written = insert(`# Changelog\n\n${older}\n[1.0.0]: https://example.com\n`)!;

  test("when it is as it was written, whatever an editor did to line ends and the end of the file", () => {
    expect(findEntry(written, entry)).toBe("same");
    expect(findEntry(written.replaceAll("\n", "\r\n"), entry)).toBe("same");
    expect(findEntry(insert("# Changelog\n")!.trimEnd(), entry)).toBe("same");
    expect(findEntry(insert("# Changelog\n\n[x]: y\n")!, entry)).toBe("same");
  });

  test("by its version, and not by one that begins alike", () => {
    expect(findEntry("# Changelog\n\n## [1.1.0-beta.1]\n\n## [11.1.0]\n\n## [1.1.01]\n", entry)).toBe("missing");
    expect(findEntry("# Changelog\n\n```\n## [1.1.0]\n```\n", entry)).toBe("missing");
  });

  test.each([
    "## [1.1.0]\n\nBy hand.\n",
    "## v1.1.0 (2026)\n",
    "# 1.1.0\n",
    "### [1.1.0](https://x)\n",
    written.replace("a thing", "a thing!"),
  ])("as another one in %j", (text) => expect(findEntry(text, entry)).toBe("other"));
});

describe("an entry is taken out again", () => {
  test("and every byte around it is as before, whatever they are", () => {
    const piece = fc.constantFrom(
      "# Changelog\n",
      "# Changelog",
      "\n",
      "\r\n",
      "Words\n",
      older,
      "## [Unreleased]\n",
      "- x\n",
      "[a]: b\n",
      "\u00e4\u00ff",
      "```\n",
      "\ufeff",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const before = pieces.join("");
        const bytes = Buffer.from(before, "utf8");
        const text = fromBytes(bytes);
        const after = insertEntries(text, [entry]);
        if (after === null) return;
        expect(findEntry(after.text, entry)).toBe("same");
        expect(Buffer.from(toBytes(removeEntries(after.text, [entry], after).text))).toEqual(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  test("without knowing how it was put in, between other entries", () => {
    const before = `# Changelog\n\n${older}`;
    expect(removeEntries(insert(before)!, [entry], {})).toEqual({ text: before, left: [] });
  });

  test("unless somebody has changed it", () => {
    const text = insert(`# Changelog\n\n${older}`)!.replace("a thing", "a better thing");
    expect(removeEntries(text, [entry], { lead: "", trail: "\n" })).toEqual({ text, left: ["1.1.0"] });
  });
});

test("a megabyte in one line, and a hundred thousand releases, are only text", () => {
  const long = `# Changelog\n\n${" #[".repeat(400_000)}\n\nx${"`".repeat(1_000_000)}\n\n${" ".repeat(1_000_000)}\n`;
  const many = Array.from({ length: 100_000 }, (_, index) => `## [0.${index}.0]\n\n- x\n\n`).join("");
  // Compared here: what differs is nothing to print.
  expect(insert(long + many) === `${long}${entry.text}\n${many}`).toBe(true);
});
