import { describe, expect, test } from "vitest";
import type { PackageFact } from "../../plugin/facts.ts";
import { packageFact } from "../../testing/plan-builder.ts";
import { isIntentPath } from "./intent.ts";
import { readIntentConfig } from "./intent-config.ts";
import { parseIntent } from "./parse-intent.ts";
import { pendingIntents, readIntents } from "./read-intents.ts";

const packages: readonly PackageFact[] = ["a", "b", "hidden"].map((name) =>
  packageFact({ name, path: `packages/${name}`, private: name === "hidden" }),
);
const file = (path: string, text: string, ...releasedIn: readonly string[]) => ({ path, text, releasedIn });
const intent = (name: string, lines: string, ...releasedIn: readonly string[]) =>
  file(`.changeset/${name}.md`, `---\n${lines}\n---\n\nSomething.\n`, ...releasedIn);
const refused = (message: RegExp) =>
  expect.objectContaining({ code: "RS_SPEC_INTENT", message: expect.stringMatching(message) });

async function pending(
  files: Parameters<typeof readIntents>[0],
  last: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  const folder = await readIntents(files);
  return Object.fromEntries(
    pendingIntents(folder, packages, (name) => last[name] ?? null).map(({ path, releases }) => [
      path,
      Object.fromEntries(releases),
    ]),
  );
}

describe("an intent's file", () => {
  test("holds packages with bumps, and a summary", async () => {
    const text = '\uFEFF\r\n---\r\n"@acme/a": minor\r\nb: none\r\n---\r\n\r\nRefunds.\r\n\r\n---\r\nMore.\r\n';
    const { releases, summary } = await parseIntent(".changeset/x.md", text);
    expect([...releases]).toEqual([
      ["@acme/a", "minor"],
      ["b", "none"],
    ]);
    expect(summary).toBe("Refunds.\n\n---\nMore.");
  });

  test("may name no package", async () => {
    expect((await parseIntent("x.md", "---\n---\n")).releases.size).toBe(0);
  });

  test.each([
    ["", /it is empty/],
    ["Refunds.", /does not begin with a line of `---`/],
    ["---\na: minor\n", /second line of `---` is missing/],
    ["---\na: [\n---\n", /not YAML/],
    ["---\n- a\n---\n", /not a map/],
    ["---\na: huge\n---\n", /"huge" for "a" is not one of major, minor, patch, none/],
    ["---\n3: minor\n---\n", /3 is not the name of a package/],
    ["---\na: minor\na: patch\n---\n", /not YAML/],
    ["---\na: &x minor\nb: *x\n---\n", /not YAML/],
    [`---\n${"a".repeat(100_001)}: minor\n---\n`, /longer than 100000 characters/],
  ])("is refused when it cannot be understood: %j", async (text, message) => {
    await expect(parseIntent(".changeset/x.md", text)).rejects.toEqual(refused(message));
  });

  test("is data: names from prototypes are names, and terminal sequences do not reach the message", async () => {
    const { releases } = await parseIntent("x.md", "---\n__proto__: minor\nconstructor: patch\n---\n");
    expect([...releases.keys()]).toEqual(["__proto__", "constructor"]);
    const error = await parseIntent("x.md", '---\na: "\\e[31mred"\n---\n').catch((thrown: Error) => thrown);
    expect((error as Error).message).not.toContain("\u001b");
  });

  test("is Markdown in the folder, and not what stands there for people and assistants", () => {
    const paths = ["x.md", "pre/x.md", "README.md", "readme.md", "AGENTS.md", ".x.md", "x.txt", "deep/x.md"];
    expect(paths.filter((path) => isIntentPath(`.changeset/${path}`))).toEqual(["x.md", "pre/x.md"]);
  });
});

describe("the configuration of changesets", () => {
  test("is taken for what decides on versions, and the rest is told", () => {
    const config = readIntentConfig(
      JSON.stringify({
        $schema: "x",
        fixed: [["a", "b"]],
        ignore: ["c*"],
        baseBranch: "trunk",
        privatePackages: { version: true },
        updateInternalDependencies: "minor",
        access: "public",
        commit: false,
        odd: 1,
        ___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH: { updateInternalDependents: "always", other: true },
      }),
    );
    expect(config).toMatchObject({
      fixed: [["a", "b"]],
      linked: [],
      ignore: ["c*"],
      baseBranch: "trunk",
      privatePackages: true,
      always: true,
    });
    expect(config.remarks.map((remark) => /`([\w$.]+)/.exec(remark)?.[1])).toEqual([
      "updateInternalDependencies",
      "access",
      "odd",
      "___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH.other",
    ]);
  });

  test.each(["[]", "{", '{"fixed": "a"}', '{"ignore": [1]}'])("is refused when it is %s", (text) => {
    expect(() => readIntentConfig(text)).toThrow(refused(/config\.json cannot be used/));
  });
});

describe("pending intents", () => {
  test("are those whose file was not there at the package's last release", async () => {
    const files = [intent("new", "a: minor"), intent("old", "a: major\nb: patch", "commit-of-a")];
    expect(await pending(files, { a: "commit-of-a", b: "commit-of-b" })).toEqual({
      ".changeset/new.md": { a: "minor" },
      ".changeset/old.md": { b: "patch" },
    });
  });

  test("without a package are pending until a release holds them", async () => {
    expect(await pending([intent("x", "")])).toEqual({ ".changeset/x.md": {} });
    expect(await pending([intent("x", "", "commit-of-a")])).toEqual({});
  });

  test("wait when their packages are left out", async () => {
    const config = file(".changeset/config.json", '{"ignore": ["b"]}');
    expect(await pending([config, intent("x", "b: minor"), intent("y", "hidden: minor")])).toEqual({});
  });

  test("are refused when they name some that are left out and some that are not", async () => {
    const config = file(".changeset/config.json", '{"ignore": ["b"]}');
    await expect(pending([config, intent("x", "a: minor\nb: minor")])).rejects.toEqual(refused(/leaves out \(b\)/));
  });

  test("are refused when they name what is no package", async () => {
    await expect(pending([intent("x", "toString: minor")])).rejects.toEqual(refused(/no package of that name/));
  });

  test("do not hold those that the prereleases going on have used, in either way of keeping them", async () => {
    const pre = (more: object) => file(".changeset/pre.json", JSON.stringify({ mode: "pre", tag: "beta", ...more }));
    const used = [intent("pre/x", "a: minor"), intent("y", "a: patch")];
    expect(await pending([pre({}), ...used])).toEqual({ ".changeset/y.md": { a: "patch" } });
    expect(
      await pending([pre({ initialVersions: { a: "1.0.0" }, changesets: ["y"] }), intent("y", "a: patch")]),
    ).toEqual({});
    const exit = pre({ mode: "exit", changesets: ["y"] });
    expect(Object.keys(await pending([exit, ...used]))).toEqual([".changeset/pre/x.md", ".changeset/y.md"]);
  });

  test.each(['{"mode":"on","tag":"x"}', '{"mode":"pre","tag":"a b"}', '{"mode":"pre","tag":"1"}', "nothing", "null"])(
    "are not read beside a pre.json of %s",
    async (text) => {
      await expect(pending([file(".changeset/pre.json", text)])).rejects.toEqual(refused(/pre\.json cannot be used/));
    },
  );
});
