import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./cli/project.ts";
import { repository, runCli } from "./cli/run-cli.ts";
import { type Bell, startBell } from "./servers/bell.ts";

const guide = readFileSync(join(repository, "docs/guides/write-a-plugin.md"), "utf8");

/** The code block below a line that is nothing but a file's name. */
function fileIn(text: string, name: string): string {
  const lead = `\n\`${name}\`:\n\n\`\`\``;
  const start = text.indexOf(lead);
  if (start === -1) throw new Error(`the guide shows no ${name}`);
  const begin = text.indexOf("\n", start + lead.length) + 1;
  return text.slice(begin, text.indexOf("\n```", begin) + 1);
}

describe("the plugin of the guide, copied into a project", () => {
  let bell: Bell;
  let project: TestProject;
  const relspec = (...args: string[]) => runCli(args, { cwd: project.path });

  beforeAll(async () => {
    bell = await startBell();
    project = makeProject({
      "package.json": '{ "name": "left-pad", "private": true, "type": "module" }\n',
      ".gitignore": "node_modules\n.relspec\n",
      "release/bell.ts": fileIn(guide, "release/bell.ts"),
      "relspec.yaml": fileIn(guide, "relspec.yaml").replace("http://bell.local", bell.url),
    });
    // What `npm install` would put there.
    mkdirSync(join(project.path, "node_modules/@relspec"), { recursive: true });
    symlinkSync(join(repository, "packages/core"), join(project.path, "node_modules/@relspec/core"));
  });
  afterAll(async () => {
    project.remove();
    await bell.close();
  });

  it("has the types it speaks of", async () => {
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    const flags = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--erasableSyntaxOnly"];
    const check = (file: string) =>
      promisify(execFile)(process.execPath, [tsc, ...flags, "--types", "", "--ignoreConfig", file], {
        cwd: project.path,
      });
    await check("release/bell.ts");
    project.write("wrong.ts", fileIn(guide, "release/bell.ts").replace('`ring "${text}"`', "text * 2"));
    await expect(check("wrong.ts")).rejects.toMatchObject({ stdout: expect.stringContaining("wrong.ts") });
  });

  it("is in the plan, with its text filled in and what its check found", async () => {
    const { code, stdout, stderr } = await relspec("plan", "--json");
    expect([code, stderr]).toEqual([0, ""]);
    const steps = (JSON.parse(stdout) as Planned).stages.flatMap((stage) => stage.steps);
    expect(steps.find(({ uses }) => uses === "bell/ring")).toMatchObject({
      id: "deploy/bell/ring",
      summary: 'ring "left-pad 1.0.0"',
      state: "to-do",
      target: { url: bell.url, text: "left-pad 1.0.0" },
      irreversible: "A bell cannot be unrung.",
    });
    expect(bell.rings).toEqual([]);
  });

  it("shows what it offers", async () => {
    const { code, stdout } = await relspec("plugins", "inspect", "bell");
    expect(code).toBe(0);
    expect(stdout).toContain("bell/ring");
    expect(stdout).toContain("Ring the bell for a version.");
  });

  it("refuses options as its schemas say", async () => {
    project.write(
      "wrong.yaml",
      "apiVersion: relspec/v1\nname: x\nplugins:\n  git: {}\n  ./release/bell.ts: { ulr: x }\n",
    );
    const { code, stdout } = await relspec("validate", "--spec", "wrong.yaml", "--json");
    expect(code).toBe(2);
    expect(stdout).toContain("wrong.yaml");
    expect(stdout).toContain("Write `url` instead of `ulr`.");
  });

  it("rings once, although the first try fails, and adopts what was rung", async () => {
    bell.failOnce(503);
    const { code, stdout } = await relspec("run", "--json");
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { outcome: "released", steps: { failed: 0, left: 0 } }]);
    expect(bell.rings).toEqual([{ text: "left-pad 1.0.0", key: expect.stringContaining("deploy/bell/ring") }]);
  });

  it("says what its author wrote when the bell refuses", async () => {
    project.commit("feat: ring again");
    bell.failOnce(403);
    const { code, stderr } = await relspec("run");
    expect(code).toBe(1);
    expect(stderr).toContain(`The bell at ${bell.url} answers 403.`);
    expect((await relspec("run")).code).toBe(0);
    expect(bell.rings.map(({ text }) => text)).toEqual(["left-pad 1.0.0", "left-pad 1.1.0"]);
  });
});

interface Planned {
  readonly stages: readonly { readonly steps: readonly { readonly uses: string }[] }[];
}
