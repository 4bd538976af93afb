import { once } from "node:events";
import { copyFileSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "../cli/project.ts";
import { runCli, startCli } from "../cli/run-cli.ts";

const days = 86_400_000;
const preload = pathToFileURL(join(import.meta.dirname, "jump-clock.ts")).href;
/** The first who comes waits for the file `go`; whoever comes later does not. */
const slow = `const first = !fs.existsSync('count'); fs.appendFileSync('count', 'x'); if (first) setInterval(() => fs.existsSync('go') && process.exit(), 20)`;
const spec = (ledger: string) => `apiVersion: relspec/v1
name: lib
plugins: { git: {}, exec: {} }
ledger: ${ledger}
stages: { build: { steps: [{ id: slow, uses: exec/run, with: { command: [node, -e, ${JSON.stringify(slow)}] } }] } }
`;

let project: TestProject;
beforeEach(() => {
  project = makeProject({ ".gitignore": ".relspec/\ncount\ngo\n", "relspec.yaml": spec("sqlite") });
});
afterEach(() => project.remove());

const file = (name: string) => join(project.path, name);
const clock = (by: number, from = 0) => ({
  NODE_OPTIONS: `--import=${preload}`,
  RELSPEC_CLOCK_BY: String(by),
  RELSPEC_CLOCK_FROM: String(from),
});
async function call(args: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout } = await runCli([...args, "--json"], { cwd: project.path, env });
  return { code, value: JSON.parse(stdout) as unknown };
}
const isReleased = { code: 0, value: { outcome: "released" } };

/** Each version is tagged, on record as released, and once; and the record holds together. */
async function expectReleased(versions: readonly string[], onRecord = versions): Promise<void> {
  const tags = project.git("ls-remote", "--tags", "--refs", "origin").split("\n");
  expect(tags.map((line) => line.split("refs/tags/v")[1])).toEqual(versions);
  const history = (await call(["history"])).value as readonly { readonly version: string; readonly outcome: string }[];
  expect(history.map(({ version, outcome }) => `${version} ${outcome}`).toSorted()).toEqual(
    onRecord.map((version) => `${version} released`),
  );
  expect(await call(["audit", "verify"])).toMatchObject({ code: 0, value: { intact: true } });
}

/** A run that has come as far as the slow step, as a process that is still there. */
async function startSlow() {
  const child = startCli(["run", "--json"], { cwd: project.path });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.resume();
  while (!existsSync(file("count"))) await sleep(20);
  return { child, said: () => stdout };
}

describe("a clock that jumps by two days", { timeout: 300_000 }, () => {
  it.each([
    ["forward", "sqlite", 2 * days],
    ["back", "sqlite", -2 * days],
    ["forward", "git", 2 * days],
    ["back", "git", -2 * days],
  ])("%s, between two runs and in the middle of one, with the ledger %s, loses nothing", async (_, ledger, by) => {
    writeFileSync(file("go"), "");
    if (ledger === "git") {
      project.write("relspec.yaml", spec("git"));
      project.commit("chore: keep the record on the remote");
    }
    expect(await call(["run", "--until", "build"])).toMatchObject({ code: 4 });
    expect(await call(["run"], clock(by))).toMatchObject(isReleased);
    await expectReleased(["1.0.0"]);

    project.commit("fix: more");
    // From the 40th reading on: the release is open by then.
    expect(await call(["run"], clock(by, 40))).toMatchObject(isReleased);
    await expectReleased(["1.0.0", "1.0.1"]);
  });
});

describe("a machine that", { timeout: 300_000 }, () => {
  it("sleeps for longer than its lease is refused when it wakes up, and what another released stands", async () => {
    const { child, said } = await startSlow();
    child.kill("SIGSTOP");
    // The lease of the embedded ledger is a minute; nothing but time ends it, because the process is still there.
    expect(await call(["run"])).toMatchObject({ code: 3, value: { error: { code: "RS_LOCK_HELD" } } });
    await sleep(65_000);
    expect(await call(["run"])).toMatchObject(isReleased);
    writeFileSync(file("go"), "");
    child.kill("SIGCONT");
    const [code] = (await once(child, "close")) as [number | null];
    expect([code, JSON.parse(said())]).toMatchObject([3, { error: { code: "RS_LOCK_FENCED" } }]);
    await expectReleased(["1.0.0"]);
  });

  it("sleeps for less than its lease goes on as if nothing had been", async () => {
    const { child } = await startSlow();
    child.kill("SIGSTOP");
    await sleep(3_000);
    writeFileSync(file("go"), "");
    child.kill("SIGCONT");
    expect(await once(child, "close")).toEqual([0, null]);
    await expectReleased(["1.0.0"]);
  });
});

describe("the embedded ledger", { timeout: 300_000 }, () => {
  const ledger = () => file(".relspec/ledger.db");

  it("whose last write was torn by a power cut is gone on with from the one before", async () => {
    const { child } = await startSlow();
    child.kill("SIGKILL");
    await once(child, "close");
    const wal = `${ledger()}-wal`;
    const torn = existsSync(wal) && statSync(wal).size > 0;
    if (torn) truncateSync(wal, statSync(wal).size - 100);
    else writeFileSync(`${ledger()}-journal`, readFileSync(ledger()).subarray(0, 100));
    writeFileSync(file("go"), "");
    expect(await call(["run"])).toMatchObject(isReleased);
    await expectReleased(["1.0.0"]);
  });

  it("that was deleted in the middle of a release is begun anew, and what was done is found", async () => {
    writeFileSync(file("go"), "");
    expect(await call(["run", "--until", "build"])).toMatchObject({ code: 4 });
    rmSync(file(".relspec"), { recursive: true });
    expect(await call(["run"])).toMatchObject(isReleased);
    await expectReleased(["1.0.0"]);
  });

  it("that was deleted after a release does not lead to the same release again", async () => {
    writeFileSync(file("go"), "");
    expect(await call(["run"])).toMatchObject(isReleased);
    rmSync(file(".relspec"), { recursive: true });
    expect(await call(["run"])).toMatchObject({ code: 0, value: { outcome: "nothing-to-release" } });
    await expectReleased(["1.0.0"], []);
  });

  it("of which an older copy was put back releases nothing twice, and goes on with the next version", async () => {
    writeFileSync(file("go"), "");
    expect(await call(["run"])).toMatchObject(isReleased);
    const copy = file("../older.db");
    copyFileSync(ledger(), copy);
    project.commit("fix: more");
    expect(await call(["run"])).toMatchObject(isReleased);
    for (const end of ["-wal", "-shm"]) rmSync(ledger() + end, { force: true });
    copyFileSync(copy, ledger());
    expect(await call(["run"])).toMatchObject({ code: 0, value: { outcome: "nothing-to-release" } });
    project.commit("fix: even more");
    expect(await call(["run"])).toMatchObject({ code: 0, value: { release: { version: "1.0.2" } } });
    await expectReleased(["1.0.0", "1.0.1", "1.0.2"], ["1.0.0", "1.0.2"]);
  });
});
