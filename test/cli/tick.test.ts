import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine } from "@relspec/core";
import { type Mailbox, startMailbox } from "../servers/mailbox.ts";
import { makeProject, type TestProject } from "./project.ts";
import { repository, runCli } from "./run-cli.ts";

const spec = (more: string) => `apiVersion: relspec/v1
name: acme
plugins:
  git: {}
  exec: {}
  email: { from: releases@example.com, smtp: "{{secrets.SMTP_URL}}" }
roles:
  qa: [{ email: ana@example.com }]
  manager: [{ email: mo@example.com }, { email: mia@example.com }]
  management: [{ email: boss@example.com }]
policy: { identity: claimed }
stages:
  prepare: { gates: [{ approval: qa }] }
  deploy: { steps: [{ uses: exec/run, with: { command: [node, -e, "1"] } }] }
controls:
  - { id: CM-3, framework: [SOC 2 CC8.1], require: approval:qa, owner: qa, ${more} }
`;
let mailbox: Mailbox;
const projects: TestProject[] = [];
const projectOf = (more: string): TestProject => {
  const project = makeProject({ "relspec.yaml": spec(more) });
  projects.push(project);
  return project;
};
beforeAll(async () => {
  mailbox = await startMailbox();
});
afterAll(async () => {
  for (const project of projects) project.remove();
  await mailbox.close();
});
const env = () => ({ SMTP_URL: mailbox.url, NODE_TLS_REJECT_UNAUTHORIZED: "0" });

interface Answer {
  readonly escalated: readonly { readonly control: string; readonly rung: number; readonly to: readonly string[] }[];
  readonly controls: readonly { readonly id: string; readonly state: string }[];
}

describe("relspec tick", () => {
  it("tells each rung of an overdue control exactly once, however often it runs", async () => {
    const project = projectOf("within: PT0S, escalate: [manager, management]");
    const relspec = (...args: readonly string[]) => runCli([...args, "--json"], { cwd: project.path, env: env() });
    expect((await relspec("tick")).code).toBe(0);
    expect((await relspec("run")).code).toBe(4);
    const answers: Answer[] = [];
    for (let n = 0; n < 3; n++) {
      const { code, stdout, stderr } = await relspec("tick");
      expect(code, stdout + stderr).toBe(0);
      answers.push(JSON.parse(stdout) as Answer);
    }
    expect(answers.map(({ escalated }) => escalated.map(({ rung }) => rung))).toEqual([[1, 2, 3], [], []]);
    expect(answers[0]?.escalated.map(({ to }) => to)).toEqual([
      ["ana@example.com"],
      ["mo@example.com", "mia@example.com"],
      ["boss@example.com"],
    ]);
    const mails = mailbox.messages().filter(({ subject }) => subject.includes("CM-3"));
    expect(mails.flatMap(({ recipients }) => recipients).sort()).toEqual([
      "ana@example.com",
      "boss@example.com",
      "mia@example.com",
      "mo@example.com",
    ]);
    expect(mails[0]?.subject).toBe("acme 1.0.0: the control CM-3 is overdue");
    expect(mails[0]?.text).toContain("prepare/approval:qa is not open");
    // It is told, and nothing else: the gate is as closed as before.
    expect((await relspec("run")).code).toBe(4);
    const shown = JSON.parse((await relspec("show", "1.0.0")).stdout) as {
      readonly log: readonly { readonly type: string; readonly data: { readonly told?: boolean } }[];
    };
    expect(shown.log.filter(({ type }) => type === "control.escalated").map(({ data }) => data.told)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it("goes up the ladder as time goes by, and no farther once the control is met", async () => {
    const project = projectOf("within: PT2H, escalate: [manager, management]");
    let now = Date.parse("2026-11-23T08:00:00Z");
    const engine = createEngine({ cwd: project.path, now: () => new Date(now), pluginsFrom: [repository] });
    // Without a way to send anything the ladder is climbed on record.
    project.write("relspec.yaml", spec("within: PT2H, escalate: [manager, management]").replace(/ {2}email: .*\n/, ""));
    project.commit("chore: send nothing");
    await engine.run();
    const rungs: number[][] = [];
    for (const minutes of [119, 120, 121, 240, 241]) {
      now = Date.parse("2026-11-23T08:00:00Z") + minutes * 60_000;
      rungs.push((await engine.tick()).escalated.map(({ rung }) => rung));
    }
    expect(rungs).toEqual([[], [1], [], [2], []]);
    project.git("config", "user.email", "ana@example.com");
    await engine.close();
  });

  const refused: Readonly<Record<string, readonly [string, string]>> = {
    "an owner that is no role": ["within: PT1H, escalate: [manger]", "/controls/0/escalate/0"],
    "a ladder of months": ["within: P1M", "/controls/0/within"],
    "a key that is misspelt": ["within: PT1H, escalat: [manager]", "/controls/0/escalat"],
  };
  for (const [sentence, [more, pointer]] of Object.entries(refused)) {
    it(`is not run with ${sentence}: exit code 2, with the place`, async () => {
      const { code, stdout } = await runCli(["validate", "--json"], { cwd: projectOf(more).path });
      expect(code).toBe(2);
      expect(stdout).toContain(`"pointer": "${pointer}"`);
    });
  }

  it("is not run for a control of a gate that there is not", async () => {
    const project = projectOf("within: PT1H");
    project.write("relspec.yaml", spec("within: PT1H").replace("require: approval:qa", "require: aproval:qa"));
    const { code, stdout } = await runCli(["validate", "--json"], { cwd: project.path });
    expect(code).toBe(2);
    expect(stdout).toContain('"pointer": "/controls/0/require"');
  });
});
