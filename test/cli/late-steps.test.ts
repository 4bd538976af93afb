import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Mailbox, startMailbox } from "../servers/mailbox.ts";
import { makeProject, type TestProject } from "./project.ts";
import { runCli, runInTurn } from "./run-cli.ts";

let project: TestProject;
let mailbox: Mailbox;
beforeEach(async () => {
  mailbox = await startMailbox({ starttls: false });
  project = makeProject({
    "relspec.yaml": `apiVersion: relspec/v1
name: lib
plugins: { git: {}, email: { from: "releases@acme.example", tls: when-offered } }
audiences: { clients: { announcer: email, to: [clients@example.com], moments: [live] } }
`,
  });
});
afterEach(async () => {
  project.remove();
  await mailbox.close();
});

const run = async (...args: readonly string[]) => {
  const { code, stdout } = await runCli(["run", "--json", ...args], {
    cwd: project.path,
    env: { SMTP_URL: mailbox.url },
  });
  return { code, value: JSON.parse(stdout) };
};

describe("a message that is not critical", () => {
  it("does not make the release fail, and is sent by the next run, once", async () => {
    mailbox.refuse("to", 550);
    const first = await run();
    mailbox.behave();
    const [second, third] = [await run(), await run()];

    expect([first.code, first.value]).toMatchObject([
      0,
      { outcome: "released", notCritical: [{ step: "deploy/email/send:clients" }] },
    ]);
    expect([second.code, second.value]).toMatchObject([
      0,
      { outcome: "released", release: { version: "1.0.0" }, steps: { left: 0 }, notCritical: [] },
    ]);
    expect([third.code, third.value.outcome]).toEqual([0, "nothing-to-release"]);
    expect(mailbox.messages()).toHaveLength(1);
    expect((await runCli(["audit", "verify"], { cwd: project.path })).code).toBe(0);
  });

  it("of which nobody can tell is asked about until someone has looked, and never sent a second time", async () => {
    mailbox.drop("end", { keep: true });
    const [first, second] = [await run(), await run()];
    for (const { code, value } of [first, second]) {
      expect([code, value]).toMatchObject([
        0,
        { outcome: "released", notCritical: [{ step: "deploy/email/send:clients", code: "RS_STEP_UNKNOWN" }] },
      ]);
    }
    mailbox.behave();
    const told = await run("--assume", "done=deploy/email/send:clients");

    expect([told.code, told.value]).toMatchObject([0, { outcome: "released", steps: { left: 0 }, notCritical: [] }]);
    expect((await run()).value.outcome).toBe("nothing-to-release");
    expect(mailbox.messages()).toHaveLength(1);
  });

  it("is not confused with a step that is none", async () => {
    const at = { cwd: project.path, env: { SMTP_URL: mailbox.url } };
    const { code, json } = await runInTurn(["run", "--assume", "done=deploy/email/send:client"], at);

    expect([code, json]).toMatchObject([
      2,
      { error: { code: "RS_USAGE", suggestions: ["Write `deploy/email/send:clients`."] } },
    ]);
    expect(mailbox.messages()).toEqual([]);
  });
});
