import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commentBody, textOfBody } from "./comment-body.ts";

const hostile = "{code}[~admin]!http://x/y.png! h1. \\\\ |a|b| {color:red}x{color} ??x?? {{{mono}}} ----";

describe("a comment for Data Center", () => {
  const wiki = (text: string) => commentBody(text, "data-center") as string;

  test("has no markup that is not escaped", () => {
    const marks = /(?<!\\)[{}[\]!*|^~?+_]/;
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from("{}[]!*|^~?+_\\a -&#\n")) }), (text) => {
        expect(wiki(text)).not.toMatch(marks);
      }),
    );
    expect(wiki(hostile)).not.toMatch(/(?<!\\)[{}[\]|~]/);
  });

  test.each([
    ["# one", "\\# one"],
    ["h1. Title", "h1&#46; Title"],
    ["bq. said", "bq&#46; said"],
    ["a -gone- b", "a \\-gone- b"],
    ["C:\\temp", "C:&#92;temp"],
    ["see https://acme.dev/a_b.", "see https://acme.dev/a_b."],
    ["mark relspec-0123456789abcdef", "mark relspec-0123456789abcdef"],
  ])("writes %j as %j", (text, markup) => expect(wiki(text)).toBe(markup));
});

describe("a comment for Cloud", () => {
  test("is paragraphs of text, with addresses as links", () => {
    expect(commentBody("Released.\nSee https://acme.dev/r/1.\n\n[~admin]", "cloud")).toEqual({
      type: "doc",
      version: 1,
      content: [
        {
          type: "paragraph",
          content: [
            { type: "text", text: "Released." },
            { type: "hardBreak" },
            { type: "text", text: "See " },
            {
              type: "text",
              text: "https://acme.dev/r/1",
              marks: [{ type: "link", attrs: { href: "https://acme.dev/r/1" } }],
            },
            { type: "text", text: "." },
          ],
        },
        { type: "paragraph", content: [{ type: "text", text: "[~admin]" }] },
      ],
    });
  });

  test("holds nothing but text, breaks and links, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { content } = commentBody(`x${text}`, "cloud") as {
          content: { type: string; content: { type: string; text?: string }[] }[];
        };
        for (const { type, content: inner } of content) {
          expect(type).toBe("paragraph");
          for (const each of inner)
            expect(each.type === "hardBreak" || (each.type === "text" && each.text !== "")).toBe(true);
        }
      }),
    );
  });
});

test("text is found in a body of any depth", () => {
  let body: unknown = { type: "text", text: "relspec-0123456789abcdef" };
  for (let depth = 0; depth < 100_000; depth++) body = { content: [body] };
  expect(textOfBody(body)).toContain("relspec-0123456789abcdef");
  expect(textOfBody("wiki relspec-1")).toBe("wiki relspec-1");
  expect(textOfBody(null)).toBe("");
});
