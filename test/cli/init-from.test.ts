import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

let project: TestProject;
afterEach(() => project?.remove());

interface Origin {
  readonly tool: string;
  readonly file: string;
  readonly carried: readonly { readonly from: string; readonly to: string }[];
  readonly left: readonly { readonly key: string; readonly reason: string }[];
}

async function relspec(...args: readonly string[]) {
  const { code, stdout } = await runCli([...args, "--json"], { cwd: project.path });
  return { code, value: JSON.parse(stdout) };
}

/** A project as users of the other tool have it, with a release behind it and a commit since. */
async function comeFrom(tool: string, files: Readonly<Record<string, string>>, tag: string, message = "fix: two") {
  project = makeProject(files);
  project.git("tag", tag);
  project.commit(message);
  const { code, value } = await relspec("init", "--from", tool);
  expect([code, value.error]).toEqual([0, undefined]);
  const validated = await relspec("validate");
  expect([validated.code, validated.value]).toEqual([0, expect.anything()]);
  const spec = parse(readFileSync(join(project.path, "relspec.yaml"), "utf8"));
  return { spec, from: value.from as Origin, keys: (value.from as Origin).left.map(({ key }) => key) };
}
const planned = async () => {
  project.commit("chore: describe releases");
  const { code, value } = await relspec("plan");
  expect([code, value.error]).toEqual([0, undefined]);
  return value;
};
const manifest = JSON.stringify({ name: "lib", version: "1.0.0", private: true });

describe("a project that comes from another tool", () => {
  test("semantic-release, with its defaults: the same branches, preset and tags", async () => {
    const { spec, keys } = await comeFrom(
      "semantic-release",
      { "package.json": manifest, ".releaserc": "{}" },
      "v1.0.0",
    );
    expect(spec.version).toMatchObject({ compat: "semantic-release@25", preset: "angular" });
    expect(spec.version.branches).toContainEqual({ name: "beta", prerelease: true });
    expect(Object.keys(spec.plugins)).toEqual(["git", "npm", "github"]);
    expect(keys).toEqual([]);
    // Without a forge to release to, the rest still plans.
    project.write(
      "relspec.yaml",
      readFileSync(join(project.path, "relspec.yaml"), "utf8").replace(/^ {2}github:\n(?: {4}.*\n)+/m, ""),
    );
    expect((await planned()).release).toMatchObject({ version: "1.0.1", previous: "1.0.0" });
  });

  test("semantic-release, with plugins, rules and templates", async () => {
    const config = {
      tagFormat: "rel-${version}",
      branches: ["main", { name: "beta", prerelease: true }, { name: "try/*", prerelease: "${name.replace(/x/, '')}" }],
      plugins: [
        [
          "@semantic-release/commit-analyzer",
          {
            preset: "conventionalcommits",
            releaseRules: [
              { type: "docs", release: "minor" },
              { tag: "x", release: "minor" },
            ],
          },
        ],
        [
          "@semantic-release/release-notes-generator",
          {
            presetConfig: {
              types: [
                { type: "docs", section: "To read" },
                { type: "fix", hidden: true },
              ],
            },
          },
        ],
        ["@semantic-release/changelog", { changelogFile: "docs/CHANGELOG.md" }],
        "@semantic-release/npm",
        [
          "@semantic-release/exec",
          { prepareCmd: "echo <%= nextRelease.version %> > VERSION", publishCmd: "./publish '${nextRelease.notes}'" },
        ],
        [
          "@semantic-release/git",
          {
            assets: ["VERSION", "package.json", "npm-shrinkwrap.json", "./docs/**", "a/*.x"],
            message: "release ${nextRelease.version}",
          },
        ],
        "semantic-release-elsewhere",
      ],
    };
    const { spec, keys } = await comeFrom(
      "semantic-release",
      { "package.json": JSON.stringify({ name: "lib", version: "1.0.0", private: true, release: config }) },
      "rel-1.0.0",
      "docs: two",
    );
    expect(spec.version).toMatchObject({
      preset: "conventionalcommits",
      tag: "rel-{{version}}",
      rules: [{ type: "docs", release: "minor" }],
      branches: ["main", { name: "beta", prerelease: true }],
    });
    expect(spec.plugins.git).toEqual({
      commit: {
        message: "release {{version}}",
        paths: ["VERSION", "package.json", "npm-shrinkwrap.json", "docs"],
      },
    });
    expect(spec.stages.build.steps[0].with.command).toEqual(["sh", "-c", "echo ${RELSPEC_VERSION} > VERSION"]);
    expect(spec.notes).toEqual({ groups: [{ name: "To read", types: ["docs"] }], hidden: ["fix"] });
    expect(keys.sort()).toEqual([
      "branches[2] try/*",
      "commit-analyzer releaseRules[1]",
      "exec publishCmd",
      "git assets a/*.x",
      "semantic-release-elsewhere",
    ]);
    expect(readFileSync(join(project.path, "relspec.yaml"), "utf8")).toContain("# - exec publishCmd: ");
    const plan = await planned();
    expect(plan.release).toMatchObject({ version: "1.1.0", previous: "1.0.0" });
    const { code } = await relspec("run");
    expect(code).toBe(0);
    expect(project.git("ls-remote", "--tags", "origin")).toContain("refs/tags/rel-1.1.0");
    expect(project.git("show", "origin/main:VERSION")).toBe("1.1.0");
    expect(project.git("log", "-1", "--format=%s", "origin/main")).toBe("release 1.1.0");
    expect(project.git("show", "origin/main:docs/CHANGELOG.md")).toContain("1.1.0");
    expect(JSON.parse(project.git("show", "origin/main:package.json")).version).toBe("1.1.0");
    expect(project.git("status", "--porcelain")).toBe("");
  });

  test("release-it: its commit, its tag, its hooks and files", async () => {
    const config = {
      git: {
        commitMessage: "chore: release ${version}",
        tagName: "r${version}",
        requireBranch: "main",
        commitArgs: ["-S"],
        changelog: "git log",
      },
      npm: { publish: false },
      hooks: { "before:init": ["true"], "after:bump": "echo ${version} > built", "after:release": "echo ${changelog}" },
      plugins: {
        "@release-it/conventional-changelog": { preset: { name: "angular" }, infile: "CHANGELOG.md" },
        "@release-it/bumper": { out: [{ file: "app.json", path: "app.version" }] },
        "release-it-elsewhere": {},
      },
    };
    const { spec, keys } = await comeFrom(
      "release-it",
      {
        "package.json": manifest,
        ".release-it.json": JSON.stringify(config),
        "app.json": '{ "app": { "version": "1.0.0" } }\n',
      },
      "r1.0.0",
    );
    expect(spec.version).toEqual({
      preset: "angular",
      tag: "r{{version}}",
      branches: ["main"],
      files: [{ path: "app.json", at: "app.version" }],
    });
    expect(spec.plugins).toMatchObject({
      git: { commit: { message: "chore: release {{version}}" }, sign: true },
      npm: { publish: false },
      changelog: { file: "CHANGELOG.md" },
    });
    expect(spec.stages.build.steps.map(({ id }: { id: string }) => id)).toEqual(["before-init", "after-bump"]);
    expect(keys.sort()).toEqual(["git.changelog", "hooks after:release", "plugins release-it-elsewhere"]);
    expect((await planned()).release).toMatchObject({ version: "1.0.1", previous: "1.0.0" });
  });

  test("release-it without a configured tag goes by the tags there are", async () => {
    const { spec, keys } = await comeFrom(
      "release-it",
      { "package.json": manifest, ".release-it.json": "{}" },
      "1.0.0",
    );
    expect(spec.version).toEqual({ tag: "{{version}}" });
    expect(keys).toEqual(["the question for the next version"]);
    expect((await planned()).release.previous).toBe("1.0.0");
  });

  test("changesets: the folder stays, and is read", async () => {
    const workspace = (name: string) => JSON.stringify({ name, version: "1.0.0", private: true });
    const { spec } = await comeFrom(
      "changesets",
      {
        "package.json": JSON.stringify({ name: "root", private: true, workspaces: ["packages/*"] }),
        "packages/a/package.json": workspace("@acme/a"),
        "packages/b/package.json": workspace("@acme/b"),
        ".changeset/config.json": JSON.stringify({
          changelog: "@changesets/cli/changelog",
          commit: false,
          linked: [],
          access: "restricted",
          baseBranch: "main",
          privatePackages: { version: true, tag: true },
        }),
        ".changeset/brave-cats.md": '---\n"@acme/b": minor\n---\n\nRefunds\n',
      },
      "@acme/b@1.0.0-none",
    );
    expect(spec.version).toEqual({ strategy: "intents" });
    expect(spec.plugins).toEqual({
      git: { commit: true },
      npm: { access: "restricted" },
      changelog: { "per-package": true },
    });
    expect((await planned()).packages).toMatchObject([{ name: "@acme/b", from: "1.0.0", to: "1.1.0" }]);
    expect(existsSync(join(project.path, ".changeset/brave-cats.md"))).toBe(true);
  });

  test("release-please: tags with the component's name, sections, extra files", async () => {
    const config = {
      packages: {
        ".": {
          "release-type": "node",
          "extra-files": ["src/version.js", { type: "json", path: "app.json", jsonpath: "$.app.version" }],
        },
      },
      "bump-minor-pre-major": true,
      "changelog-sections": [
        { type: "feat", section: "New" },
        { type: "chore", section: "Rest", hidden: true },
      ],
      "separate-pull-requests": true,
      "skip-github-release": true,
    };
    const { spec, keys } = await comeFrom(
      "release-please",
      {
        "package.json": JSON.stringify({ name: "@acme/lib", version: "0.1.0", private: true }),
        "release-please-config.json": JSON.stringify(config),
        "src/version.js": 'export const version = "0.1.0"; // x-release-please-version\n',
        "app.json": '{ "app": { "version": "0.1.0" } }\n',
      },
      "lib-v0.1.0",
      "feat!: two",
    );
    expect(spec.version).toMatchObject({ zero: "minor", tag: "lib-v{{version}}" });
    expect(spec.notes).toEqual({ groups: [{ name: "New", types: ["feat"] }], hidden: ["chore"] });
    expect(keys).toEqual(["separate-pull-requests"]);
    expect((await planned()).release).toMatchObject({ version: "0.2.0", previous: "0.1.0" });
    expect((await relspec("run")).code).toBe(0);
    expect(project.git("show", "origin/main:src/version.js")).toContain('"0.2.0"; // x-release-please-version');
    expect(project.git("show", "origin/main:app.json")).toContain('"0.2.0"');
  });

  test("goreleaser: it builds, relspec releases what it has built", async () => {
    const config = `version: 2
project_name: tool
before: { hooks: [go mod tidy, { cmd: "sh -c 'echo {{ .Version }}'" }] }
builds: [{ env: [CGO_ENABLED=0] }]
archives: [{ formats: [tar.gz], format_overrides: [{ goos: windows, formats: [zip] }] }]
release: { github: { owner: acme, name: tool }, draft: true }
brews: [{ name: tool }]
announce: { slack: { enabled: true, channel: "#out" }, mastodon: { enabled: true } }
`;
    const { spec, keys } = await comeFrom("goreleaser", { ".goreleaser.yaml": config }, "v1.0.0", "feat: two");
    expect(spec.name).toBe("tool");
    expect(spec.plugins.github).toEqual({
      repository: "acme/tool",
      draft: true,
      assets: [{ path: "dist/*.tar.gz" }, { path: "dist/*.zip" }, { path: "dist/*checksums.txt" }],
    });
    expect(spec.stages.build.steps.map(({ id }: { id: string }) => id)).toEqual(["before-1", "before-2", "goreleaser"]);
    expect(spec.stages.build.steps[1].with.command[2]).toContain("${RELSPEC_VERSION}");
    expect(spec.audiences.team.to).toEqual(["#out"]);
    expect(keys.sort()).toEqual(["announce.mastodon", "brews"]);
  });
});

describe("what cannot be carried over", () => {
  test.each(["semantic-release", "release-it", "changesets", "release-please", "goreleaser"])(
    "%s that is not configured here: where it would be",
    async (tool) => {
      project = makeProject({ "package.json": manifest });
      const { code, value } = await relspec("init", "--from", tool);
      expect([code, value.error.code]).toEqual([2, "RS_USAGE"]);
      expect(value.error.message).toContain(`no configuration of ${tool}`);
      expect(existsSync(join(project.path, "relspec.yaml"))).toBe(false);
    },
  );

  test.each([
    ["semantic-release", ".releaserc.json", "{ broken"],
    ["semantic-release", ".releaserc.yaml", "a: [\n"],
    ["semantic-release", ".releaserc.json", "[1]"],
    ["goreleaser", ".goreleaser.yaml", "just text"],
  ])("%s with %s that holds %j: which file", async (tool, file, text) => {
    project = makeProject({ [file]: text });
    const { code, value } = await relspec("init", "--from", tool);
    expect([code, value.error.code]).toEqual([2, "RS_USAGE"]);
    expect(value.error.message).toContain(file);
    expect(existsSync(join(project.path, "relspec.yaml"))).toBe(false);
  });

  test("a tool that relspec does not know: which it does", async () => {
    project = makeProject({});
    const { code, value } = await relspec("init", "--from", "lerna");
    expect([code, value.error.code]).toEqual([2, "RS_USAGE"]);
  });

  test("hostile values stay text, in the spec and on the terminal", async () => {
    const evil = "x\u001b[31m\n---\n# {{secrets.TOKEN}} $(touch pwned) `id`";
    project = makeProject({
      ".releaserc.json": JSON.stringify({
        tagFormat: evil,
        branches: ["main", { name: evil, channel: evil }],
        [evil]: 1,
        __proto__: { polluted: true },
        plugins: [
          [evil, { [evil]: evil }],
          ["@semantic-release/exec", { prepareCmd: `echo \${process.exit(1)} ${evil}` }],
          { path: evil },
          7,
          null,
        ],
      }),
    });
    const { code, stdout, stderr } = await runCli(["init", "--from", "semantic-release"], { cwd: project.path });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).not.toContain("\u001b[31m");
    const text = readFileSync(join(project.path, "relspec.yaml"), "utf8");
    expect(Object.keys(parse(text))).toEqual(["apiVersion", "name", "plugins", "version"]);
    expect(existsSync(join(project.path, "pwned"))).toBe(false);
  });
});
