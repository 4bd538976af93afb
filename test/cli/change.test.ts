import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { repository, runBoth, runCli } from "./run-cli.ts";

const manifest = (name: string, more: object = {}) => JSON.stringify({ name, version: "1.0.0", ...more });
const main = join(repository, "packages/cli/src/main.ts");

let project: TestProject;

beforeEach(() => {
  project = makeProject({
    "relspec.yaml":
      "apiVersion: relspec/v1\nname: root\nplugins: { git: {}, npm: { publish: false } }\nversion: { strategy: intents }\n",
    "package.json": manifest("root", { private: true, workspaces: ["packages/*"] }),
    "packages/a/package.json": manifest("@acme/a"),
    "packages/b/package.json": manifest("@acme/b"),
  });
  project.git("switch", "--quiet", "--create", "topic");
  project.write("packages/b/x.js", "");
});
afterEach(() => project.remove());

const intents = () => readdirSync(join(project.path, ".changeset"));
const add = (...flags: readonly string[]) => runCli(["change", "add", ...flags], { cwd: project.path });

describe("relspec change", { timeout: 120_000 }, () => {
  it("check refuses changed packages without an intent, and takes one that came since", async () => {
    const before = await runBoth(["change", "check", "--since", "main"], { cwd: project.path });
    expect(before.code).toBe(3);
    expect(before.json).toEqual({ base: "main", touched: ["@acme/b"], intents: [], missing: ["@acme/b"] });
    await add("--package", "@acme/b", "--bump", "none", "--message", "Tests only");
    project.git("add", "--all");
    project.git("commit", "--quiet", "--message", "topic");
    expect((await runBoth(["change", "check", "--since", "main"], { cwd: project.path })).code).toBe(0);
  });

  it("check finds a branch that is only on the remote, and names one that is nowhere", async () => {
    project.git("branch", "--delete", "--force", "main");
    expect((await runBoth(["change", "check"], { cwd: project.path })).code).toBe(3);
    const { code, json } = await runBoth(["change", "check", "--since", "--output=x"], { cwd: project.path });
    expect(code).toBe(2);
    expect(json).toMatchObject({ error: { code: "RS_USAGE" } });
  });

  it("add writes a file that changesets and relspec read, whatever is in the message", async () => {
    const message = 'Refunds "in" €: `$(touch owned)` \u001b[31m---';
    const { code, stderr } = await add(
      "--package",
      "@acme/a",
      "--package",
      "@acme/b",
      "--bump",
      "minor",
      "-m",
      message,
    );
    expect(code, stderr).toBe(0);
    const [file] = intents();
    expect(file).toMatch(/^refunds-in-touch-owned-31m-[0-9a-f]{6}\.md$/);
    expect(readFileSync(join(project.path, ".changeset", file!), "utf8")).toBe(
      '---\n"@acme/a": minor\n"@acme/b": minor\n---\n\nRefunds "in" €: `$(touch owned)` ---\n',
    );
    project.git("add", "--all");
    project.git("commit", "--quiet", "--message", "topic");
    const { json } = await runBoth(["change", "list"], { cwd: project.path });
    expect(json).toMatchObject([{ bump: "minor", packages: ["@acme/a", "@acme/b"], file: `.changeset/${file}` }]);
  });

  it("add never asks where there is no terminal: it names the flags", async () => {
    const { code, json } = await runBoth(["change", "add", "--bump", "minor"], { cwd: project.path });
    expect(code).toBe(2);
    expect(json).toMatchObject({ error: { code: "RS_USAGE", details: { missing: ["--package", "--message"] } } });
    const unknown = await add("--package", "nope", "--bump", "minor", "--message", "x");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("@acme/a, @acme/b");
  });

  it("is of no use where the spec reads no intents, and says what to write", async () => {
    project.write("relspec.yaml", "apiVersion: relspec/v1\nname: root\nplugins: { git: {} }\n");
    const { code, stderr } = await runCli(["change", "check"], { cwd: project.path });
    expect(code).toBe(2);
    expect(stderr).toContain("strategy: intents");
  });

  it("add asks on a terminal, with what was changed selected, and writes nothing when left", async (context) => {
    const terminal = openTerminal(project.path, ["change", "add"]);
    if (terminal === null) return context.skip("there is no tmux to open a terminal with");
    try {
      await terminal.shows(/◼ @acme\/b/);
      expect(terminal.screen()).toMatch(/◻ @acme\/a/);
      terminal.press("Enter");
      await terminal.shows(/What does it mean for @acme\/b/);
      terminal.press("Down");
      await terminal.shows(/● minor/);
      terminal.press("Enter");
      await terminal.shows(/What has changed/);
      terminal.press("-l", "Refunds in euro");
      await terminal.shows(/Refunds in euro/);
      terminal.press("Enter");
      await terminal.shows(/END 0/);
      const [file] = intents();
      expect(readFileSync(join(project.path, ".changeset", file!), "utf8")).toBe(
        '---\n"@acme/b": minor\n---\n\nRefunds in euro\n',
      );
    } finally {
      terminal.close();
    }

    const left = openTerminal(project.path, ["change", "add"])!;
    try {
      await left.shows(/Which packages/);
      left.press("C-c");
      await left.shows(/Nothing was written\.[^]*END 1/);
      expect(intents()).toHaveLength(1);
    } finally {
      left.close();
    }
  });
});

/** A real pseudo-terminal, by a tmux server of its own; null where there is none. */
function openTerminal(cwd: string, args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "relspec-tmux-"));
  const tmux = (...more: readonly string[]) =>
    execFileSync("tmux", ["-S", join(folder, "socket"), "-f", "/dev/null", ...more], { cwd, encoding: "utf8" });
  const words = [process.execPath, "--conditions=source", main, ...args].map((word) => `'${word}'`).join(" ");
  try {
    tmux(
      "new-session",
      "-d",
      "-s",
      "t",
      "-x",
      "100",
      "-y",
      "30",
      `unset CI; LANG=C.UTF-8 ${words}; echo END $?; sleep 100`,
    );
  } catch {
    return null;
  }
  const screen = () => tmux("capture-pane", "-p", "-t", "t");
  return {
    screen,
    press: (...keys: readonly string[]) => void tmux("send-keys", "-t", "t", ...keys),
    shows: async (wanted: RegExp) => {
      for (let tries = 0; tries < 300 && !wanted.test(screen()); tries++) await after(100);
      expect(screen()).toMatch(wanted);
    },
    close: () => {
      tmux("kill-server");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
