import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

let project: TestProject;
beforeEach(() => {
  project = makeProject({ "README.md": "A library.\n" });
});
afterEach(() => project.remove());

interface Written {
  readonly text: string;
  readonly next: readonly string[];
  readonly plugins: Readonly<Record<string, object>>;
}

async function init(cwd = project.path): Promise<Written> {
  const { code, stdout } = await runCli(["init", "--json"], { cwd });
  if (code !== 0) throw new Error(stdout);
  return JSON.parse(stdout) as Written;
}

async function plan(cwd = project.path) {
  const { stdout } = await runCli(["plan", "--json"], { cwd });
  return JSON.parse(stdout) as {
    readonly release: { readonly version: string; readonly previous: string | null };
    readonly warnings: readonly { readonly message: string; readonly suggestions: readonly string[] }[];
  };
}

describe("init goes on where a project stands", () => {
  it("reads the tags that were made before, and a plan says which it does not read", async () => {
    project.git("tag", "1.2.3");
    project.git("tag", "nightly");
    project.commit("feat: more");
    expect((await init()).text).toContain('tag: "{{version}}"');
    expect((await plan()).release).toMatchObject({ version: "1.3.0", previous: "1.2.3" });

    project.write("relspec.yaml", "apiVersion: relspec/v1\nname: lib\nplugins: { git: {} }\n");
    const { release, warnings } = await plan();
    expect(release).toMatchObject({ version: "1.0.0", previous: null });
    expect(warnings).toMatchObject([
      { suggestions: ['If it is one, say so in the spec: `version: { tag: "{{version}}" }`.'] },
    ]);
    expect(warnings[0]?.message).toContain("The tag 1.2.3 looks like a release");
    project.git("tag", "v1.2.4");
    expect((await plan()).warnings).toEqual([]);
  });

  it("writes nothing of tags that are read anyway, or are none of a version", async () => {
    project.git("tag", "v1.2.3");
    project.git("tag", "{{constructor}}1.2.3");
    expect((await init()).text).not.toContain("tag:");
  });

  it("works in a folder of a repository", async () => {
    const folder = join(project.path, "packages/app");
    mkdirSync(folder, { recursive: true });
    expect((await init(folder)).plugins).toEqual({ git: {} });
    expect((await plan(folder)).release).toMatchObject({ version: "1.0.0" });
  });

  it("takes the name and the version's place from the manifest of another language", async () => {
    project.write(
      "pyproject.toml",
      '[build-system]\nname = "no"\n[project]\nname = "acme-fog"\nversion = "0.3.0" # now\n',
    );
    project.commit("feat: python");
    const { text, plugins } = await init();
    expect(text).toContain("name: acme-fog\n");
    expect(text).toContain("- pyproject.toml");
    expect(plugins).toEqual({ git: { commit: true } });
    project.git("add", "--all");
    project.git("commit", "--quiet", "--message", "chore: describe releases");
    project.git("push", "--quiet");
    expect((await runCli(["run"], { cwd: project.path })).code).toBe(0);
    expect(project.git("show", "v1.0.0:pyproject.toml")).toContain('version = "1.0.0" # now');
    expect(readFileSync(join(project.path, "relspec.yaml"), "utf8")).toBe(text);
  });

  it("says what it has made up, and to push where there is a remote", async () => {
    project.write("Dockerfile", "FROM scratch\n");
    const { text, next } = await init();
    expect(next[0]).toContain("Change `plugins.docker.image`");
    expect(text).toContain("# Change `plugins.docker.image`");
    expect(next).toContain("git push");
    project.git("remote", "remove", "origin");
    project.git("clean", "--quiet", "-fdx", "--exclude=Dockerfile");
    expect((await init()).next).not.toContain("git push");
  });
});
