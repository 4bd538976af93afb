import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine } from "@relspec/core";
import { makeProject, type TestProject } from "./project.ts";
import { repository, runCli } from "./run-cli.ts";

const body = (more: string) => `apiVersion: relspec/v1
name: acme
plugins: { git: {}, exec: {} }
stages:
  deploy:
    gates:
      - window: office-hours
    steps: [{ id: out, uses: exec/run, with: { command: [node, -e, "console.log('out')"] } }]
${more}`;
const windows = `windows:
  office-hours: { allow: "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH", start: "09:00", end: "16:00", timezone: Europe/Berlin }
`;
const freezes = `freezes: [{ name: year end, from: 2026-12-18, to: 2027-01-04, timezone: Europe/Berlin }]\n`;

let project: TestProject;
const engineAt = (cwd: string, now: () => Date) => createEngine({ cwd, now, pluginsFrom: [repository] });
beforeAll(() => {
  project = makeProject({ "relspec.yaml": body(windows + freezes) });
});
afterAll(() => project.remove());

interface Gate {
  readonly id: string;
  readonly verdict: string;
  readonly missing: readonly string[];
  readonly nextOpen?: string;
}
interface PlanAnswer {
  readonly digest: string;
  readonly stages: readonly { readonly name: string; readonly gates: readonly Gate[] }[];
}

async function planAt(time: string): Promise<PlanAnswer> {
  const { stdout } = await runCli(["plan", "--at", time, "--json"], { cwd: project.path });
  return JSON.parse(stdout) as PlanAnswer;
}
const gatesOf = ({ stages }: PlanAnswer) =>
  Object.fromEntries((stages.find(({ name }) => name === "deploy")?.gates ?? []).map((gate) => [gate.id, gate]));

describe("windows and freezes", () => {
  it("are shown as they will stand at another time, and change nothing of the plan", async () => {
    const [open, weekend, frozen] = await Promise.all(
      ["2026-11-26T08:30:00Z", "2026-11-27T12:00:00Z", "2026-12-21T09:00:00Z"].map(planAt),
    );
    expect(Object.values(gatesOf(open!)).map(({ id, verdict }) => [id, verdict])).toEqual([
      ["deploy/window:office-hours", "pass"],
      ["deploy/freeze:year-end", "pass"],
    ]);
    expect(gatesOf(weekend!)["deploy/window:office-hours"]).toMatchObject({
      verdict: "waiting",
      missing: [
        "The window office-hours is closed until Mon 2026-11-30 09:00 in Europe/Berlin (2026-11-30T08:00:00Z).",
      ],
      nextOpen: "2026-11-30T08:00:00.000Z",
    });
    expect(gatesOf(frozen!)["deploy/freeze:year-end"]).toMatchObject({
      verdict: "waiting",
      nextOpen: "2027-01-04T23:00:00.000Z",
    });
    expect(new Set([open, weekend, frozen].map((each) => each?.digest)).size).toBe(1);
  });

  it("keep a run waiting with exit code 4, and let it through when their time has come", async () => {
    const wrong = makeProject({
      "relspec.yaml": body(`windows: { office-hours: { allow: 2020-01-01, timezone: UTC } }\n`),
    });
    const { code, stdout } = await runCli(["run", "--json"], { cwd: wrong.path });
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: "waiting",
      waitingFor: [{ id: "deploy/window:office-hours", kind: "window", verdict: "waiting", nextOpen: null }],
    });
    wrong.remove();

    const clock = { now: new Date("2026-11-27T12:00:00Z") };
    const engine = engineAt(project.path, () => clock.now);
    expect(await engine.run()).toMatchObject({ outcome: "waiting", steps: { done: 0 } });
    clock.now = new Date("2026-11-29T12:00:00Z");
    expect(await engine.run()).toMatchObject({ outcome: "waiting" });
    const { open } = await engine.status();
    const { log } = await engine.show(open?.id ?? "");
    expect(
      log.filter(({ type, data }) => type === "gate.evaluated" && data["gate"] === "deploy/window:office-hours"),
    ).toHaveLength(1);

    // A freeze that is declared while a release is open holds for it too.
    project.write(
      "relspec.yaml",
      body(
        `${windows}${freezes.trim().slice(0, -1)}, { name: incident, from: 2026-11-30, to: 2026-11-30, timezone: UTC }]\n`,
      ),
    );
    const later = engineAt(project.path, () => new Date("2026-11-30T09:00:00Z"));
    expect(await later.run()).toMatchObject({
      outcome: "waiting",
      waitingFor: [{ id: "deploy/freeze:incident", kind: "freeze" }],
    });
    // And one that is gone is not one that is over.
    project.write("relspec.yaml", body(windows));
    const without = engineAt(project.path, () => new Date("2026-12-01T09:00:00Z"));
    expect(await without.run()).toMatchObject({ outcome: "failed", error: { code: "RS_POLICY_GATE" } });
    project.write("relspec.yaml", body(windows + freezes));
    const after = engineAt(project.path, () => new Date("2026-12-01T09:00:00Z"));
    expect(await after.run()).toMatchObject({ outcome: "released", steps: { left: 0 } });
    await Promise.all([engine, later, without, after].map(async (each) => each.close()));
  });

  it("hold for a rollback only where they say so", async () => {
    const now = () => new Date("2026-12-21T09:00:00Z");
    const thaw = (except: string) =>
      body(
        `${windows}freezes: [{ name: year end, from: 2026-12-18, to: 2027-01-04, timezone: Europe/Berlin${except} }]\n`,
      );
    const two = makeProject({ "relspec.yaml": body(windows), "a.txt": "1" });
    const early = engineAt(two.path, () => new Date("2026-12-01T09:00:00Z"));
    expect(await early.run()).toMatchObject({ outcome: "released" });
    two.write("a.txt", "2");
    two.commit("feat: more");
    const again = engineAt(two.path, () => new Date("2026-12-02T09:00:00Z"));
    expect(await again.run()).toMatchObject({ outcome: "released" });
    const [first] = await again.history();

    const gates = async (except: string) => {
      two.write("relspec.yaml", thaw(except));
      const engine = engineAt(two.path, now);
      const plan = await engine.planRollback({ version: first?.version ?? "" });
      await engine.close();
      return plan.stages.flatMap((stage) => stage.gates.map(({ id, verdict }) => [id, verdict]));
    };
    expect(await gates("")).toEqual([]);
    expect(await gates(", except: []")).toEqual([["deploy/freeze:year-end", "waiting"]]);
    await Promise.all([early, again].map(async (each) => each.close()));
    two.remove();
  });

  const refused: Readonly<Record<string, readonly [string, string, string]>> = {
    "a zone that is misspelt": [
      `windows: { office-hours: { allow: "FREQ=DAILY", timezone: Europe/Berln } }`,
      "/windows/office-hours/timezone",
      "Europe/Berlin",
    ],
    "an offset for a zone": [
      `windows: { office-hours: { allow: "FREQ=DAILY", timezone: "+02:00" } }`,
      "/windows/office-hours/timezone",
      "no time zone",
    ],
    "no zone": [`windows: { office-hours: { allow: "FREQ=DAILY" } }`, "/windows/office-hours", "timezone"],
    "a part of a rule that is misspelt": [
      `windows: { office-hours: { deny: "FREQ=WEEKLY;BYDYA=MO", timezone: UTC } }`,
      "/windows/office-hours/deny",
      "BYDAY",
    ],
    "a day that does not exist": [
      `windows: { office-hours: { deny: "FREQ=WEEKLY;BYDAY=MO,XX", timezone: UTC } }`,
      "/windows/office-hours/deny",
      "BYDAY cannot be",
    ],
    "a rule in small letters": [
      `windows: { office-hours: { deny: "freq=weekly;byday=mo", timezone: UTC } }`,
      "/windows/office-hours/deny",
      "FREQ",
    ],
    "a rule of hours": [
      `windows: { office-hours: { allow: "FREQ=HOURLY", timezone: UTC } }`,
      "/windows/office-hours/allow",
      "start",
    ],
    "a rule that names no day": [
      `windows: { office-hours: { deny: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", timezone: UTC } }`,
      "/windows/office-hours/deny",
      "day",
    ],
    "every other week without a first": [
      `windows: { office-hours: { allow: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", timezone: UTC } }`,
      "/windows/office-hours/allow",
      "from: 2026-01-05",
    ],
    "a key that is misspelt": [
      `windows: { office-hours: { alow: "FREQ=DAILY", timezone: UTC } }`,
      "/windows/office-hours/alow",
      "allow",
    ],
    "both at once": [
      `windows: { office-hours: { allow: "FREQ=DAILY", deny: "FREQ=DAILY", timezone: UTC } }`,
      "/windows/office-hours",
      "either allows or denies",
    ],
    "an hour that does not exist": [
      `windows: { office-hours: { allow: "FREQ=DAILY", start: "25:00", timezone: UTC } }`,
      "/windows/office-hours/start",
      "start",
    ],
    "a window that nobody declared": [
      `windows: { office-hour: { allow: "FREQ=DAILY", timezone: UTC } }`,
      "/stages/deploy/gates/0/window",
      "office-hour",
    ],
    "an environment that there is not": [
      `${windows}freezes: [{ name: f, from: 2026-01-01, to: 2026-01-02, timezone: UTC, scope: { environments: [prod] } }]`,
      "/freezes/0/scope/environments",
      "prod",
    ],
    "a freeze that is over before it begins": [
      `${windows}freezes: [{ name: f, from: 2026-01-03, to: 2026-01-02, timezone: UTC }]`,
      "/freezes/0/to",
      "before it begins",
    ],
    "a freeze of nowhere": [
      `${windows}freezes: [{ name: f, from: 2026-01-03, to: 2026-01-04 }]`,
      "/freezes/0",
      "timezone",
    ],
    "a day that is not in the calendar": [
      `${windows}freezes: [{ name: f, from: 2026-02-30, to: 2026-03-04, timezone: UTC }]`,
      "/freezes/0/from",
      "neither a day",
    ],
    "an exception that is misspelt": [
      `${windows}freezes: [{ name: f, from: 2026-02-03, to: 2026-03-04, timezone: UTC, except: [rolback] }]`,
      "/freezes/0/except/0",
      "rollback",
    ],
  };
  for (const [sentence, [more, pointer, word]] of Object.entries(refused)) {
    it(`are refused where there is ${sentence}, with the place, and are never open`, async () => {
      project.write("relspec.yaml", body(more));
      const engine = engineAt(project.path, () => new Date());
      const findings = await engine.validate();
      const found = findings.filter((each) => each.pointer === pointer);
      expect(
        found.map(({ severity }) => severity),
        JSON.stringify(findings),
      ).toContain("error");
      expect(found[0]?.line).toBeGreaterThan(5);
      expect(JSON.stringify(found)).toContain(word);
      await expect(engine.plan()).rejects.toMatchObject({ code: "RS_SPEC_INVALID" });
      await engine.close();
    });
  }

  it("that are misspelt end a plan and a validation with exit code 2", async () => {
    project.write("relspec.yaml", body(`windows: { office-hours: { allow: "FREQ=DAILY", timezone: Europe/Berln } }`));
    const both = await Promise.all(["validate", "plan"].map(async (name) => runCli([name], { cwd: project.path })));
    expect(both.map(({ code }) => code)).toEqual([2, 2]);
    for (const { stderr, stdout } of both) expect(stderr + stdout).toContain("Did you mean `Europe/Berlin`?");
  });
});
