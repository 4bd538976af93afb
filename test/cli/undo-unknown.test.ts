import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli, startCli } from "./run-cli.ts";

let project: TestProject;
afterEach(() => project?.remove());

const relspec = (...args: readonly string[]) => runCli(args, { cwd: project.path });
const sent = () =>
  existsSync(join(project.path, "sent"))
    ? readFileSync(join(project.path, "sent"), "utf8").trim().split("\n").length
    : 0;

test("a release killed within an effect that nobody can look up is not closed before a person has said whether it took place", async () => {
  project = makeProject({
    "relspec.yaml": `apiVersion: relspec/v1
name: lib
plugins: { git: {} }
stages:
  deploy: { steps: [{ id: mail, uses: exec/once, with: { command: [sh, -c, "echo sent >> sent; sleep 30"] } }] }
`,
    ".gitignore": ".relspec/\nsent\n",
  });
  const child = startCli(["run"], { cwd: project.path });
  while (sent() === 0) await sleep(50);
  child.kill("SIGKILL");

  const preview = await relspec("undo", "--preview");
  expect(preview.stdout).toContain("? deploy/mail");
  const asked = await relspec("undo", "--json");
  expect([asked.code, JSON.parse(asked.stdout).error?.code]).toEqual([1, "RS_STEP_UNKNOWN"]);
  const undone = await relspec("undo", "--assume", "done=deploy/mail", "--json");
  expect([undone.code, JSON.parse(undone.stdout).outcome]).toEqual([0, "undone"]);

  // What was sent stays sent: the next attempt takes it for done.
  const again = await relspec("run", "--json");
  expect([again.code, JSON.parse(again.stdout)]).toMatchObject([0, { outcome: "released", steps: { adopted: 1 } }]);
  expect(sent()).toBe(1);

  const history = JSON.parse((await relspec("history", "--json")).stdout) as { outcome: string }[];
  expect(history.map(({ outcome }) => outcome)).toEqual(["undone", "released"]);
}, 120_000);
