import { cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

let project: TestProject;
beforeAll(() => {
  project = makeProject(
    {
      "relspec.yaml": `apiVersion: relspec/v1
name: lib
plugins: { git: {}, exec: {}, email: { from: releases@acme.dev } }
version: { strategy: [conventional-commits, calver] }
stages:
  build: { steps: [{ id: test, uses: exec/run, with: { command: [node, -e, "0"] } }] }
  assess: { steps: [{ id: mail, uses: email/send, with: { to: [ana@example.com] } }] }
`,
    },
    "feat: größer",
  );
});
afterAll(() => project.remove());

interface Where {
  readonly cwd?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}
async function planned({ cwd = project.path, args = [], env = {} }: Where = {}) {
  const { code, stdout, stderr } = await runCli(["plan", "--json", ...args], { cwd, env });
  expect(code, stdout + stderr).toBe(0);
  const { digest, release, notes } = JSON.parse(stdout) as { digest: string; release: { id: string }; notes: string };
  return { digest, id: release.id, notes };
}

test("the same commit and spec have the same digest in any zone, language, home and place", async () => {
  const below = join(project.path, "below/deeper");
  mkdirSync(below, { recursive: true });
  const copy = join(dirname(project.path), "another name");
  cpSync(project.path, copy, { recursive: true });
  const first = await planned();
  const others: readonly Where[] = [
    { env: { TZ: "Pacific/Kiritimati" } },
    { env: { TZ: "America/Los_Angeles" } },
    { env: { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" } },
    { env: { LANG: "de_DE.ISO-8859-1", LC_ALL: "de_DE.ISO-8859-1" } },
    { env: { HOME: undefined, USER: undefined, LOGNAME: undefined } },
    { env: { HOME: "/nonexistent", SMTP_URL: "smtp://user:a-long-password@127.0.0.1:1" } },
    { cwd: below },
    { cwd: "/", args: ["--cwd", project.path] },
    { cwd: copy },
  ];

  for (const where of others) expect([where, await planned(where)]).toEqual([where, first]);
});

test("another spec has another", async () => {
  const before = await planned();
  project.git("tag", "unrelated");
  expect(await planned()).toEqual(before);
  project.commit("fix: more");
  expect((await planned()).digest).not.toBe(before.digest);
});
