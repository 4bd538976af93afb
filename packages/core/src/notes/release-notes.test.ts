import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../model/change.ts";
import type { Hidden, NotesSpec } from "../model/notes-spec.ts";
import { change, notesSpec, plannedPackage } from "../testing/plan-builder.ts";
import { classifyCommit } from "../version/classify-commit.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import { forgeLinks } from "./forge-links.ts";
import { notesOf } from "./notes-of.ts";
import { releaseNotes } from "./release-notes.ts";
import { comesToAnEnd } from "../testing/comes-to-an-end.ts";

const id = (digit: string) => digit.repeat(40);

function changed(message: string, digit = "a"): Change {
  const commit = {
    id: id(digit),
    parents: [],
    author: { name: "Ana", email: "ana@example.com" },
    date: "2026-01-02T03:04:05Z",
    message,
    files: [],
  };
  return classifyCommit(commit, { preset: "relspec", rules: [] });
}

interface Given extends Partial<ReturnType<typeof plannedPackage>> {
  readonly url?: string | null;
  readonly spec?: Partial<NotesSpec>;
  readonly hide?: readonly Hidden[];
  readonly named?: boolean;
}

/** The notes of one package with these changes. */
function notes(
  changes: readonly Change[],
  { url = "https://github.com/acme/lib", spec, hide = [], ...given }: Given = {},
) {
  const { named = false, ...rest } = given;
  const data = notesOf(
    {
      packages: [plannedPackage({ to: "1.1.0", from: "1.0.0", tag: "v1.1.0", previousTag: "v1.0.0", ...rest })],
      changes: changes.map((each) => ({ ...each, packages: [rest.name ?? "lib"] })),
      url,
      date: "2026-01-02T23:30:00-05:00",
    },
    notesSpec(spec),
    hide,
  );
  return releaseNotes(data.packages[0]!, {
    named,
    mentions: spec?.mentions ?? false,
    commits: !hide.includes("commits"),
  });
}

test("tell breaking changes first, then the others by type and scope, with links", () => {
  const changes = [
    changed("docs: hidden", "0"),
    changed("fix: a crash (#12)\n\nCloses #7, PAY-3", "1"),
    changed("feat(web): a button", "2"),
    changed("feat(api): an answer", "3"),
    changed("feat: no scope", "4"),
    changed("perf: quick", "5"),
    changed("revert: feat: old", "6"),
    changed("feat(api)!: cents (#9)\n\nBREAKING CHANGE: amounts are\nin cents now", "7"),
    changed("chore!: drop Node 20", "8"),
  ];
  expect(notes(changes)).toBe(`## [1.1.0](https://github.com/acme/lib/compare/v1.0.0...v1.1.0) (2026-01-03)

### Breaking changes

- drop Node 20 ([8888888](https://github.com/acme/lib/commit/${id("8")}))
- **api:** cents ([7777777](https://github.com/acme/lib/commit/${id("7")}), [#9](https://github.com/acme/lib/issues/9))

  amounts are in cents now

### Features

- no scope ([4444444](https://github.com/acme/lib/commit/${id("4")}))
- **api:** an answer ([3333333](https://github.com/acme/lib/commit/${id("3")}))
- **web:** a button ([2222222](https://github.com/acme/lib/commit/${id("2")}))

### Bug fixes

- a crash ([1111111](https://github.com/acme/lib/commit/${id("1")}), [#12](https://github.com/acme/lib/issues/12), [#7](https://github.com/acme/lib/issues/7), PAY-3)

### Performance

- quick ([5555555](https://github.com/acme/lib/commit/${id("5")}))

### Reverts

- feat: old ([6666666](https://github.com/acme/lib/commit/${id("6")}))
`);
});

test("do without links where there is no address, and name the package where there are several", () => {
  expect(notes([changed("fix: a")], { url: null, named: true, name: "@acme/a" })).toBe(
    "## `@acme/a` 1.1.0 (2026-01-03)\n\n### Bug fixes\n\n- a (aaaaaaa)\n",
  );
});

test("say so when there is nothing to tell", () => {
  expect(notes([], { url: null })).toContain("No changes of its own.");
  expect(notes([], { url: null, from: null, previousTag: null })).toContain("First release.");
});

test("show what a rule of the spec releases", () => {
  expect(notes([change({ type: "docs", subject: "the guide", bump: "patch" })])).toContain(
    "### Other changes\n\n- the guide",
  );
});

test.each([
  ["https://github.com/acme/lib", "/commit/1", "/issues/2", "/compare/a@1...a@2"],
  ["https://codeberg.org/acme/lib", "/commit/1", "/issues/2", "/compare/a@1...a@2"],
  ["https://gitlab.com/acme/sub/lib", "/-/commit/1", "/-/issues/2", "/-/compare/a@1...a@2"],
  ["https://bitbucket.org/acme/lib", "/commits/1", "/issues/2", "/branches/compare/a@2%0Da@1"],
])("link in the form of %s", (url, commit, issue, compare) => {
  const links = forgeLinks(url)!;
  expect([links.commit("1"), links.issue("2"), links.compare("a@1", "a@2")]).toEqual([
    url + commit,
    url + issue,
    url + compare,
  ]);
});

test.each([
  "javascript:alert(1)",
  "https://x/)](https://evil",
  "https://x/<b>",
  "https://u:p@x/y",
  "file:///etc",
  "nonsense",
  "https://x/ y",
])("make no links from %j", (url) => {
  expect(forgeLinks(url)).toBe(null);
});

test("a tag's name cannot end the link it is in", () => {
  expect(notes([], { tag: "v1)](https://evil.example) [x](y", previousTag: "v0 <b>" })).toContain(
    "(https://github.com/acme/lib/compare/v0%20%3Cb%3E...v1%29%5D%28https%3A//evil.example%29%20%5Bx%5D%28y)",
  );
});

describe("commit text is only text", () => {
  test.each([
    ["<img src=x onerror=alert(1)>", "\\<img src=x onerror=alert(1)\\>"],
    ["![spy](https://evil.example/p.png)", "!\\[spy\\](https://evil.example/p.png)"],
    ["[click](javascript:alert(1))", "\\[click\\](javascript:alert(1))"],
    ["# heading", "\\# heading"],
    ["- item", "\\- item"],
    ["1. item", "1\\. item"],
    ["=====", "\\====="],
    ["> quote", "\\> quote"],
    ["thanks @ana and @acme/team", "thanks `@ana` and `@acme/team`"],
    ["bump @types/node to 24", "bump `@types/node` to 24"],
    ["mail ana@example.com", "mail ana@example.com"],
    ["@@ana", "@`@ana`"],
    ["*bold* __dunder__ snake_case ~~gone~~", "\\*bold\\* \\_\\_dunder\\_\\_ snake_case \\~\\~gone\\~\\~"],
    ["use `a < b` and ``x`` `", "use `a < b` and \\`\\`x\\`\\` \\`"],
    ["\\`<b>\\`", "\\\\`<b>\\`"],
    ["&lt;b&gt; & c", "&amp;lt;b&amp;gt; & c"],
    ["{{secrets.A}}", "{{secrets.A}}"],
    ["a | b", "a \\| b"],
    ["\u001b[31mred\u001b[0m \u202egnp.exe", "red gnp.exe"],
    ["one\n# two", "one # two"],
    ["<!-- x", "\\<!-- x"],
  ])("%j", (text, shown) => {
    expect(escapeMarkdown(text)).toBe(shown);
  });

  test("in every part of a change", () => {
    const evil = "<script>alert(1)</script> ![x](y) @ana\n# h";
    const text = notes(
      [change({ scope: evil, subject: evil, breaking: true, breakingNote: evil, references: [evil], type: "feat" })],
      { named: true, name: evil },
    );
    expect(text).not.toMatch(/(?<!\\)<script|(?<!\\)!\[|(?<![\\`])@ana|^# /m);
  });

  test("whatever it is: no raw tag, link, image or line outside of code", () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      "`",
      "``",
      "\\",
      "[",
      "]",
      "(",
      ")",
      "!",
      "@",
      "@a",
      "a",
      " ",
      "#",
      "*",
      "_",
      "&",
      "\n",
      "~",
      "1.",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const shown = escapeMarkdown(pieces.join(""));
        expect(shown).not.toContain("\n");
        // Escapes first, as Markdown reads from the left; then code; what is left must be harmless.
        const left = shown.replace(/\\[!-/:-@[-`{-~]|`[^`]*`/g, " ");
        expect(left).not.toMatch(/[`<>[\]*~]|(?<!\w)@\w/);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a megabyte of it takes a line", () => {
    for (const piece of ["a", "@a ", "`", "\\", "_", "# "]) {
      comesToAnEnd(() => {
        const text = notes([changed(`feat: ${piece.repeat(1_000_000 / piece.length)}`)]);
        expect(text.length).toBeLessThan(2_000);
      });
    }
  });
});
