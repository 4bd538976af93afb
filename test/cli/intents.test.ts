import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

interface PlanView {
  readonly outcome: string;
  readonly packages: readonly {
    readonly name: string;
    readonly from: string | null;
    readonly to: string;
    readonly notes: string;
    readonly reasons: readonly { readonly commit: string | null; readonly rule: string }[];
  }[];
  readonly changes: readonly { readonly file?: string; readonly rule: string; readonly authors: readonly unknown[] }[];
  readonly warnings: readonly { readonly message: string }[];
}

const spec = (strategy: string, commit: boolean) =>
  `apiVersion: relspec/v1\nname: root\nplugins: { git: { commit: ${commit} }, npm: { publish: false } }\nversion: { strategy: ${strategy} }\n`;
const manifest = (name: string, version: string, more: object = {}) =>
  `${JSON.stringify({ name, version, ...more }, null, 2)}\n`;
const intent = (lines: string, summary: string) => `---\n${lines}\n---\n\n${summary}\n`;

let project: TestProject;

function begin(strategy = "intents", commit = false): void {
  project = makeProject(
    {
      "relspec.yaml": spec(strategy, commit),
      "package.json": manifest("root", "0.0.0", { private: true, workspaces: ["packages/*"] }),
      "packages/a/package.json": manifest("@acme/a", "1.0.0"),
      "packages/b/package.json": manifest("@acme/b", "1.0.0", { dependencies: { "@acme/a": "^1.0.0" } }),
    },
    "chore: begin",
  );
}

async function plan(): Promise<PlanView> {
  const { stdout, stderr, code } = await runCli(["plan", "--json"], { cwd: project.path });
  expect(code, stderr + stdout).toBe(0);
  return JSON.parse(stdout) as PlanView;
}

async function versions(): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await plan()).packages.map(({ name, to }) => [name, to]));
}

async function release(): Promise<void> {
  const { code, stdout, stderr } = await runCli(["run", "--json"], { cwd: project.path });
  expect(code, stderr + stdout).toBe(0);
}

const intents = () => readdirSync(join(project.path, ".changeset"), { recursive: true }).map(String).sort();

afterEach(() => project.remove());

describe("releases from intents", { timeout: 120_000 }, () => {
  it("count what the intents say, name their files, authors and commits, and not what commits say", async () => {
    begin();
    project.commit("feat!: nothing that counts");
    project.write(".changeset/kind-fox.md", intent('"@acme/a": minor', "Refunds in euro.\n\nSee #12 for *how*."));
    project.commit("refunds");
    const { packages, changes } = await plan();

    expect(packages).toMatchObject([{ name: "@acme/a", from: "1.0.0", to: "1.1.0" }]);
    expect(packages[0]?.reasons).toEqual([
      { commit: project.git("rev-parse", "HEAD"), rule: ".changeset/kind-fox.md: minor" },
    ]);
    expect(changes[0]).toMatchObject({
      file: ".changeset/kind-fox.md",
      authors: [{ name: "Ana", email: "ana@example.com" }],
    });
    expect(packages[0]?.notes).toContain("### Features\n\n- Refunds in euro.");
    expect(packages[0]?.notes).toContain("See #12 for");
    expect(packages[0]?.notes).not.toContain("nothing that counts");
  });

  it("of a project that is one package are of whoever wrote them, too", async () => {
    project = makeProject(
      { "relspec.yaml": spec("intents", false), "package.json": manifest("lib", "2.0.0") },
      "chore: begin",
    );
    project.write(".changeset/one.md", intent("lib: patch", "One."));
    project.commit("one");
    project.write("other.txt", "");
    project.commit("other");
    const { packages, changes } = await plan();
    expect(packages).toMatchObject([
      { to: "2.0.1", reasons: [{ commit: project.git("rev-parse", "HEAD~1"), rule: ".changeset/one.md: patch" }] },
    ]);
    expect(changes[0]?.authors).toEqual([{ name: "Ana", email: "ana@example.com" }]);
  });

  it("without a release commit use each intent once: what the tag holds is used", async () => {
    begin();
    project.write(".changeset/one.md", intent('"@acme/a": minor', "One."));
    project.commit("one");
    await release();
    expect(project.git("tag", "--list")).toBe("@acme/a@1.1.0");
    expect((await plan()).outcome).toBe("nothing-to-release");

    project.write(".changeset/one.md", intent('"@acme/a": minor', "One, better told."));
    project.write(".changeset/two.md", intent('"@acme/a": patch\n"@acme/b": minor', "Two."));
    project.commit("two");
    expect(await versions()).toEqual({ "@acme/a": "1.1.1", "@acme/b": "1.1.0" });
    expect(intents()).toEqual(["one.md", "two.md"]);
  });

  it("with a release commit take the used intents out, and leave what is left out of the release", async () => {
    begin("intents", true);
    project.write(".changeset/config.json", JSON.stringify({ ignore: ["@acme/b"] }));
    project.write(".changeset/one.md", intent('"@acme/a": patch', "One."));
    project.write(".changeset/none.md", intent('"@acme/a": none', "Nothing to see."));
    project.write(".changeset/waits.md", intent('"@acme/b": major', "Later."));
    project.commit("one");
    await release();
    expect(intents()).toEqual(["config.json", "waits.md"]);
    expect(project.git("status", "--porcelain")).toBe("");
    expect(readFileSync(join(project.path, "packages/a/package.json"), "utf8")).toContain('"version": "1.0.1"');
    expect((await plan()).outcome).toBe("nothing-to-release");
  });

  it("go through prereleases to the stable version, by changesets' pre.json", async () => {
    begin("intents", true);
    project.write(".changeset/pre.json", JSON.stringify({ mode: "pre", tag: "beta" }));
    project.write(".changeset/one.md", intent('"@acme/a": patch', "One."));
    project.commit("one");
    await release();
    project.write(".changeset/two.md", intent('"@acme/a": minor', "Two."));
    project.commit("two");
    // The prerelease is outside of ^1.0.0, so b follows.
    expect(await versions()).toEqual({ "@acme/a": "1.1.0-beta.1", "@acme/b": "1.0.1-beta.1" });
    await release();
    expect(intents()).toEqual(["pre", "pre.json", "pre/one.md", "pre/two.md"]);

    project.write(".changeset/pre.json", JSON.stringify({ mode: "exit", tag: "beta" }));
    project.commit("end");
    const { packages } = await plan();
    expect(Object.fromEntries(packages.map(({ name, to }) => [name, to]))).toEqual({
      "@acme/a": "1.1.0",
      "@acme/b": "1.0.1",
    });
    expect(packages[0]?.notes).toMatch(/Two\.[^]*One\./);
    await release();
    expect(existsSync(join(project.path, ".changeset/pre.json"))).toBe(false);
    expect((await plan()).outcome).toBe("nothing-to-release");
  });

  it("undo puts the intents back", async () => {
    begin("intents", true);
    project.write(
      "relspec.yaml",
      `${spec("intents", true)}stages: { prepare: { gates: [{ approval: boss }] } }\nroles: { boss: [{ email: boss@example.com }] }\npolicy: { identity: claimed }\n`,
    );
    const text = intent('"@acme/a": patch', "Ünïcode.");
    project.write(".changeset/one.md", text);
    project.commit("one");
    const waiting = await runCli(["run"], { cwd: project.path });
    expect(waiting.code, waiting.stderr + waiting.stdout).toBe(4);
    expect(existsSync(join(project.path, ".changeset/one.md"))).toBe(false);
    const undone = await runCli(["undo"], { cwd: project.path });
    expect(undone.code, undone.stderr + undone.stdout).toBe(0);
    expect(readFileSync(join(project.path, ".changeset/one.md"), "utf8")).toBe(text);
    expect(project.git("status", "--porcelain")).toBe("");
  });

  it("beside commits: the highest counts, and a commit that brings an intent speaks through it", async () => {
    begin("[conventional-commits, intents]");
    project.write("packages/b/x.js", "");
    project.commit("feat: only a message");
    project.write("packages/a/x.js", "");
    project.write(".changeset/one.md", intent('"@acme/a": patch', "One."));
    project.commit("feat!: one");
    const { packages, warnings, changes } = await plan();
    expect(Object.fromEntries(packages.map(({ name, to }) => [name, to]))).toEqual({
      "@acme/a": "1.0.1",
      "@acme/b": "1.1.0",
    });
    expect(warnings.map(({ message }) => message)).toContainEqual(expect.stringMatching(/asks for less/));
    expect(changes.map(({ rule }) => rule)).toContain("told by .changeset/one.md");
  });

  it("tell of intents that are not committed, and refuse broken ones", async () => {
    begin();
    project.write(".changeset/one.md", intent('"@acme/a": patch', "One."));
    expect((await plan()).warnings).toMatchObject([{ message: "Not committed, so not counted: .changeset/one.md." }]);
    project.write(".changeset/one.md", intent('"@acme/z": patch', "One."));
    project.commit("one");
    const { code, stdout } = await runCli(["plan", "--json"], { cwd: project.path });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "RS_SPEC_INTENT" } });
  });

  it("are text: what a summary holds reaches notes and messages as it is", async () => {
    begin();
    const summary = "`$(touch owned)` {{secrets.TOKEN}} \u001b[31m<img src=x onerror=alert(1)> @everyone";
    project.write(".changeset/evil $(touch owned).md", intent('"@acme/a": patch', summary));
    project.commit("evil");
    const { packages } = await plan();
    expect(packages[0]?.notes).not.toContain("\u001b");
    expect(packages[0]?.notes).not.toMatch(/(?<!\\)<img/);
    expect(packages[0]?.notes).toContain("{{secrets.TOKEN}}");
    await release();
    expect(existsSync(join(project.path, "owned"))).toBe(false);
  });
});
