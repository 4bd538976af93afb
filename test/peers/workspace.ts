import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface WorkspacePackage {
  readonly name: string;
  readonly version: string;
  readonly private: boolean;
  readonly dependencies: readonly {
    readonly on: string;
    readonly range: string;
    readonly kind: "dependencies" | "devDependencies" | "peerDependencies" | "optionalDependencies";
  }[];
}

/** An npm workspace in a git repository of its own, without a remote. */
export interface Workspace {
  readonly path: string;
  git(...args: readonly string[]): string;
  write(file: string, text: string): void;
  versionOf(name: string): string;
  commit(message: string): void;
  remove(): void;
}

export function makeWorkspace(packages: readonly WorkspacePackage[]): Workspace {
  const path = mkdtempSync(join(tmpdir(), "relspec-peer-"));
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", path, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", path]);
  git("config", "user.name", "Ana");
  git("config", "user.email", "ana@example.com");
  git("config", "commit.gpgsign", "false");
  write("package.json", JSON.stringify({ name: "root", private: true, version: "0.0.0", workspaces: ["packages/*"] }));
  write("package-lock.json", JSON.stringify({ name: "root", lockfileVersion: 3, packages: {} }));
  for (const each of packages) {
    const manifest: Record<string, unknown> = { name: each.name, version: each.version, private: each.private };
    for (const { on, range, kind } of each.dependencies)
      manifest[kind] = { ...(manifest[kind] as object | undefined), [on]: range };
    write(`packages/${each.name}/package.json`, JSON.stringify(manifest, null, 2));
  }
  return {
    path,
    git,
    write,
    versionOf: (name) =>
      (JSON.parse(readFileSync(join(path, "packages", name, "package.json"), "utf8")) as { version: string }).version,
    commit: (message) => {
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message", message);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
