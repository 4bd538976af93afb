import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isRelspecError, type RelspecError, type VersionFile } from "@relspec/core";
import files from "@relspec/plugin-files";
import { packageFact, plannedPackage, spec } from "@relspec/core/testing";
import { afterEach, describe, expect, test } from "vitest";
import { type Bench, startBench } from "./plugin-bench.ts";

const open: Bench[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

interface Given {
  readonly texts: Readonly<Record<string, string | Uint8Array>>;
  readonly entries: readonly (VersionFile | string)[];
  /** Folder → name and next version; no version: it is not released. */
  readonly packages?: Readonly<Record<string, readonly [name: string, to?: string]>>;
}

async function bench({ texts, entries, packages = { ".": ["lib", "1.3.0"] } }: Given) {
  const all = Object.entries(packages).map(([path, [name, to]]) => ({ path, name, to }));
  const started = await startBench(files, {
    facts: {
      spec: spec({
        version: {
          ...spec().version,
          files: entries.map((each) => (typeof each === "string" ? { path: each } : each)),
        },
      }),
      packages: all.flatMap(({ to, ...each }) => (to === undefined ? [] : [plannedPackage({ ...each, to })])),
      workspace: all.map(({ to, ...each }) => ({ ...packageFact(each), next: to ?? null })),
    },
  });
  open.push(started);
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(started.root, path)), { recursive: true });
    await writeFile(join(started.root, path), text);
  }
  return {
    ...started,
    text: (path: string) => readFile(join(started.root, path), "utf8"),
    write: (path: string, text: string) => writeFile(join(started.root, path), text),
    target: async () => (await started.plan("version", {})).target,
  };
}

async function refusal(work: () => Promise<unknown>): Promise<RelspecError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (isRelspecError(error)) return error;
    throw error;
  }
}

const cargoLock = `# generated
version = 4

[[package]]
name = "serde"
version = "1.2.0"
source = "registry+https://example.com"

[[package]]
name = "tool"
version = "1.2.0" # ours
dependencies = [
 "serde",
]
`;

/** Each file with the versions that change between angle brackets: everything else must stay byte for byte. */
const samples: readonly (readonly [what: string, Readonly<Record<string, string>>, VersionFile | string])[] = [
  [
    "package.json",
    { "package.json": '{\r\n\t"name":"x" ,\r\n\t"version":"<1.2.0>","n":{"version":"9"}\r\n}' },
    "package.json",
  ],
  [
    "package-lock.json",
    {
      "package-lock.json":
        '{"version":"<1.2.0>","packages":{"":{"version":"<1.2.0>"},"node_modules/a":{"version":"1.2.0"}}}',
    },
    "package-lock.json",
  ],
  [
    "pyproject.toml (PEP 621)",
    { "pyproject.toml": "[project] # me\nname = 'x'\nversion   = '<1.2.0>'   # here\n" },
    "pyproject.toml",
  ],
  [
    "pyproject.toml (Poetry), with a byte order mark",
    { "pyproject.toml": '\uFEFF[tool.poetry]\r\nversion = "<1.2.0>"\r\n[tool.black]\r\nversion = "1.2.0"\r\n' },
    "pyproject.toml",
  ],
  [
    "Cargo.toml with the crate's own entry of Cargo.lock",
    {
      "Cargo.toml": '[package]\nname = "tool"\nversion = "<1.2.0>"\n\n[dependencies]\nserde = { version = "1.2.0" }\n',
      "Cargo.lock": cargoLock.replace('"1.2.0" # ours', '"<1.2.0>" # ours'),
    },
    "Cargo.toml",
  ],
  [
    "a cargo workspace's shared version",
    {
      "Cargo.toml": '[workspace]\nmembers = ["a"]\n[workspace.package]\nversion = "<1.2.0>"\n',
      "Cargo.lock": '[[package]]\nname = "a"\nversion = "<1.2.0>"\n[[package]]\nname = "b"\nversion = "0.1.0"\n',
    },
    "Cargo.toml",
  ],
  [
    "pom.xml",
    {
      "pom.xml":
        "<?xml version='1.0'?>\n<!-- <version>0</version> -->\n<project xmlns=\"x\">\n  <parent><version>7</version></parent>\n  <dependencies><dependency><version>1.2.0</version></dependency></dependencies>\n  <version> <1.2.0> </version>\n</project>\n",
    },
    "pom.xml",
  ],
  [
    "a pom.xml that has its parent's version",
    { "m/pom.xml": "<project><parent>\n<version><1.2.0></version></parent><artifactId>m</artifactId></project>" },
    "m/pom.xml",
  ],
  [
    "Chart.yaml",
    {
      "chart/Chart.yaml":
        '# chart\napiVersion: v2\nversion: <1.2.0> # mine\nappVersion: "<1.2.0>"\ndependencies:\n  - { name: pg, version: 1.2.0 }\n',
    },
    "chart/Chart.yaml",
  ],
  ["build.gradle", { "build.gradle": "plugins { id 'x' version '1.2.0' }\n\nversion '<1.2.0>'\n" }, "build.gradle"],
  ["build.gradle.kts", { "build.gradle.kts": 'group = "a"\nversion = "<1.2.0>" // here\n' }, "build.gradle.kts"],
  [
    "gradle.properties",
    { "gradle.properties": "a.version=1.2.0\n# version=1.2.0\nversion = <1.2.0>\r\n" },
    "gradle.properties",
  ],
  [
    "a project of .NET",
    { "a.csproj": "<Project>\n<PropertyGroup><Version><1.2.0></Version></PropertyGroup></Project>" },
    "a.csproj",
  ],
  ["a file that is the version", { VERSION: "v<1.2.0>\n" }, "VERSION"],
  [
    "any JSON, with comments",
    { "a.jsonc": '// 1.2.0\n{"a/b":{"c":["x","app:<1.2.0>",],},}' },
    { path: "a.jsonc", at: "/a~1b/c/1" },
  ],
  [
    "any YAML, in every document of its name",
    { "k.yaml": "image: &i 'acme/app:v<1.2.0>'\nother: *i\n---\nimage: acme/app:<0.9.1-rc.1>   # old\n" },
    { path: "k.yaml", at: "image" },
  ],
  ["any TOML", { "a.toml": 'a.b = { c = ["<1.2.0>"] }\n[a.x]\nc = "1.2.0"\n' }, { path: "a.toml", at: "a.b.c.0" }],
  [
    "any property",
    { "a.properties": "app.version : <1.2.0>\nversion=1.2.0\n" },
    { path: "a.properties", at: "app.version" },
  ],
  [
    "a marked line, or the line after a marker",
    {
      "src/v.c":
        '#define V "<1.2.0>" /* x-relspec-version */\n#define W "1.2.0"\n// x-relspec-version\nchar *v = "v<1.1.9>";\n\nx 1.2.0\n',
    },
    { path: "src/v.c", marker: "x-relspec-version" },
  ],
];
const bare = (text: string) => text.replaceAll(/<(\d[^<>/]*)>/g, "$1");
const written = (text: string, version: string) => text.replaceAll(/<(\d[^<>/]*)>/g, version);
const mapped = (texts: Readonly<Record<string, string>>, of: (text: string) => string) =>
  Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, of(text)]));

describe("the version is written into", () => {
  test.each(samples)("%s, and nothing else is touched", async (_, texts, entry) => {
    const given = await bench({ texts: mapped(texts, bare), entries: [entry] });
    const now = async () =>
      Object.fromEntries(await Promise.all(Object.keys(texts).map(async (path) => [path, await given.text(path)])));
    const target = await given.target();
    expect(await given.check("version", target)).toEqual({ state: "absent" });
    const result = await given.apply("version", target);
    expect(await now()).toEqual(mapped(texts, (text) => written(text, "1.3.0")));
    expect(result).toEqual({ files: expect.arrayContaining(Object.keys(texts)) });
    expect(await given.check("version", target)).toEqual({ state: "present", result });
    await given.apply("version", target);
    await given.undo("version", target, result);
    expect(await now()).toEqual(mapped(texts, bare));
  });

  test("what killed apply has left: one file written, the other not", async () => {
    const given = await bench({ texts: { A: "1.2.0", B: "1.2.0" }, entries: ["A", "B"] });
    const target = await given.target();
    await given.write("A", "1.3.0");
    expect(await given.check("version", target)).toEqual({ state: "absent" });
    await given.apply("version", target);
    expect(await given.text("B")).toBe("1.3.0");
  });

  test("the files of each package, as its own folder says; those of packages that are not released stay", async () => {
    const given = await bench({
      texts: {
        "a/VERSION": "1.0.0",
        "a/inner/VERSION": "1.0.0",
        "b/VERSION": "1.0.0",
        VERSION: "1.0.0",
        "c.txt": "1.0.0",
      },
      entries: ["**/VERSION", { path: "c.txt", package: "inner" }],
      packages: { ".": ["root", "4.0.0"], a: ["a", "2.0.0"], "a/inner": ["inner", "3.0.0"], b: ["b"] },
    });
    await given.apply("version", await given.target());
    expect(
      await Promise.all(
        ["a/VERSION", "a/inner/VERSION", "b/VERSION", "VERSION", "c.txt"].map((path) => given.text(path)),
      ),
    ).toEqual(["2.0.0", "3.0.0", "1.0.0", "4.0.0", "3.0.0"]);
  });
});

describe("a plan is refused, with the file and what to do", () => {
  test.each<readonly [string, Readonly<Record<string, string>>, VersionFile, RegExp, RegExp]>([
    ["a path that is not there", {}, { path: "nope.json" }, /nope\.json is named by .*no such file/, /Mend the path/],
    ["a pattern that nothing fits", {}, { path: "x/*.json" }, /no such file/, /Mend/],
    [
      "a place that is not there",
      { "a.yaml": "app:\n  image: x:1.0.0\n" },
      { path: "a.yaml", at: "image" },
      /nothing at `image`/,
      /app\.image/,
    ],
    [
      "a place that holds no version",
      { "a.yaml": "image: x:latest" },
      { path: "a.yaml", at: "image" },
      /holds no version/,
      /0\.0\.0/,
    ],
    [
      "a marker that is not there",
      { "a.c": "1.0.0" },
      { path: "a.c", marker: "here" },
      /no line with a version .*"here"/,
      /comment/,
    ],
    [
      "a marker with no version near",
      { "a.c": "here\n\n1.0.0" },
      { path: "a.c", marker: "here" },
      /no line with a version/,
      /comment/,
    ],
    ["a kind that is not known", { "a.c": "1.0.0" }, { path: "a.c" }, /no kind whose version is known/, /marker/],
    ["a place in what is no document", { "a.c": "1.0.0" }, { path: "a.c", at: "x" }, /no JSON, YAML/, /marker/],
    [
      "a manifest without a version",
      { "pyproject.toml": "[project]\nname='x'" },
      { path: "pyproject.toml" },
      /holds no version where/,
      /at/,
    ],
    [
      "a pom with a property",
      { "pom.xml": "<project><version>${revision}</version></project>" },
      { path: "pom.xml" },
      /holds no version/,
      /0\.0\.0/,
    ],
    ["broken JSON", { "a.json": "{" }, { path: "a.json" }, /cannot be read: .*line 1/, /Mend/],
    ["broken YAML", { "a.yaml": "a: [\n" }, { path: "a.yaml" }, /cannot be read/, /Mend/],
    ["broken TOML", { "a.toml": "a = \n" }, { path: "a.toml" }, /cannot be read/, /Mend/],
    ["broken XML", { "pom.xml": "<project>" }, { path: "pom.xml" }, /cannot be read/, /Mend/],
    [
      "a package that is not there",
      { VERSION: "1.0.0" },
      { path: "VERSION", package: "x" },
      /"x", which is no package/,
      /lib/,
    ],
  ])("for %s", async (_, texts, entry, message, suggestion) => {
    const given = await bench({ texts, entries: [entry] });
    const error = await refusal(() => given.target());
    expect(error).toMatchObject({
      code: "RS_SPEC_INVALID",
      message: expect.stringMatching(message),
      diagnostics: [{ pointer: "/version/files/0", file: expect.any(String) }],
    });
    expect(error?.suggestions.join(" ")).toMatch(suggestion);
  });

  test("for all that is wrong at once, for a path out of the project, and for what is no text", async () => {
    const two = await bench({ texts: { "a.c": "x" }, entries: ["nope", { path: "a.c", marker: "m" }] });
    expect((await refusal(() => two.target()))?.diagnostics.map(({ pointer }) => pointer)).toEqual([
      "/version/files/0",
      "/version/files/1",
    ]);
    const out = await bench({ texts: {}, entries: ["../x.json"] });
    expect(await refusal(() => out.target())).toMatchObject({ code: "RS_STEP_PATH" });
    const bytes = await bench({ texts: { VERSION: new Uint8Array([0xff, 0xfe, 0x31]) }, entries: ["VERSION"] });
    expect(await refusal(() => bytes.target())).toMatchObject({ message: expect.stringMatching(/not text in UTF-8/) });
  });

  test("for a file outside all packages, until it is said whose it is", async () => {
    const packages = { a: ["a", "2.0.0"], b: ["b", "3.0.0"] } as const;
    const given = await bench({ texts: { VERSION: "1.0.0" }, entries: ["VERSION"], packages });
    expect(await refusal(() => given.target())).toMatchObject({
      message: expect.stringMatching(/folder of no package/),
    });
    const told = await bench({ texts: { VERSION: "1.0.0" }, entries: [{ path: "VERSION", package: "b" }], packages });
    await told.apply("version", await told.target());
    expect(await told.text("VERSION")).toBe("3.0.0");
  });
});

test("a file that someone changed after the plan is a conflict, and is not written over", async () => {
  const given = await bench({ texts: { VERSION: "1.2.0" }, entries: ["VERSION"] });
  const target = await given.target();
  await given.write("VERSION", "9.9.9");
  expect(await given.check("version", target)).toMatchObject({
    state: "conflict",
    reason: expect.stringContaining("9.9.9"),
  });
  await given.write("VERSION", "gone now");
  expect(await refusal(() => given.apply("version", target))).toMatchObject({ code: "RS_STEP_FAILED" });
});

test("hostile files do no harm: keys of prototypes, depth, a megabyte, a marker of pattern characters, replacement patterns", async () => {
  const proto = await bench({
    texts: { "a.json": '{"__proto__":{"version":"1.0.0"},"constructor":{"version":"1.0.0"}}' },
    entries: [{ path: "a.json", at: "__proto__.version" }],
  });
  await proto.apply("version", await proto.target());
  expect(await proto.text("a.json")).toBe('{"__proto__":{"version":"1.3.0"},"constructor":{"version":"1.0.0"}}');
  expect(({} as { version?: string }).version).toBeUndefined();

  const large = `${"1".repeat(1_000_000)}\n${"1.".repeat(500_000)}\nversion=$& .*+? 1.0.0\n`;
  const marked = await bench({ texts: { "a.txt": large }, entries: [{ path: "a.txt", marker: "$& .*+?" }] });
  await marked.apply("version", await marked.target());
  expect((await marked.text("a.txt")).endsWith("version=$& .*+? 1.3.0\n")).toBe(true);

  const deep = await bench({
    texts: { "a.json": `{"a":${"[".repeat(5_000)}${"]".repeat(5_000)},"version":"1.0.0"}` },
    entries: ["a.json"],
  });
  const error = await refusal(async () => deep.apply("version", await deep.target()));
  expect(error === null || error.code === "RS_SPEC_INVALID").toBe(true);
  const bomb = await bench({
    texts: { "a.yaml": `a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\nversion: 1.0.0\n` },
    entries: ["a.yaml"],
  });
  await bomb.apply("version", await bomb.target());
  expect(await bomb.text("a.yaml")).toContain("version: 1.3.0");
});
