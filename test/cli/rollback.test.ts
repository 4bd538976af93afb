import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Mailbox, startMailbox } from "../servers/mailbox.ts";
import { type Registry, startRegistry } from "../servers/registry.ts";
import { makeProject, type TestProject } from "./project.ts";
import { runInTurn, runCli, startCli } from "./run-cli.ts";

const spec = `apiVersion: relspec/v1
name: acme
plugins:
  git: {}
  npm: {}
  email: { from: releases@example.com, smtp: "{{secrets.SMTP_URL}}" }
stages:
  deploy:
    steps:
      - { id: roll-out, uses: exec/run, with: { command: [node, -e, "require('fs').writeFileSync(process.argv[1], process.argv[2])", "../running", "{{version}}"] } }
audiences:
  clients: { announcer: email, to: [clients@example.com], moments: [live, rolled-back] }
`;
const manifest = (name: string) => JSON.stringify({ name, version: "0.0.0", files: ["index.js"] });
let registry: Registry;
let mailbox: Mailbox;
let project: TestProject;
let env: Record<string, string>;
const relspec = (...args: string[]) => runCli([...args, "--json"], { cwd: project.path, env });
const json = (text: string) => JSON.parse(text) as Record<string, never>;
const tagsOf = async (name: string) => (await registry.packument(name))?.["dist-tags"];

beforeAll(async () => {
  [registry, mailbox] = await Promise.all([startRegistry(), startMailbox()]);
  project = makeProject({
    "relspec.yaml": spec,
    "package.json": JSON.stringify({ name: "acme-root", private: true, workspaces: ["packages/*"] }),
    "packages/a/package.json": manifest("@acme/a"),
    "packages/a/index.js": "",
    "packages/b/package.json": manifest("@acme/b"),
    "packages/b/index.js": "",
  });
  env = {
    npm_config_userconfig: await registry.npmrc(join(project.path, "../npm")),
    SMTP_URL: mailbox.url,
    NODE_TLS_REJECT_UNAUTHORIZED: "0",
  };
  for (const change of [null, "fix(a): less", "feat(a): more"]) {
    if (change !== null) {
      project.write("packages/a/index.js", `// ${change}`);
      project.commit(change);
    }
    const { code, stdout, stderr } = await relspec("run");
    if (code !== 0) throw new Error(stdout + stderr);
  }
}, 180_000);
afterAll(async () => {
  project.remove();
  await Promise.all([registry.close(), mailbox.close()]);
});

describe("relspec rollback", { timeout: 120_000 }, () => {
  it("refuses a version that was never released, naming those that were", async () => {
    const { code, json: answer } = await runInTurn(["rollback", "9.9.9"], { cwd: project.path, env });
    expect(code).toBe(2);
    expect(answer).toMatchObject({
      error: { code: "RS_USAGE_RELEASE", suggestions: [expect.stringContaining("1.0.1")] },
    });
  });

  it("shows what it would do, and does none of it", async () => {
    const before = await tagsOf("@acme/a");
    const plan = json((await relspec("rollback", "1.0.1", "--preview")).stdout);
    expect(plan).toMatchObject({
      kind: "Plan",
      outcome: "release",
      release: { type: "rollback", version: "1.0.1", previous: "1.1.0" },
      packages: [{ name: "@acme/a", from: "1.1.0", to: "1.0.1" }],
    });
    const stages = plan["stages"] as unknown as { steps: { id: string; state: string }[] }[];
    const steps = stages.flatMap((stage) => stage.steps);
    expect(steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
      "deploy/roll-out to-do",
      "deploy/npm/dist-tag:@acme/a to-do",
      "deploy/npm/deprecate:@acme/a to-do",
      "deploy/email/send:clients to-do",
    ]);
    expect(await tagsOf("@acme/a")).toEqual(before);
  });

  it("is killed in the middle, and the same command ends it: once each, and nothing deleted", async () => {
    registry.fail({
      method: "PUT",
      path: "@acme/a",
      kind: "lost",
      call: () => void child.kill("SIGKILL"),
    });
    const child = startCli(["rollback", "1.0.1", "--reason", "Payments fail"], { cwd: project.path, env });
    await once(child, "close");
    expect(child.signalCode).toBe("SIGKILL");
    const other = await relspec("rollback", "1.0.0");
    expect(other.code).toBe(3);
    const { code, stdout } = await relspec("rollback", "1.0.1");
    expect([code, json(stdout)]).toMatchObject([0, { outcome: "released", release: { version: "1.0.1" } }]);

    const packument = await registry.packument("@acme/a");
    expect(packument?.["dist-tags"]["latest"]).toBe("1.0.1");
    expect(Object.keys(packument?.versions ?? {})).toEqual(["1.0.0", "1.0.1", "1.1.0"]);
    expect(packument?.versions["1.1.0"]?.["deprecated"]).toBe("Rolled back: use 1.0.1.");
    expect(packument?.versions["1.0.1"]?.["deprecated"]).toBeUndefined();
    expect(await tagsOf("@acme/b")).toMatchObject({ latest: "1.0.0" });
    const mails = mailbox.messages().filter(({ subject }) => subject.includes("rolled back"));
    expect(mails.map(({ text }) => text)).toEqual([expect.stringContaining("Payments fail")]);
    expect(project.git("tag")).toContain("@acme/a@1.1.0");
  });

  it("is on record, and the next release goes on from the highest version", async () => {
    const history = JSON.parse((await relspec("history")).stdout) as { version: string; outcome: string }[];
    expect(history.at(-1)).toMatchObject({ version: "1.0.1", outcome: "released" });
    expect(json((await relspec("audit", "verify")).stdout)).toMatchObject({ intact: true });
    expect(json((await relspec("rollback", "1.0.1")).stdout)).toMatchObject({ outcome: "nothing-to-release" });
    project.write("packages/a/index.js", "// mended");
    project.commit("fix(a): mend");
    expect(json((await relspec("plan")).stdout)).toMatchObject({
      packages: [{ name: "@acme/a", from: "1.1.0", to: "1.1.1" }],
    });
  });

  it("refuses while a release is open", async () => {
    const waiting = makeProject({
      "relspec.yaml": `apiVersion: relspec/v1
name: lib
plugins: { git: {} }
roles: { boss: [{ email: boss@example.com }] }
policy: { identity: claimed }
stages: { prepare: { gates: [{ approval: boss }] } }
`,
    });
    try {
      expect((await runCli(["run"], { cwd: waiting.path })).code).toBe(4);
      const { code, json: answer } = await runInTurn(["rollback", "1.0.0"], { cwd: waiting.path });
      expect([code, answer]).toMatchObject([3, { error: { code: "RS_PLAN_STALE" } }]);
    } finally {
      waiting.remove();
    }
  });
});
