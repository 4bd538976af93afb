import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runBoth, runCli } from "./run-cli.ts";

let project: TestProject;
beforeEach(() => {
  project = makeProject({ "package.json": '{ "name": "@acme/left-pad", "version": "0.0.0" }\n' });
});
afterEach(() => project.remove());

const relspec = (args: readonly string[], env: Record<string, string> = {}) => runCli(args, { cwd: project.path, env });

describe("relspec init", () => {
  it("writes a spec that is valid and can be planned", async () => {
    const { code, stdout } = await relspec(["init"]);
    const text = readFileSync(join(project.path, "relspec.yaml"), "utf8");
    const [validate, plan] = await Promise.all([relspec(["validate"]), relspec(["plan", "--json"])]);

    expect(code).toBe(0);
    expect(stdout).toContain("Wrote relspec.yaml");
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\//);
    expect(text).toContain("name: left-pad\n");
    expect(text).toContain("  git: {}");
    expect(text).toContain("  npm: ");
    expect(existsSync(join(project.path, /schema=(\S+)/.exec(text)?.[1] ?? ""))).toBe(true);
    expect([validate.code, plan.code]).toEqual([0, 0]);
  });

  it("never overwrites a spec, whatever it is called", async () => {
    project.write("relspec.json", "{}");
    const { code, json } = await runBoth(["init"], { cwd: project.path });

    expect(code).toBe(2);
    expect(json).toMatchObject({ error: { code: "RS_USAGE", details: { file: "relspec.json" } } });
    expect(existsSync(join(project.path, "relspec.yaml"))).toBe(false);
  });
});

describe("relspec validate", () => {
  it("shows every finding with its place, and ends with 2", async () => {
    project.write("relspec.yaml", "apiVersion: relspec/v1\nname: lib\nplugin: { git: {} }\nconcurency: queue\n");
    const { code, plain, json } = await runBoth(["validate"], { cwd: project.path });

    expect(code).toBe(2);
    expect(json).toMatchObject({
      valid: false,
      diagnostics: expect.arrayContaining([
        expect.objectContaining({
          severity: "error",
          code: "RS_SPEC_INVALID",
          line: 3,
          suggestions: [expect.stringContaining("plugins")],
        }),
        expect.objectContaining({ line: 4, suggestions: [expect.stringContaining("concurrency")] }),
      ]),
    });
    expect(plain.stdout).toContain("relspec.yaml:3:1");
    expect(plain.stdout).toContain("2 errors");
  });

  it("refuses beside `version.compat` what the other tool does not know", async () => {
    project.write(
      "relspec.yaml",
      [
        "apiVersion: relspec/v1",
        "name: lib",
        "plugins: { git: {} }",
        "version:",
        "  compat: semantic-release@25",
        "  preset: relspec",
        "  squash: true",
        "  zero: minor",
        "  rules: [{ type: 'a+(b)', release: patch }, { scope: 'deps*', release: patch }]",
        "",
      ].join("\n"),
    );
    const { code, json } = await runBoth(["validate"], { cwd: project.path });

    expect(code).toBe(2);
    expect((json as { diagnostics: { pointer: string }[] }).diagnostics.map(({ pointer }) => pointer).sort()).toEqual([
      "/version/initial",
      "/version/preset",
      "/version/rules/0/type",
      "/version/squash",
      "/version/zero",
    ]);
  });

  it("makes annotations in GitHub Actions", async () => {
    project.write("relspec.yaml", "apiVersion: relspec/v1\nname: lib\nplugin: {}\n");
    const { stderr } = await relspec(["validate"], { GITHUB_ACTIONS: "true" });

    expect(stderr).toMatch(/^::error file=relspec\.yaml,line=3,col=1,title=RS_SPEC_INVALID::/m);
  });
});

describe("a spec that cannot be used", () => {
  it("ends every command with 2 and the findings in the error", async () => {
    project.write("relspec.yaml", "apiVersion: relspec/v1\nname: lib\nplugin: {}\n");
    const { code, plain, json } = await runBoth(["plan"], { cwd: project.path });

    expect(code).toBe(2);
    expect(plain.stdout).toBe("");
    expect(plain.stderr).toContain("relspec.yaml:3:1");
    expect(json).toMatchObject({ error: { code: "RS_SPEC_INVALID", diagnostics: [{ line: 3 }] } });
  });

  it("is said to be missing where there is none", async () => {
    const { code, json } = await runBoth(["plan"], { cwd: project.path });

    expect(code).toBe(2);
    expect(json).toMatchObject({
      error: { code: "RS_SPEC_NOT_FOUND", suggestions: [expect.stringContaining("relspec init")] },
    });
  });
});

describe("what a spec may hold", () => {
  it("is explained key by key, and given as one schema", async () => {
    project.write("relspec.yaml", "apiVersion: relspec/v1\nname: lib\nplugins: { git: {}, npm: {} }\n");
    const at = { cwd: project.path };
    const [key, option, unknown, schema, list, inspect] = await Promise.all([
      runBoth(["explain", "key", "version.branches"], at),
      runBoth(["explain", "key", "plugins.npm.access"], at),
      runBoth(["explain", "key", "version.branchs"], at),
      runBoth(["schema"], at),
      runBoth(["plugins", "list"], at),
      runBoth(["plugins", "inspect", "git"], at),
    ]);

    expect(key.json).toMatchObject({
      path: "version.branches",
      description: expect.any(String),
      type: expect.stringContaining("list"),
    });
    expect(option.json).toMatchObject({ path: "plugins.npm.access", description: expect.any(String) });
    expect([unknown.code, unknown.json]).toMatchObject([
      2,
      { error: { suggestions: expect.arrayContaining(["Did you mean `version.branches`?"]) } },
    ]);
    expect(JSON.parse(schema.plain.stdout)).toEqual(schema.json);
    expect((list.json as { name: string }[]).map(({ name }) => name)).toEqual(["git", "npm"]);
    expect(inspect.json).toMatchObject({
      name: "git",
      actions: expect.arrayContaining([expect.objectContaining({ name: "git/tag" })]),
    });
    expect(inspect.plain.stdout).toContain("git/tag");
  });
});
