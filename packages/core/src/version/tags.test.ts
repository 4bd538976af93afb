import { describe, expect, test } from "vitest";
import type { TagFact } from "../plugin/facts.ts";
import { packageFact, spec } from "../testing/plan-builder.ts";
import { basesOf } from "./bases-of.ts";
import { branchOf } from "./branch-of.ts";
import { pastReleases } from "./last-release.ts";
import { tagFormat } from "./tag-name.ts";

const tag = (name: string, merged = true): TagFact => ({ name, commit: `commit of ${name}`, merged });
const version = (tagTemplate?: string) => ({
  version: { ...spec().version, ...(tagTemplate !== undefined && { tag: tagTemplate }) },
});

describe("the name of a tag", () => {
  test("is v1.0.0 for one package and a@1.0.0 for several, unless the spec says otherwise", () => {
    expect(tagFormat(version(), 1).nameOf("lib", "1.0.0")).toBe("v1.0.0");
    expect(tagFormat(version(), 2).nameOf("@acme/a", "1.0.0")).toBe("@acme/a@1.0.0");
    expect(tagFormat(version("{{ package }}/{{ version }}-final"), 2).nameOf("a", "1.0.0")).toBe("a/1.0.0-final");
  });

  test.each(["v1.0", "v1.2.4x", "1.2.3", "vv1.2.3", "v 1.2.3", "V1.2.3", "v01.2.3", "v"])(
    "%s is not a release of v{{version}}",
    (name) => {
      expect(tagFormat(version(), 1).versionIn(name, "lib")).toBe(null);
    },
  );

  test("does not take one package's tag for another's", () => {
    const format = tagFormat(version(), 2);
    expect(format.versionIn("@acme/a@1.0.0", "@acme/a")).toBe("1.0.0");
    expect(format.versionIn("@acme/a@1.0.0", "a")).toBe(null);
    expect(format.versionIn("ab@1.0.0", "a")).toBe(null);
    expect(tagFormat(version("a-{{version}}"), 1).versionIn("a-b-7.0.0", "a")).toBe(null);
  });

  test.each(["release", "{{version}}{{version}}", "v{{version}}-{{branch}}"])("cannot be %j", (template) => {
    expect(() => tagFormat(version(template), 1)).toThrow(expect.objectContaining({ code: "RS_SPEC_INVALID" }));
  });

  test("is not read as a pattern: a package named like one, or `$&`, is a name", () => {
    const format = tagFormat(version("{{package}}@{{version}}"), 2);
    expect(format.nameOf("$&.*", "1.0.0")).toBe("$&.*@1.0.0");
    expect(format.versionIn("x@1.0.0", ".*")).toBe(null);
  });
});

describe("the last release", () => {
  const past = (names: readonly TagFact[], branch: string) =>
    pastReleases(
      "lib",
      names,
      tagFormat(version(), 1),
      branchOf([{ name: "main" }, { name: "beta", prerelease: "beta" }], branch),
    ).last?.version ?? null;

  test("is the highest by version, not by name or order", () => {
    expect(past([tag("v1.9.0"), tag("v1.10.0"), tag("v1.2.0")], "main")).toBe("1.10.0");
  });

  test("is one that the head contains", () => {
    expect(past([tag("v1.0.0"), tag("v2.0.0", false)], "main")).toBe("1.0.0");
  });

  test("is never a prerelease on a release branch", () => {
    expect(past([tag("v1.0.0"), tag("v2.0.0-rc.1")], "main")).toBe("1.0.0");
  });

  test("is a stable version or a prerelease of the same kind on a prerelease branch", () => {
    expect(past([tag("v1.0.0"), tag("v1.1.0-beta.2"), tag("v2.0.0-alpha.1")], "beta")).toBe("1.1.0-beta.2");
    expect(past([tag("v1.1.0"), tag("v1.1.0-beta.2")], "beta")).toBe("1.1.0");
    expect(past([tag("v1.0.0"), tag("v1.1.0-beta2.1")], "beta")).toBe("1.0.0");
  });
});

test("each package has the commit of its own last release as its base", () => {
  const packages = [packageFact({ name: "a", path: "a" }), packageFact({ name: "b", path: "b" })];
  expect(basesOf(packages, spec())([tag("a@1.0.0"), tag("a@1.1.0"), tag("v3.0.0")], "main")).toEqual(
    new Map([
      ["a", "commit of a@1.1.0"],
      ["b", null],
    ]),
  );
});

describe("the role of a branch", () => {
  const branches = [
    { name: "main" },
    { name: "next", channel: "next" },
    { name: "1.x" },
    { name: "old", range: "2.1.x" },
    { name: "beta", prerelease: "beta" },
    { name: "pre/*", prerelease: "pre" },
  ];
  test.each([
    ["main", { type: "release", channel: null }],
    ["next", { type: "release", channel: "next" }],
    ["1.x", { type: "maintenance", channel: "1.x", range: "1.x" }],
    ["old", { type: "maintenance", channel: "2.1.x", range: "2.1.x" }],
    ["beta", { type: "prerelease", channel: "beta", prerelease: "beta" }],
    ["pre/x", { type: "prerelease", channel: "pre", prerelease: "pre" }],
    ["feature", { type: "release", channel: null, named: false }],
    [null, { type: "release", channel: null, named: false }],
  ])("of %s", (name, role) => {
    const { entry: _, ...found } = branchOf(branches, name);
    expect(found).toEqual({ named: true, ...role });
  });
});
