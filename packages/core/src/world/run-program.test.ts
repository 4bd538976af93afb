import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RelspecError } from "../errors/relspec-error.ts";
import type { RunOptions } from "../plugin/context.ts";
import { createRedactor } from "./redactor.ts";
import { createRunProgram } from "./run-program.ts";

let root: string;
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), "relspec-run-"))));
afterEach(() => rm(root, { recursive: true, force: true }));

const env = { PATH: process.env["PATH"], SEEN: "yes", OTHER: "no" };

function run(
  argv: readonly [string, ...string[]],
  options?: RunOptions,
  redact: (text: string) => string = (text) => text,
) {
  return createRunProgram({ root, env, redact })(argv, options);
}
const node = (code: string, options?: RunOptions) => run([process.execPath, "-e", code], options);
const failing = (work: Promise<unknown>) =>
  work.then(
    () => Promise.reject(new Error("it did not fail")),
    (error: RelspecError) => error,
  );

test("gives what a program wrote, byte for byte of UTF-8", async () => {
  expect(await node('process.stdout.write("漢字\\r\\n"); process.stderr.write("é")')).toEqual({
    code: 0,
    stdout: "漢字\r\n",
    stderr: "é",
  });
});

test("runs in the project's root, or where it is told", async () => {
  expect((await run(["pwd"])).stdout.trim()).toBe(root);
  expect((await run(["pwd"], { cwd: tmpdir() })).stdout.trim()).toBe(tmpdir());
});

test("hands arguments over as they are: nothing in them is a command", async () => {
  const hostile = [
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned",
    "| touch pwned",
    "a b",
    "'\"",
    "*",
    "--flag",
    "",
    "\n",
    "{{secrets.A}}",
  ];
  const { stdout } = await run([
    process.execPath,
    "-e",
    "process.stdout.write(JSON.stringify(process.argv.slice(1)))",
    "--",
    ...hostile,
  ]);
  expect(JSON.parse(stdout)).toEqual(hostile);
  await expect(readFile(join(root, "pwned"))).rejects.toThrow();
});

test("passes the environment on, all of it or only the names asked for, and what is added", async () => {
  const seen = async (options: RunOptions) =>
    JSON.parse((await node("process.stdout.write(JSON.stringify(process.env))", options)).stdout) as Record<
      string,
      string
    >;
  expect(await seen({})).toMatchObject({ SEEN: "yes", OTHER: "no" });
  expect(await seen({ inherit: ["SEEN", "MISSING", "constructor"], env: { ADDED: "1" } })).toEqual({
    SEEN: "yes",
    ADDED: "1",
  });
});

test("closes the input, or gives it and then closes it", async () => {
  expect((await run(["cat"])).stdout).toBe("");
  const big = "x".repeat(1_000_000);
  expect((await run(["cat"], { input: big })).stdout).toBe(big);
  expect(await run(["true"], { input: big })).toMatchObject({ code: 0 });
});

test("takes other exit codes as answers where they are", async () => {
  expect(await run(["sh", "-c", "exit 3"], { accept: [0, 3] })).toMatchObject({ code: 3 });
});

describe("a failure", () => {
  test("names the program, its exit code and the last thing it said, in plain text", async () => {
    const error = await failing(run(["sh", "-c", 'printf "first\\n\\033[31mfatal: no\\033[0m\\n\\n" >&2; exit 7']));
    expect(error).toMatchObject({
      code: "RS_STEP_FAILED",
      message: "`sh` ended with exit code 7: fatal: no",
      details: { code: 7, output: "first\nfatal: no" },
    });
  });

  test("shows no secret: not of the arguments, not of the output", async () => {
    const redactor = createRedactor();
    redactor.learn("TOKEN", "hunter22");
    const error = await failing(
      run(["sh", "-c", 'echo "token hunter22 is bad" >&2; exit 1', "hunter22"], {}, redactor.redact),
    );
    expect(error.message).toBe("`sh` ended with exit code 1: token [secret TOKEN] is bad");
    expect(JSON.stringify([error.message, error.details, error.suggestions])).not.toContain("hunter22");
  });

  test("says that a program is missing, and how to get it", async () => {
    expect(await failing(run(["no-such-program", "x"]))).toMatchObject({
      code: "RS_STEP_FAILED",
      message: "`no-such-program x` could not be started: there is no such program.",
      suggestions: ["Install no-such-program, or put the folder it is in on PATH."],
    });
  });

  test("says that a directory is missing, or a file is no program", async () => {
    expect((await failing(run(["true"], { cwd: join(root, "gone") }))).message).toMatch(/there is no directory .*gone/);
    await writeFile(join(root, "plain"), "x");
    expect((await failing(run([join(root, "plain")]))).suggestions).toEqual([`chmod +x ${join(root, "plain")}`]);
  });

  test("is what an argument with a NUL is, and not a crash", async () => {
    expect(await failing(run(["echo", "a\0b"]))).toMatchObject({ code: "RS_STEP_FAILED" });
  });

  test("is what a signal from outside is", async () => {
    expect((await failing(run(["sh", "-c", "kill -9 $$"]))).message).toBe("`sh` was ended by SIGKILL.");
  });
});

describe("output", () => {
  test("beyond the limit is an error, and ends the program", async () => {
    // It never ends by itself.
    expect(await failing(run(["yes"], { limit: 100_000 }))).toMatchObject({
      code: "RS_STEP_FAILED",
      message: "`yes` wrote more than 100000 bytes.",
    });
  });

  test("on stderr is kept from the end, however much there is", async () => {
    const { stderr } = await node(
      'const piece = "x".repeat(65536); for (let i = 0; i < 100; i++) require("fs").writeSync(2, piece); require("fs").writeSync(2, "the end")',
    );
    expect(stderr.endsWith("the end")).toBe(true);
    expect(stderr.length).toBeLessThan(2_000_000);
  });

  test("comes line by line where that is wanted, whole characters and the last line without an end too", async () => {
    const lines: string[] = [];
    const code =
      'const b = Buffer.from("a漢b\\n\\nc\\rd\\nend"); for (const x of b) require("fs").writeSync(1, Buffer.from([x]))';
    expect(await node(code, { onLine: (line) => lines.push(line) })).toMatchObject({ stdout: "" });
    expect(lines).toEqual(["a漢b", "", "c\rd", "end"]);
  });

  test("can be far larger than the limit line by line, but not one line of it", async () => {
    let count = 0;
    await node(
      'const l = "x".repeat(999) + "\\n"; for (let i = 0; i < 20; i++) require("fs").writeSync(1, l.repeat(100))',
      { limit: 5_000, onLine: () => void count++ },
    );
    expect(count).toBe(2_000);
    expect((await failing(run(["cat", "/dev/zero"], { limit: 100_000, onLine: () => {} }))).message).toMatch(
      /wrote a line of more than 100000 bytes/,
    );
  });

  test("that the caller cannot read ends the program with the caller's error", async () => {
    const work = run(["yes"], {
      onLine: () => {
        throw new Error("not like this");
      },
    });
    await expect(work).rejects.toThrow("not like this");
  });
});

/** A process that does not care for SIGTERM, has a child of the same kind, and writes down both ids. */
const stubborn = (pids: string) =>
  [
    "sh",
    "-c",
    `trap '' TERM; (trap '' TERM; while :; do sleep 0.1; done) & echo $$ $! > "$1"; while :; do sleep 0.1; done`,
    "sh",
    pids,
  ] as const;
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
async function written(path: string): Promise<number[]> {
  for (;;) {
    const text = await readFile(path, "utf8").catch(() => "");
    if (text.endsWith("\n")) return text.trim().split(" ").map(Number);
    await wait(20);
  }
}
async function gone(pids: readonly number[]): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if (!pids.some(alive)) return true;
    await wait(20);
  }
  return false;
}

describe("a program that is stopped", () => {
  test("by its timeout ends with all it started", async () => {
    const file = join(root, "pids");
    const error = await failing(run(stubborn(file), { timeout: 500 }));
    expect(error).toMatchObject({
      code: "RS_STEP_TIMEOUT",
      message: "`sh` did not end within 500 ms and was stopped.",
    });
    expect(await gone(await written(file))).toBe(true);
  });

  test("by a signal ends with all it started, for the signal's reason", async () => {
    const file = join(root, "pids");
    const stopping = new AbortController();
    const work = failing(run(stubborn(file), { signal: stopping.signal }));
    const pids = await written(file);
    expect(pids.every(alive)).toBe(true);
    stopping.abort(new RelspecError("RS_STEP_TIMEOUT"));
    expect(await work).toMatchObject({ code: "RS_STEP_TIMEOUT" });
    expect(await gone(pids)).toBe(true);
  });

  test("gets the time to clean up", async () => {
    await failing(
      run(["sh", "-c", "trap 'echo clean > cleaned; exit' TERM; while :; do sleep 0.05; done"], { timeout: 300 }),
    );
    expect(await readFile(join(root, "cleaned"), "utf8")).toBe("clean\n");
  });

  test("before it began does not begin", async () => {
    expect(await failing(run(["touch", "made"], { signal: AbortSignal.abort() }))).toMatchObject({
      code: "RS_RUN_INTERRUPTED",
    });
    await expect(readFile(join(root, "made"))).rejects.toThrow();
  });
});

test("does not wait for what a program leaves running with its output open", async () => {
  const { stdout } = await run(["sh", "-c", "sleep 600 & echo $!"]);
  // It is still there.
  expect(process.kill(Number(stdout), "SIGKILL")).toBe(true);
});

test("leaves no listeners behind", async () => {
  const before = process.listenerCount("exit");
  await Promise.all(Array.from({ length: 5 }, () => run(["true"])));
  await failing(run(["false"]));
  await failing(run(["no-such-program"]));
  expect(process.listenerCount("exit")).toBe(before);
});
