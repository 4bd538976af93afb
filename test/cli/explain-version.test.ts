import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runBoth, runCli } from "./run-cli.ts";

const spec = (version: string) => `apiVersion: relspec/v1
name: lib
plugins: { git: {} }
version: ${version}
`;

let project: TestProject;
beforeEach(() => {
  project = makeProject({ "relspec.yaml": spec("{ preset: angular }") });
  project.git("tag", "v1.0.0");
  project.commit("feat!: cents \u001b[31m{{secrets.A}} $(id)");
  project.commit("fix: a crash");
});
afterEach(() => project.remove());

const explain = () => runBoth(["explain", "version"], { cwd: project.path });

describe("relspec explain version", () => {
  it("shows the last release, each reason, what was nearly missed and what each preset would give", async () => {
    const { code, plain, json } = await explain();

    expect(code).toBe(0);
    expect(json).toMatchObject({
      release: { version: "1.0.1" },
      branch: { name: "main", type: "release" },
      packages: [
        {
          name: "lib",
          from: "1.0.0",
          to: "1.0.1",
          last: { version: "1.0.0", tag: "v1.0.0", commit: project.git("rev-parse", "v1.0.0") },
          presets: [
            { preset: "angular", version: "1.0.1", bump: "patch" },
            { preset: "conventionalcommits", version: "2.0.0", bump: "major" },
            { preset: "relspec", version: "2.0.0", bump: "major" },
          ],
        },
      ],
    });
    expect((json as { changes: object[] }).changes).toMatchObject([
      { bump: "patch", rule: "fix" },
      { nearMisses: [{ kind: "mark" }], presets: { angular: null, relspec: "major" } },
    ]);
    expect(plain.stdout).toMatch(/last release: v1\.0\.0 on [0-9a-f]{7}/);
    expect(plain.stdout).toMatch(/with conventionalcommits\s+2\.0\.0\s+major/);
    expect(plain.stdout).toContain("the preset angular does not know the mark");
    expect(plain.stdout).not.toContain("\u001b");
  });

  it("is not alone: the plan warns as well", async () => {
    const { stdout } = await runCli(["plan", "--json"], { cwd: project.path });
    expect((JSON.parse(stdout) as { warnings: object[] }).warnings).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ code: "RS_PLAN_COMMIT" })]),
    );
  });

  it("follows a file that says of a commit how it is to be read", async () => {
    const id = project.git("rev-parse", "HEAD~1");
    project.write("relspec.yaml", spec("{ preset: angular, overrides: commits.yaml }"));
    project.write("commits.yaml", `${id}:\n  message: "feat: cents"\n  because: The old amounts still work.\n`);
    project.commit("chore: say how it was meant");
    const { json } = await explain();

    expect(json).toMatchObject({
      release: { version: "1.1.0" },
      changes: expect.arrayContaining([
        expect.objectContaining({ id, bump: "minor", overridden: "The old amounts still work." }),
      ]),
    });

    project.write("commits.yaml", `${id}: { release: huge, because: x }\n`);
    const bad = await explain();
    expect([bad.code, bad.json]).toMatchObject([2, { error: { code: "RS_SPEC_INVALID" } }]);
  });
});
