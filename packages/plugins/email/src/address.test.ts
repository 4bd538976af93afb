import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAddress } from "./address.ts";
import { bodyText, headerText } from "./plain-text.ts";

describe("parseAddress", () => {
  test.each([
    ["a@example.com", { name: "", address: "a@example.com" }],
    [" a.b+c@sub.example.com ", { name: "", address: "a.b+c@sub.example.com" }],
    ["Ana Example <ana@example.com>", { name: "Ana Example", address: "ana@example.com" }],
    ['"Example, Ana" <ana@example.com>', { name: "Example, Ana", address: "ana@example.com" }],
    ["<ana@example.com>", { name: "", address: "ana@example.com" }],
    ["Zoë <zoë@exämple.com>", { name: "Zoë", address: "zoë@exämple.com" }],
  ])("reads %j", (text, address) => expect(parseAddress(text)).toEqual(address));

  test("what it takes holds nothing that could end a line, an address or a list", () => {
    const ends = ["<", ">", " ", "\r\n", "\n", "\u2028", "\0", ",", ";", ":", '"', "\u202e", "@"];
    const word = fc
      .array(fc.constantFrom("a", "b.c", "é", ...ends), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join(""));
    const address = fc.tuple(word, word).map((sides) => sides.join("@"));
    const written = fc.oneof(
      address,
      fc.tuple(word, address).map(([name, each]) => `${name} <${each}>`),
    );
    let taken = 0;
    fc.assert(
      fc.property(written, (text) => {
        let parsed;
        try {
          parsed = parseAddress(text);
        } catch {
          return;
        }
        taken += 1;
        expect(parsed.address).toMatch(/^[^\s<>,;:"\p{Cc}\p{Cf}@]+@[^\s<>,;:"\p{Cc}\p{Cf}@]+$/u);
        expect(parsed.name).not.toMatch(/[<>\p{Cc}\u2028]/u);
      }),
      { numRuns: 5_000 },
    );
    expect(taken).toBeGreaterThan(20);
  });
});

describe("text of mails", () => {
  test("a header is one line of a bounded length", () => {
    expect(headerText("a\r\nBcc: b\u0000\u2028c\u202ed")).toBe("a Bcc: b c d");
    expect(headerText("é".repeat(1_000_000))).toHaveLength(300);
    expect(headerText("😀".repeat(1_000), 10)).toBe("😀😀😀😀…");
  });

  test("a body keeps its lines and loses its controls", () => {
    expect(bodyText("a\r\nb\rc\td\u001b[31m\u0000\u202e\ud800")).toBe("a\nb\nc\td[31m\ufffd");
  });
});
