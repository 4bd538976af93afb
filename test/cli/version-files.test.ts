import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runBoth, runCli } from "./run-cli.ts";

let project: TestProject;
afterEach(() => project.remove());

const spec = (files: string, commit = "true") => `apiVersion: relspec/v1
name: svc
plugins: { git: { commit: ${commit} } }
version:
  files:
${files}
`;

test("version.files: the release commit holds the new version in every file, and the tag is on it", async () => {
  project = makeProject({
    "relspec.yaml": spec(
      "    - pyproject.toml\n    - { path: deploy/*.yaml, at: spec.image }\n    - { path: v.h, marker: x-relspec-version }",
    ),
    "pyproject.toml": '[project]\nname = "svc"\nversion = "0.0.0"  # set by the release\n',
    "deploy/app.yaml": "spec:\n  image: acme/svc:v0.0.0\n",
    "v.h": '#define V "0.0.0" // x-relspec-version\n',
  });
  const plan = await runBoth(["plan"], { cwd: project.path });
  expect(plan.code).toBe(0);
  expect(plan.plain.stdout + plan.plain.stderr).toContain(
    "write version 1.0.0 to pyproject.toml, deploy/app.yaml, v.h",
  );
  expect(project.git("status", "--porcelain")).toBe("");

  const { code, stderr } = await runCli(["run"], { cwd: project.path });
  expect(stderr).not.toContain("RS_");
  expect(code).toBe(0);
  expect(project.git("show", "v1.0.0:pyproject.toml")).toBe(
    '[project]\nname = "svc"\nversion = "1.0.0"  # set by the release',
  );
  expect(project.git("show", "v1.0.0:deploy/app.yaml")).toBe("spec:\n  image: acme/svc:v1.0.0");
  expect(project.git("show", "v1.0.0:v.h")).toBe('#define V "1.0.0" // x-relspec-version');
  expect(project.git("status", "--porcelain")).toBe("");
});

test("version.files without a release commit: the tested commit is tagged, and the checkout has the version", async () => {
  project = makeProject({ "relspec.yaml": spec("    - VERSION", "false"), VERSION: "0.0.0\n" });
  const head = project.git("rev-parse", "HEAD");
  expect((await runCli(["run"], { cwd: project.path })).code).toBe(0);
  expect(project.git("rev-parse", "v1.0.0^{commit}")).toBe(head);
  expect(readFileSync(join(project.path, "VERSION"), "utf8")).toBe("1.0.0\n");
});

test("version.files that cannot be written stop the plan with exit 2 and name the file", async () => {
  project = makeProject({
    "relspec.yaml": spec("    - { path: a.yaml, at: image }\n    - nope.toml"),
    "a.yaml": "app: { image: x:1.0.0 }\n",
  });
  const { code, json, plain } = await runBoth(["plan"], { cwd: project.path });
  expect(code).toBe(2);
  expect(json).toMatchObject({
    error: {
      code: "RS_SPEC_INVALID",
      diagnostics: [
        { file: "a.yaml", pointer: "/version/files/0", suggestions: ["Did you mean `at: app.image`?"] },
        { file: "nope.toml", pointer: "/version/files/1" },
      ],
    },
  });
  expect(plain.stderr).toMatch(/nope\.toml.*no such file/s);
  expect((await runCli(["validate"], { cwd: project.path })).code).toBe(0);
});
