import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorld } from "@relspec/core";
import { type ActionStage, describeAction, usePlugin } from "@relspec/core/testing";
import exec from "@relspec/plugin-exec";
import { describe, it } from "vitest";

const { execPath } = process;

/** A program that adds a line to a file each time it runs, and one that says whether there is a line. */
async function stage(name: "run" | "once", withCheck: boolean): Promise<ActionStage> {
  const root = await mkdtemp(join(tmpdir(), "relspec-conformance-"));
  const token = "t0ken-of-the-deployment";
  const lines: string[] = [];
  const world = createWorld({
    root,
    env: { PATH: process.env["PATH"], DEPLOY_TOKEN: token },
    onLog: (line) => lines.push(line),
  });
  const scripts = {
    do: "fs.appendFileSync('done', 'x\\n'); console.log(process.env.TOKEN)",
    look: "process.exit(fs.existsSync('done') ? 0 : 1)",
    undo: "fs.rmSync('done', { force: true })",
  };
  const program = (script: keyof typeof scripts) => [execPath, `${script}.cjs`];
  for (const [script, code] of Object.entries(scripts))
    await writeFile(join(root, `${script}.cjs`), `const fs = require("node:fs"); ${code}`);
  return {
    action: (await usePlugin(exec)).actions![name]!,
    with: {
      command: [...program("do"), "{{version}}"],
      ...(withCheck && { check: program("look") }),
      undo: program("undo"),
      env: { TOKEN: "{{secrets.DEPLOY_TOKEN}}" },
    },
    world,
    artifacts: join(root, ".artifacts"),
    secrets: { DEPLOY_TOKEN: token },
    lines: () => lines,
    count: async () => (await readFile(join(root, "done"), "utf8").catch(() => "")).split("\n").length - 1,
    close: () => rm(root, { recursive: true, force: true }),
  };
}

describeAction({ describe, it }, "exec/run", { start: () => stage("run", true) });
describeAction({ describe, it }, "exec/once", { start: () => stage("once", false) });
