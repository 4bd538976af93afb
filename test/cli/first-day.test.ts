import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

const head = "apiVersion: relspec/v1\nname: lib\nplugins: { git: {} }\n";
const gated = `${head}roles: { product-manager: [{ email: ana@example.com }] }\nstages: { prepare: { gates: [{ approval: product-manager }] } }\n`;
const claimed = "policy: { identity: claimed }\n";
let project: TestProject;

beforeEach(() => {
  project = makeProject({ "relspec.yaml": `${gated}${claimed}` });
});
afterEach(() => project.remove());

interface Answer {
  readonly outcome: string;
  readonly valid: boolean;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly changed?: readonly string[];
  readonly diagnostics: readonly { readonly severity: string; readonly pointer?: string; readonly message: string }[];
  readonly error: { readonly code: string; readonly message: string; readonly suggestions: readonly string[] };
}

async function json(...args: readonly string[]): Promise<{ readonly code: number | null; readonly answer: Answer }> {
  const { code, stdout } = await runCli([...args, "--json"], { cwd: project.path });
  return { code, answer: JSON.parse(stdout) as Answer };
}

describe("a release that waits", () => {
  beforeEach(async () => {
    const { code } = await json("run");
    if (code !== 4) throw new Error(`It should wait, and ends with ${code}.`);
  });

  it("is told of by a plan that is another one, and by whoever goes on with it", async () => {
    expect((await json("plan")).answer.warnings).toEqual([]);
    project.commit("feat: more");
    const { answer } = await json("plan");
    expect(answer.warnings).toMatchObject([{ code: "RS_PLAN_OPEN" }]);
    expect(answer.warnings[0]?.message).toContain("goes on with that one, and not with this plan");
    expect((await runCli(["plan"], { cwd: project.path })).stdout).not.toContain("› relspec run");
    project.write("relspec.yaml", `${gated}${claimed}concurrency: queue\n`);
    project.commit("chore: write it down");
    const changed = [
      "The spec has changed since it was planned.",
      expect.stringMatching(/^It is of commit \w{7}, and \w{7} is checked out\.$/),
    ];
    expect((await json("run")).answer).toMatchObject({ outcome: "waiting", changed });
    expect((await json("status")).answer).toMatchObject({ changed });
  });

  it("is not decided on by a misspelt name: that is a wrong call", async () => {
    const meant = expect.arrayContaining([expect.stringContaining("product-manager")]) as string[];
    for (const args of [
      ["approve", "product-manger"],
      ["reject", "product-manger", "--reason", "No"],
      ["explain", "gate", "product-manger"],
    ])
      expect(await json(...args)).toMatchObject({
        code: 2,
        answer: { error: { code: "RS_USAGE_GATE", suggestions: meant } },
      });
    for (const args of [
      ["show", "nope"],
      ["notes", "7.7.7"],
    ])
      expect(await json(...args)).toMatchObject({ code: 2, answer: { error: { code: "RS_USAGE_RELEASE" } } });
    expect((await json("show", "1.0.1")).answer.error.suggestions[0]).toBe("Did you mean `1.0.0`?");
  });

  it("is rejected with a reason, by its author too, who may not approve it", async () => {
    expect(await json("reject", "product-manager", "--reason", " ")).toMatchObject({
      code: 2,
      answer: { error: { code: "RS_USAGE" } },
    });
    expect(await json("approve", "product-manager")).toMatchObject({
      code: 3,
      answer: { error: { code: "RS_POLICY_IDENTITY" } },
    });
    expect((await json("reject", "product-manager", "--reason", "It loses data")).code).toBe(0);
    expect((await json("run")).code).toBe(3);
  });
});

describe("a spec", () => {
  it("whose gate nobody can open is told so, and is a spec all the same", async () => {
    project.write("relspec.yaml", gated);
    expect(await json("validate")).toMatchObject({
      code: 0,
      answer: { valid: true, diagnostics: [{ severity: "warning", pointer: "/stages/prepare/gates/0/approval" }] },
    });
    expect((await json("plan")).answer.warnings[0]?.message).toContain("Nobody can open this gate");
    project.write("relspec.yaml", gated.replace("ana@example.com", `ana@example.com, gpg: ${"A".repeat(40)}`));
    expect((await json("validate")).answer.diagnostics).toEqual([]);
  });

  it("beside another one is named as the one that counts", async () => {
    project.write("relspec.json", "{}");
    expect((await json("validate")).answer.diagnostics).toMatchObject([
      { severity: "warning", message: "relspec.yaml is the spec that counts; relspec.json beside it is not read." },
    ]);
    expect((await json("validate", "--spec", "relspec.yaml")).answer.diagnostics).toEqual([]);
  });

  it("is no way to read what is not of the repository", async () => {
    const secret = join(project.path, "..", "secret.yaml");
    writeFileSync(secret, "token: hunter2: x\n");
    symlinkSync(secret, join(project.path, "inside.yaml"));
    for (const preset of [
      secret,
      "../secret.yaml",
      "./inside.yaml",
      "/etc/passwd",
      ".",
      "https://example.com/base.yaml",
    ]) {
      project.write("relspec.yaml", `${head}extends: ["${preset}"]\n`);
      const { code, stdout, stderr } = await runCli(["validate"], { cwd: project.path });
      expect([preset, code]).toEqual([preset, 2]);
      expect(stdout + stderr).toContain("RS_SPEC_EXTENDS");
      expect(stdout + stderr).not.toMatch(/hunter2|root:/);
    }
    project.write("base.yaml", "concurrency: queue\n");
    project.write("relspec.yaml", `${head}extends: [./base.yaml]\n`);
    expect((await json("validate")).answer.diagnostics).toEqual([]);
  });
});

it("a plugin that the spec does not use has no options to explain", async () => {
  expect(await json("explain", "key", "plugins.gti")).toMatchObject({
    code: 2,
    answer: {
      error: { code: "RS_USAGE", suggestions: expect.arrayContaining(["Did you mean `plugins.git`?"]) as string[] },
    },
  });
  expect((await json("explain", "key", "plugins.git.remote")).code).toBe(0);
});
