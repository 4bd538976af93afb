import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject, PlanningFacts } from "@relspec/core";
import changelog from "@relspec/plugin-changelog";
import { change, plan, plannedPackage, planningFacts, spec } from "@relspec/core/testing";
import { afterEach, describe, expect, test } from "vitest";
import { type Bench, startBench } from "./plugin-bench.ts";

const benches: Bench[] = [];
afterEach(async () => {
  for (const each of benches.splice(0)) await each.close();
});
async function start(options: JsonObject = {}, facts: Partial<PlanningFacts> = {}): Promise<Bench> {
  const bench = await startBench(changelog, { options, facts });
  benches.push(bench);
  return bench;
}
const read = (bench: Bench, file = "CHANGELOG.md") => readFile(join(bench.root, file), "utf8");
const put = (bench: Bench, text: string | Uint8Array, file = "CHANGELOG.md") => writeFile(join(bench.root, file), text);
const missing = (bench: Bench, file = "CHANGELOG.md") =>
  expect(read(bench, file)).rejects.toMatchObject({ code: "ENOENT" });

const section = "## [1.1.0] - 2026-01-02\n\n### Added\n\n- add a thing\n";
const money = plannedPackage({ name: "@acme/money", path: "packages/money", tag: "@acme/money@1.1.0" });
const invoice = plannedPackage({
  name: "@acme/invoice",
  path: "packages/invoice",
  to: "2.0.1",
  tag: "@acme/invoice@2.0.1",
});
const workspace = {
  packages: [money, invoice],
  changes: [
    change({ packages: ["@acme/money"] }),
    change({ type: "fix", subject: "mend", packages: ["@acme/invoice"] }),
  ],
};

describe("changelog/write", () => {
  test("makes the file, recognises its work, and takes it away again", async () => {
    const bench = await start();
    const { target, summary } = await bench.plan("write", {});
    expect(summary).toBe("write 1.1.0 to CHANGELOG.md");
    expect(await bench.check("write", target)).toEqual({ state: "absent" });

    const result = await bench.apply("write", target);

    expect(await read(bench)).toContain(`(https://semver.org/spec/v2.0.0.html).\n\n${section}`);
    expect(result).toMatchObject({ file: "CHANGELOG.md", created: true });
    expect(await bench.check("write", target)).toEqual({ state: "present", result: { file: "CHANGELOG.md" } });
    expect(await bench.apply("write", target)).toEqual({ file: "CHANGELOG.md" });
    expect((await read(bench)).split(section)).toHaveLength(2);
    await bench.undo("write", target, result);
    await missing(bench);
    await bench.undo("write", target, result);
  });

  test("keeps every byte of what is there, also those that are no UTF-8", async () => {
    const bench = await start();
    const before = Buffer.from("# Changelog\r\n\r\nCaf\xe9 \xff\xfe\r\n\r\n## 1.0.0\r\n\r\nno end", "latin1");
    await put(bench, before);
    const { target } = await bench.plan("write", {});
    const result = await bench.apply("write", target);

    const after = await readFile(join(bench.root, "CHANGELOG.md"));
    const at = after.indexOf("## [1.1.0]");
    const own = Buffer.from(`${section.replaceAll("\n", "\r\n")}\r\n`);
    expect(after.subarray(at, at + own.length)).toEqual(own);
    expect(Buffer.concat([after.subarray(0, at), after.subarray(at + own.length)])).toEqual(before);
    await bench.undo("write", target, result);
    expect(await readFile(join(bench.root, "CHANGELOG.md"))).toEqual(before);
  });

  test("holds text in other scripts, as the commits have it", async () => {
    const bench = await start({}, { changes: [change({ subject: "größere Bäume 木 🌳" })] });
    await put(bench, "# Änderungen\n\n## [1.0.0]\n");
    const { target } = await bench.plan("write", {});
    await bench.apply("write", target);
    expect(await read(bench)).toBe(
      "# Änderungen\n\n## [1.1.0] - 2026-01-02\n\n### Added\n\n- größere Bäume 木 🌳\n\n## [1.0.0]\n",
    );
    expect(await bench.check("write", target)).toMatchObject({ state: "present" });
  });

  test("stands back from another text for the same version", async () => {
    const bench = await start();
    await put(bench, "# Changelog\n\n## [1.1.0] - 2026-01-02\n\nWritten by hand.\n");
    expect(await bench.check("write", (await bench.plan("write", {})).target)).toEqual({
      state: "conflict",
      reason: 'CHANGELOG.md has a section "1.1.0" already, with another text than the one planned.',
      suggestions: ['Remove the section "1.1.0" from CHANGELOG.md and commit that.'],
    });
  });

  test("stands back from a file that is laid out in another way, and leaves it", async () => {
    const bench = await start();
    await put(bench, "1.0.0\n=====\n\n  * begin\n");
    const { target } = await bench.plan("write", {});
    expect(await bench.check("write", target)).toMatchObject({
      state: "conflict",
      reason: expect.stringContaining("not laid out"),
    });
    await expect(bench.apply("write", target)).rejects.toMatchObject({ code: "RS_PLAN_CONFLICT" });
    expect(await read(bench)).toBe("1.0.0\n=====\n\n  * begin\n");
  });

  test("leaves a section that somebody has changed, when the release is taken back", async () => {
    const bench = await start();
    await put(bench, "# Changelog\n");
    const { target } = await bench.plan("write", {});
    const result = await bench.apply("write", target);
    const edited = (await read(bench)).replace("add a thing", "add a better thing");
    await put(bench, edited);
    await bench.undo("write", target, result);
    expect(await read(bench)).toBe(edited);
    expect(bench.log.join("\n")).toContain('The section "1.1.0" stays in CHANGELOG.md');
  });

  test("takes what people wrote into commits as text and nothing else", async () => {
    const hostile = [
      "## [1.1.0]",
      "{{secrets.X}}",
      "$(touch pwned)",
      "\u001b[31mred",
      "<img src=x>",
      "-->",
      "```",
      `${"x".repeat(1_000_000)}\n## [9.9.9]`,
      "[a]: https://example.com",
    ];
    const bench = await start({}, { changes: hostile.map((subject) => change({ subject, type: "fix" })) });
    await put(bench, "# Changelog\n\n## [1.0.0]\n");
    const { target } = await bench.plan("write", {});
    await bench.apply("write", target);
    const text = await read(bench);
    expect(text.match(/^#.*$/gm)).toEqual(["# Changelog", "## [1.1.0] - 2026-01-02", "### Fixed", "## [1.0.0]"]);
    expect(text).not.toContain("\u001b");
    expect(text).not.toMatch(/(?<!\\)<img/);
    expect(text.length).toBeLessThan(10_000);
    expect(await bench.check("write", target)).toMatchObject({ state: "present" });
  });

  test("never leaves the project, and says why a place cannot be written", async () => {
    const bench = await start({ file: "../outside.md" });
    const { target } = await bench.plan("write", {});
    await expect(bench.check("write", target)).rejects.toMatchObject({ code: "RS_STEP_PATH" });
    await expect(bench.apply("write", target)).rejects.toMatchObject({ code: "RS_STEP_PATH" });
    const other = await start();
    await symlink("/etc", join(other.root, "away"));
    await mkdir(join(other.root, "folder"));
    for (const file of ["away/CHANGELOG.md", "folder", ".git/hooks/pre-push"]) {
      const { target: at } = await other.plan("write", { file });
      await expect(other.apply("write", at)).rejects.toMatchObject({
        code: expect.stringMatching(/RS_STEP_(PATH|FAILED)/),
      });
    }
  });

  test("gives the same target wherever it is planned", async () => {
    const [one, two] = await Promise.all([start({}, workspace), start({}, workspace)]);
    await put(two, "# Changelog\n");
    expect(await one.plan("write", {})).toEqual(await two.plan("write", {}));
  });
});

describe("in a workspace", () => {
  test("one file has a section for each package, named as its tag", async () => {
    const bench = await start({}, workspace);
    const { target, summary } = await bench.plan("write", {});
    await bench.apply("write", target);
    expect(summary).toBe("write @acme/money@1.1.0, @acme/invoice@2.0.1 to CHANGELOG.md");
    expect((await read(bench)).match(/^#+ .*$/gm)).toEqual([
      "# Changelog",
      "## [@acme/money@1.1.0] - 2026-01-02",
      "### Added",
      "## [@acme/invoice@2.0.1] - 2026-01-02",
      "### Fixed",
    ]);
    expect(await bench.check("write", target)).toMatchObject({ state: "present" });
  });

  test("packages that happen to reach one version after the other do not collide", async () => {
    const facts = (name: string) => ({
      ...workspace,
      packages: [plannedPackage({ name, tag: `${name}@1.1.0` })],
      workspace: planningFacts(workspace).workspace,
    });
    const first = await start({}, facts("@acme/money"));
    await first.apply("write", (await first.plan("write", {})).target);
    const second = await start({}, facts("@acme/invoice"));
    await put(second, await read(first));
    const { target } = await second.plan("write", {});
    expect(await second.check("write", target)).toEqual({ state: "absent" });
    await second.apply("write", target);
    expect((await read(second)).match(/^## .*$/gm)).toEqual([
      "## [@acme/invoice@1.1.0] - 2026-01-02",
      "## [@acme/money@1.1.0] - 2026-01-02",
    ]);
  });

  test("packages that share their version have one section with a part for each", async () => {
    const bench = await start(
      {},
      {
        ...workspace,
        packages: [
          { ...money, tag: "v1.1.0" },
          { ...invoice, to: "1.1.0", tag: "v1.1.0" },
        ],
      },
    );
    await bench.apply("write", (await bench.plan("write", {})).target);
    expect((await read(bench)).match(/^##+ .*$/gm)).toEqual([
      "## [1.1.0] - 2026-01-02",
      "### `@acme/money` 1.1.0",
      "#### Added",
      "### `@acme/invoice` 1.1.0",
      "#### Fixed",
    ]);
  });

  test("each package may have its own file", async () => {
    const bench = await start({ "per-package": true }, workspace);
    const steps = changelog
      .setup({ file: "CHANGELOG.md", "per-package": true, write: true })
      .contribute?.build?.(planningFacts(workspace));
    expect(steps?.map(({ id, with: given }) => [id, given])).toEqual([
      ["changelog/write:@acme/money", { package: "@acme/money" }],
      ["changelog/write:@acme/invoice", { package: "@acme/invoice" }],
    ]);
    const { target } = await bench.plan("write", { package: "@acme/invoice" });
    expect(target["file"]).toBe("packages/invoice/CHANGELOG.md");
    const result = await bench.apply("write", target);
    expect(await read(bench, "packages/invoice/CHANGELOG.md")).toContain(
      "## [2.0.1] - 2026-01-02\n\n### Fixed\n\n- mend\n",
    );
    await bench.undo("write", target, result);
    await missing(bench, "packages/invoice/CHANGELOG.md");
    await expect(bench.plan("write", { package: "@acme/other" })).rejects.toMatchObject({ code: "RS_SPEC_INVALID" });
  });
});

describe("what the plugin contributes", () => {
  const set = (write: boolean | "auto") => changelog.setup({ file: "CHANGELOG.md", "per-package": false, write });
  const facts = (commit: unknown) =>
    planningFacts({ spec: spec({ plugins: [{ name: "git", options: { commit } as JsonObject }] }) });
  const amend = (write: boolean | "auto") => {
    const tap = set(write).hooks?.amendPlan;
    if (typeof tap !== "function") throw new Error("no hook");
    return tap;
  };

  test("is a step where a release commit takes the file in, where it is asked for, and nothing elsewhere", () => {
    const ids = (write: boolean | "auto", commit: unknown) =>
      set(write)
        .contribute?.build?.(facts(commit))
        .map(({ id, turn }) => `${turn} ${id}`);
    expect(ids("auto", true)).toEqual(["write changelog/write"]);
    expect(ids("auto", { message: "x" })).toEqual(["write changelog/write"]);
    expect(ids("auto", false)).toEqual([]);
    expect(ids(true, false)).toEqual(["write changelog/write"]);
    expect(ids(false, true)).toEqual([]);
  });

  test("is a warning where the file would not be written, and nobody said so", async () => {
    const step = { id: "build/changelog/write", uses: "changelog/write" };
    expect((await amend("auto")(plan())).warnings).toEqual([
      expect.objectContaining({ code: "RS_PLAN_UNWRITTEN", message: expect.stringContaining("CHANGELOG.md") }),
    ]);
    expect((await amend(false)(plan())).warnings).toEqual([]);
    expect((await amend("auto")(plan({ stages: [{ name: "build", steps: [step] }] }))).warnings).toEqual([]);
    expect((await amend("auto")(plan({ release: null }))).warnings).toEqual([]);
  });
});
