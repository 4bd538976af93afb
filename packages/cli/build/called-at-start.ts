import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Range } from "./quicken.ts";

/** What V8 writes of one process. */
interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
    }[];
  }[];
}

const files: Readonly<Record<string, string>> = {
  "relspec.yaml": "apiVersion: relspec/v1\nname: sample\nplugins: { git: {}, npm: {} }\n",
  "package.json": '{ "name": "sample", "version": "1.0.0", "private": true, "workspaces": ["packages/*"] }\n',
  "packages/a/package.json": '{ "name": "a", "version": "1.0.0", "private": true }\n',
  "packages/b/package.json":
    '{ "name": "b", "version": "1.0.0", "private": true, "dependencies": { "a": "^1.0.0" } }\n',
};

/** The functions of every bundle that `relspec plan` calls in a small repository, by the path of the bundle. */
export function calledAtStart(bin: string): ReadonlyMap<string, readonly Range[]> {
  const folder = mkdtempSync(join(tmpdir(), "relspec-build-"));
  try {
    // Nothing of this machine's settings and of the job that builds: a plan would write into the job's summary.
    const { PATH, SystemRoot } = process.env;
    const env = { PATH, SystemRoot, HOME: folder, GIT_CONFIG_NOSYSTEM: "1" };
    const cwd = makeSample(join(folder, "sample"), env);
    const coverage = join(folder, "coverage");
    execFileSync(process.execPath, [bin, "plan"], {
      cwd,
      env: { ...env, NODE_V8_COVERAGE: coverage, NODE_DISABLE_COMPILE_CACHE: "1" },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const found = new Map<string, Range[]>();
    for (const name of readdirSync(coverage)) {
      const { result } = JSON.parse(readFileSync(join(coverage, name), "utf8")) as Coverage;
      for (const { url, functions } of result) {
        if (!url.startsWith("file:")) continue;
        const file = fileURLToPath(url);
        const ranges = functions.flatMap(({ ranges: [whole] }) =>
          whole && whole.count > 0 ? [{ start: whole.startOffset, end: whole.endOffset }] : [],
        );
        found.set(file, [...(found.get(file) ?? []), ...ranges]);
      }
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeSample(cwd: string, env: NodeJS.ProcessEnv): string {
  const git = (...args: readonly string[]): void =>
    void execFileSync("git", ["-c", "user.name=sample", "-c", "user.email=sample@example.com", ...args], { cwd, env });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  git("commit", "--quiet", "--message=feat: begin");
  git("tag", "a@1.0.0");
  git("tag", "b@1.0.0");
  writeFileSync(join(cwd, "packages/a/index.js"), "export {};\n");
  git("add", ".");
  git("commit", "--quiet", "--message=fix(a): mend");
  return cwd;
}
