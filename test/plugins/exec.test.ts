import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import exec from "@relspec/plugin-exec";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench, key, startBench } from "./plugin-bench.ts";

const { execPath } = process;
const secret = 's3cr3t/with "quotes" & $more';
let bench: Bench;

beforeEach(async () => {
  const env = {
    PATH: process.env["PATH"],
    HOME: "/home/x",
    LC_ALL: "C",
    MY_VAR: "mine",
    DEPLOY_TOKEN: secret,
    OTHER: "not passed on",
  };
  bench = await startBench(exec, { env });
});
afterEach(() => bench.close());

/** A node program as argv. */
const node = (code: string, ...rest: string[]) => [execPath, "-e", code, ...rest];
const apply = async (action: string, options: Record<string, unknown>) =>
  bench.apply(action, (await bench.plan(action, options as never)).target);

describe("exec/run", () => {
  test("hands every argument over as it is, with no shell in between", async () => {
    const hostile = ["$(touch pwned)", "`id`", "; rm -rf .", "a b", "*", "'\"", "\u001b[31m", "--flag"];
    await apply("run", {
      command: node("fs.writeFileSync('args.json', JSON.stringify(process.argv.slice(1)))", "--", ...hostile),
    });
    expect(JSON.parse(await readFile(join(bench.root, "args.json"), "utf8"))).toEqual(hostile);
  });

  test("fills values into arguments at planning, each inside its own argument", async () => {
    const { target } = await bench.plan("run", { command: ["deploy", "--tag={{version}}", "{{commit}}"] });
    expect(target["command"]).toEqual(["deploy", "--tag=1.1.0", "c0ffee0000000000000000000000000000000001"]);
  });

  test("refuses a shell line, and says how to write it", async () => {
    const [finding, ...more] = await bench.findings("run", { command: "npm test" });
    expect(more).toEqual([]);
    expect(finding?.message).toContain("a list of the program and each of its arguments, such as [npm, test]");
    expect(await bench.findings("run", { command: [] })).toHaveLength(1);
    expect(await bench.findings("run", { command: ["x"], shell: true })).toHaveLength(1);
    expect(await bench.findings("run", { command: ["x"], env: { "A=B": "c" } })).not.toEqual([]);
  });

  test("passes on only the environment that is named, the release, and what the spec sets", async () => {
    const result = await apply("run", {
      command: node("console.log(JSON.stringify(process.env))"),
      env: { GREETING: "hello {{version}}" },
      inherit: ["PATH", "MY_*", "LC_*"],
      output: "json",
    });
    const { output } = result as { output: Record<string, string> };
    expect(output).toMatchObject({
      GREETING: "hello 1.1.0",
      MY_VAR: "mine",
      LC_ALL: "C",
      RELSPEC_VERSION: "1.1.0",
      RELSPEC_RELEASE: "lib-1.1.0-00000000",
      RELSPEC_COMMIT: "c0ffee0000000000000000000000000000000001",
      RELSPEC_KEY: key,
    });
    expect(Object.keys(output)).not.toContain("OTHER");
    expect(Object.keys(output)).not.toContain("HOME");
    expect(Object.keys(output)).not.toContain("DEPLOY_TOKEN");
  });

  test("gives a secret to the program, and to nobody else", async () => {
    const options = { env: { TOKEN: "{{secrets.DEPLOY_TOKEN}}" } };
    const show =
      "console.log(JSON.stringify({ token: process.env.TOKEN, length: process.env.TOKEN.length })); console.error(process.env.TOKEN);";
    const { target } = await bench.plan("run", { ...options, command: node(show), output: "json" });
    expect(JSON.stringify(target)).not.toContain("s3cr3t");
    const result = await bench.apply("run", target);
    expect(result).toEqual({ code: 0, output: { token: "[secret DEPLOY_TOKEN]", length: secret.length } });

    const failing = await apply("run", {
      ...options,
      command: node(`${show} console.log('x'.repeat(1990) + process.env.TOKEN); process.exit(3)`),
    }).catch((error) => error);
    expect(failing.message).toContain("exit code 3");
    const shown = JSON.stringify([failing.message, failing.details, bench.log]);
    expect(shown).toContain("[secret DEPLOY_TOKEN]");
    for (const part of ["s3cr3t", "with \\", "& $more"]) expect(shown).not.toContain(part);
  });

  test("fails with the exit code and the last of the output, and may be retried", async () => {
    const error = await apply("run", {
      command: node(
        "for (let i = 0; i < 5000; i++) console.log('line', i); console.error('it broke'); process.exitCode = 7",
      ),
    }).catch((each) => each);
    expect(error).toMatchObject({ code: "RS_STEP_FAILED", retryable: true, details: { code: 7 } });
    expect(error.message).toMatch(/ended with exit code 7: it broke$/);
    expect(error.details.output).toContain("line 4999");
    expect(error.details.output.length).toBeLessThanOrEqual(4000);
    expect(bench.log).toHaveLength(5000);
  });

  test("names a program that does not exist", async () => {
    await expect(apply("run", { command: ["no-such-program-here"] })).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
      message: expect.stringContaining("no-such-program-here"),
    });
  });

  test("keeps JSON output, and says so when it is none", async () => {
    expect(await apply("run", { command: node("console.log(' [1, {\"a\": null}] ')"), output: "json" })).toEqual({
      code: 0,
      output: [1, { a: null }],
    });
    await expect(apply("run", { command: node("console.log('hi')"), output: "json" })).rejects.toThrow(
      /not one JSON document/,
    );
    await expect(apply("run", { command: node("console.log('x'.repeat(2e6))"), output: "json" })).rejects.toThrow(
      /more than 1048576 bytes/,
    );
  });

  test("runs in a folder of the project, and nowhere else", async () => {
    await mkdir(join(bench.root, "a/b"), { recursive: true });
    await apply("run", { command: node("fs.writeFileSync('here', '')"), cwd: "./a/../a/b/" });
    expect(await readFile(join(bench.root, "a/b/here"), "utf8")).toBe("");
    for (const cwd of ["..", "a/../..", "/tmp", "a/../../x", "..\\x", "C:\\x", "\\x"]) {
      await expect(bench.plan("run", { command: ["x"], cwd })).rejects.toMatchObject({ code: "RS_SPEC_INVALID" });
    }
    const { target } = await bench.plan("run", { command: node("1") });
    await expect(bench.apply("run", { ...target, cwd: "../.." })).rejects.toMatchObject({ code: "RS_SPEC_INVALID" });
  });

  test("stops what it started when it is told to", async () => {
    const { target } = await bench.plan("run", { command: node("setInterval(() => {}, 1000)") });
    await expect(bench.apply("run", target, AbortSignal.timeout(150))).rejects.toBeDefined();
  });

  test("takes the word of its check: 0 is done, 1 is not, anything else cannot tell", async () => {
    const finding = async (code: number) => {
      const { target } = await bench.plan("run", {
        command: ["x"],
        check: node(`console.error('because'); process.exit(${code})`),
      });
      return bench.check("run", target);
    };
    expect(await finding(0)).toEqual({ state: "present", result: { code: 0 } });
    expect(await finding(1)).toEqual({ state: "absent" });
    expect(await finding(2)).toMatchObject({
      state: "unknown",
      reason: expect.stringContaining("exit code 2: because"),
    });
    const { target } = await bench.plan("run", { command: ["x"] });
    expect(await bench.check("run", target)).toEqual({ state: "absent", blind: true });
  });

  test("after a check it has a marker of its own to look for: killed at any point it ends up done once", async () => {
    const marker = join(bench.root, "deployed");
    const options = {
      command: node(`fs.appendFileSync(${JSON.stringify(marker)}, 'x')`),
      check: node(`process.exit(fs.existsSync(${JSON.stringify(marker)}) ? 0 : 1)`),
      undo: node(`fs.rmSync(${JSON.stringify(marker)})`),
    };
    const { target, irreversible } = await bench.plan("run", options);
    expect(irreversible).toBeUndefined();
    expect(await bench.check("run", target)).toEqual({ state: "absent" });
    const result = await bench.apply("run", target);
    expect(await bench.check("run", target)).toMatchObject({ state: "present" });
    await bench.undo("run", target, result);
    expect(await bench.check("run", target)).toEqual({ state: "absent" });
  });

  test("says that nothing takes it back when there is no undo", async () => {
    const { irreversible, target } = await bench.plan("run", { command: ["npm", "run", "deploy it"] });
    expect(irreversible).toBe('No `undo` command is given for npm run "deploy it".');
    await expect(bench.undo("run", target)).rejects.toMatchObject({ code: "RS_STEP_IRREVERSIBLE" });
  });

  test("plans the same target for the same options, wherever it runs", async () => {
    await writeFile(join(bench.root, "x"), "");
    const one = await bench.plan("run", { command: ["npm", "test"] });
    const other = await startBench(exec, { env: { PATH: "/elsewhere", MY_VAR: "other" } });
    expect(await other.plan("run", { command: ["npm", "test"] })).toEqual(one);
    expect(JSON.stringify(one)).not.toContain(bench.root);
    await other.close();
  });
});

describe("exec/once", () => {
  test("is of class C, has no check, and is never tried again by itself", async () => {
    expect(bench.action("once")).toMatchObject({ effect: "C", retry: { attempts: 1 } });
    expect(bench.action("once").check).toBeUndefined();
    await expect(apply("once", { command: node("process.exit(4)") })).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
      retryable: false,
    });
    expect(await bench.findings("once", { command: ["x"], check: ["y"] })).toHaveLength(1);
  });

  test("leaves open what was stopped before it answered", async () => {
    await expect(apply("once", { command: node("process.kill(process.pid, 'SIGKILL')") })).rejects.toMatchObject({
      code: "RS_STEP_UNKNOWN",
      retryable: false,
    });
    const { target } = await bench.plan("once", { command: node("setInterval(() => {}, 1000)") });
    await expect(bench.apply("once", target, AbortSignal.timeout(150))).rejects.toMatchObject({
      code: "RS_STEP_UNKNOWN",
    });
  });

  test("knows that a program which never began has done nothing", async () => {
    await expect(apply("once", { command: ["no-such-program-here"] })).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
    });
    await expect(apply("once", { command: node("1"), cwd: "missing" })).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
    });
  });
});
