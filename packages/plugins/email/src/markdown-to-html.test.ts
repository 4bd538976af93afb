import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { markdownToHtml } from "./markdown-to-html.ts";
import { markdownToText } from "./markdown-to-text.ts";
import { comesToAnEnd } from "@relspec/core/testing";

describe("markdownToHtml", () => {
  test.each([
    ["# A\n\n## B & C", "<h2>A</h2>\n<h3>B &amp; C</h3>"],
    ["- one\n- two\n\n- three", "<ul>\n<li>one</li>\n<li>two</li>\n<li>three</li>\n</ul>"],
    ["a\nb\n\nc", "<p>a b</p>\n<p>c</p>"],
    ["- one\nafter", "<ul>\n<li>one</li>\n</ul>\n<p>after</p>"],
    ["`a < b` **bold \\* x** \\*not\\*", "<p><code>a &lt; b</code> <strong>bold * x</strong> *not*</p>"],
    ["[c0ffee](https://example.com/a?b=1&c=2)", '<p><a href="https://example.com/a?b=1&amp;c=2">c0ffee</a></p>'],
    ["&lt;b&gt; &copy;", "<p>&lt;b&gt; &amp;copy;</p>"],
    ["", ""],
  ])("%j", (markdown, html) => expect(markdownToHtml(markdown)).toBe(html));

  test.each([
    "[x](javascript:alert(1))",
    '[x](https://a" onclick="b)',
    "<img src=x onerror=y>",
    "[x](data:text/html,y)",
  ])("%j stays text", (hostile) => expect(markdownToHtml(hostile)).not.toMatch(/<(?!p>|\/p>)/));

  test("whatever it is given, only its own tags come out, each with its end", () => {
    const pieces = fc.constantFrom(
      "<",
      ">",
      '"',
      "'",
      "&",
      "`",
      "**",
      "[",
      "](https://x.y/z)",
      "\\",
      "\n",
      "- ",
      "# ",
      "a",
      " ",
      "<script>",
      "onload=",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const html = markdownToHtml(parts.join(""));
        const rest = html.replace(/<\/?(?:h[2-6]|p|ul|li|code|strong|a)>|<a href="https:\/\/x\.y\/z">/g, "");
        expect(rest).not.toMatch(/[<>"']/);
        for (const tag of ["p", "ul", "li", "code", "strong", "a"]) {
          expect(html.match(new RegExp(`<${tag}[ >]`, "g"))?.length).toBe(
            html.match(new RegExp(`</${tag}>`, "g"))?.length,
          );
        }
      }),
    );
  });

  test("as text it has the words and no marks", () => {
    const notes = "### Features\n\n- **api:** a \\<b\\> `c` &amp; \\*d\\* ([c0ffee](https://example.com/c))\n";
    expect(markdownToText(notes)).toBe("Features\n\n- api: a <b> c & *d* (c0ffee)\n");
  });

  test.each(["[", "`", "**", "[a](https://", "\\", "&lt"])("a megabyte of %j comes to an end", (opening) => {
    expect(comesToAnEnd(() => void markdownToHtml(opening.repeat(1_000_000 / opening.length)))).toBe(true);
  });
});
