import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

// Each deployment writes the version into a file of its own; a file of the name `broken` is what ails an environment.
const spec = `
apiVersion: relspec/v1
name: web
plugins: { git: {}, exec: {} }
policy: { identity: claimed }
stages:
  build:
    steps:
      - { id: pack, uses: exec/run, with: { command: [node, build.mjs], output: json } }
  deploy:
    environments:
      - name: production
        requires: [staging]
        rings: [10, 100]
        steps:
          - { id: ship, uses: exec/run, with: { command: [node, ship.mjs, "production-{{ring}}", "{{version}}"] } }
        verify: { command: [node, look.mjs, "production-{{ring}}"], failure: 2, every: PT0.05S }
        on-failure: rollback
      - name: staging
        steps:
          - id: ship
            uses: exec/run
            with: { command: [node, ship.mjs, staging, "{{version}}"], undo: [node, ship.mjs, staging, "{{release.previous}}"] }
        verify: { command: [node, look.mjs, staging] }
`;
const files = {
  "relspec.yaml": spec,
  "build.mjs": `import { createHash } from "node:crypto";
console.log(JSON.stringify({ digest: "sha256:" + createHash("sha256").update(process.env.RELSPEC_VERSION).digest("hex") }));\n`,
  "ship.mjs": `import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
const [, , place, version] = process.argv;
mkdirSync(".world", { recursive: true });
writeFileSync(".world/" + place, version);
appendFileSync(".world/log", place + " " + version + "\\n");\n`,
  "look.mjs": `import { existsSync, readFileSync } from "node:fs";
const [, , place] = process.argv;
if (existsSync(".world/unsure-" + place)) process.exit(75);
const bad = existsSync(".world/broken-" + place) ? readFileSync(".world/broken-" + place, "utf8") : "";
if (bad === readFileSync(".world/" + place, "utf8")) { console.error("it answers 500"); process.exit(1); }\n`,
  ".gitignore": ".relspec/\n.world/\n",
};

/** The parts of the answers of several commands that are asked for here. */
interface Answer {
  readonly stages: readonly { readonly name: string; readonly environment?: string; readonly ring?: string }[];
  readonly waitingFor: readonly { readonly id: string; readonly missing: readonly string[] }[];
  readonly error: { readonly code: string; readonly message: string };
  readonly steps: Readonly<Record<string, { readonly result: { readonly output: { readonly digest: string } } }>>;
  readonly warnings: readonly { readonly code: string }[];
  readonly log: readonly { readonly type: string; readonly data: Readonly<Record<string, string>> }[];
}

let project: TestProject;
afterEach(() => project.remove());

const begin = (text = spec): void => void (project = makeProject({ ...files, "relspec.yaml": text }));
const relspec = (...args: string[]) => runCli(args, { cwd: project.path });
const json = async (...args: string[]) => {
  const { code, stdout } = await relspec(...args, "--json");
  return { code, answer: JSON.parse(stdout) as Answer };
};
const running = (place: string): string => readFileSync(join(project.path, ".world", place), "utf8");
const ail = (place: string, version: string): void => project.write(`.world/broken-${place}`, version);
const heal = (place: string): void => rmSync(join(project.path, `.world/broken-${place}`));
const eventsOf = async (release: string) => (await json("show", release)).answer.log;

describe("a release that goes through environments", () => {
  it("deploys in the order of requires, ring after ring, one build everywhere", async () => {
    begin();
    const { answer: plan } = await json("plan");
    expect(plan.stages.map(({ name, environment, ring }) => [name, environment, ring])).toEqual([
      ["build", undefined, undefined],
      ["deploy", "staging", undefined],
      ["deploy", "production", "10"],
      ["deploy", "production", "100"],
    ]);

    expect(await json("run")).toMatchObject({ code: 0, answer: { outcome: "released" } });

    expect(running("log").trim().split("\n")).toEqual(["staging 1.0.0", "production-10 1.0.0", "production-100 1.0.0"]);
    const done = (await eventsOf("1.0.0")).filter(({ type, data }) => type === "stage.done" && data["environment"]);
    expect(new Set(done.map(({ data }) => data["digest"])).size).toBe(1);
    expect(done[0]?.data["digest"]).toBe(
      (await json("show", "1.0.0")).answer.steps["build/pack"]?.result.output.digest,
    );
    expect(project.git("tag")).toBe("v1.0.0");
  });

  it("waits before production until staging is verified, and names it", async () => {
    begin();
    project.write(".world/unsure-staging", "");

    const run = await json("run");
    expect(run).toMatchObject({ code: 4, answer: { outcome: "waiting", stage: { environment: "staging" } } });
    expect(run.answer.waitingFor).toMatchObject([{ id: "deploy/staging/verify:command", verdict: "inconclusive" }]);
    const promoted = await relspec("promote", "production");
    expect(promoted.code).toBe(4);
    expect(promoted.stdout).toContain("staging is not verified yet");
    expect(existsSync(join(project.path, ".world/production-10"))).toBe(false);

    rmSync(join(project.path, ".world/unsure-staging"));
    expect((await json("promote", "staging")).code).toBe(0);
    expect(existsSync(join(project.path, ".world/production-10"))).toBe(false);
    expect((await json("promote", "production")).code).toBe(0);
    expect(await json("run")).toMatchObject({ code: 0, answer: { outcome: "released" } });
  });

  it("goes back by itself where verification fails, is held, and goes on once a person lets it", async () => {
    begin();
    await relspec("run");
    project.commit("fix: mend");
    ail("production-100", "1.0.1");

    const failed = await json("run");
    expect(failed).toMatchObject({ code: 1, answer: { outcome: "failed", error: { code: "RS_STEP_VERIFICATION" } } });
    expect(failed.answer.error.message).toContain("1.0.0 is active in production again");
    expect([running("production-10"), running("production-100"), running("staging")]).toEqual([
      "1.0.0",
      "1.0.0",
      "1.0.1",
    ]);
    expect(project.git("tag")).toBe("v1.0.0");
    const events = await eventsOf("1.0.1");
    expect(events.find(({ type }) => type === "environment.restored")?.data).toEqual({
      environment: "production",
      version: "1.0.0",
      left: [],
    });

    const held = await json("run");
    expect(held).toMatchObject({ code: 4, answer: { waitingFor: [{ id: "deploy/production/hold", kind: "hold" }] } });
    expect(running("production-10")).toBe("1.0.0");
    expect((await relspec("promote", "production")).code).toBe(2);

    heal("production-100");
    expect((await relspec("promote", "production", "--reason", "The disk was full")).code).toBe(0);
    expect(running("production-100")).toBe("1.0.1");
    expect(await json("run")).toMatchObject({ code: 0, answer: { outcome: "released" } });
    expect(project.git("tag").split("\n")).toEqual(["v1.0.0", "v1.0.1"]);
  });

  it("is taken back as a whole after an environment went back, and the next version goes through", async () => {
    begin();
    await relspec("run");
    project.commit("fix: mend");
    ail("production-10", "1.0.1");
    await relspec("run");

    expect((await relspec("undo", "--yes")).code).toBe(0);
    expect(running("staging")).toBe("1.0.0");
    expect(running("production-10")).toBe("1.0.0");
    heal("production-10");
    project.commit("fix: mend it really");
    expect(await json("run")).toMatchObject({ code: 0, answer: { outcome: "released" } });
  });

  it("keeps a ring waiting for as long as the ring before has to soak", async () => {
    begin(spec.replace("rings: [10, 100]", "rings: [10, 100]\n        soak: PT2H"));
    const run = await json("run");
    expect(run).toMatchObject({ code: 4, answer: { stage: { environment: "production", ring: "100" } } });
    expect(run.answer.waitingFor[0]?.missing[0]).toMatch(/^production, ring 10 is verified since .*soaks until 20/);
    expect(existsSync(join(project.path, ".world/production-100"))).toBe(false);
  });

  it("refuses another build than the one that was verified", async () => {
    const digest = (place: string) =>
      `{ command: [node, -e, "console.log(JSON.stringify({digest:'sha256:'+'${place}'.repeat(64)}))"], output: json, undo: ["true"] }`;
    begin(`
apiVersion: relspec/v1
name: web
plugins: { git: {}, exec: {} }
stages:
  deploy:
    environments:
      staging: { steps: [{ id: ship, uses: exec/run, with: ${digest("a")} }] }
      production: { requires: [staging], steps: [{ id: ship, uses: exec/run, with: ${digest("b")} }] }
`);
    expect(await json("run")).toMatchObject({ code: 3, answer: { error: { code: "RS_POLICY_REBUILT" } } });
  });
});

describe("production without a way back", () => {
  const bare = (policy: string) => `
apiVersion: relspec/v1
name: web
plugins: { git: {}, exec: {} }
${policy}
stages:
  deploy:
    environments: [{ name: production, steps: [{ id: ship, uses: exec/run, with: { command: [node, ship.mjs, production, "1"] } }] }]
`;

  it("is a finding of the plan", async () => {
    begin(bare(""));
    const { code, answer } = await json("plan");
    expect(code).toBe(0);
    const message: unknown = expect.stringContaining("production has no way back");
    expect(answer.warnings).toMatchObject([{ code: "RS_POLICY_NO_WAY_BACK", message }]);
  });

  it("is refused where policy asks for one, before anything is done", async () => {
    begin(bare("policy: { way-back: [production] }"));
    expect(await json("run")).toMatchObject({ code: 3, answer: { error: { code: "RS_POLICY_NO_WAY_BACK" } } });
    expect(existsSync(join(project.path, ".world"))).toBe(false);
    begin(bare("policy: { way-back: [production] }").replace('"1"]', '"1"], undo: [node, ship.mjs, production, "0"]'));
    expect((await json("run")).code).toBe(0);
  });
});

describe("a spec with environments", () => {
  it.each([
    ["requires: [staging]", "requires: [stagin]", "Did you mean `staging`?"],
    ["requires: [staging]", "requires: [production]", "requires itself"],
    ["rings: [10, 100]", "rings: [10, 10]", "two rings"],
    ["on-failure: rollback", "on-failure: give-up", "on-failure"],
    ["verify: { command: [node, look.mjs, staging] }", "verify: { uses: exec/runn }", "exec/run"],
    ["verify: { command: [node, look.mjs, staging] }", "verify: { every: PT1S }", "verify"],
  ])("is refused with %s written as %s", async (from, to, says) => {
    begin(spec.replace(from, to));
    const { code, stdout, stderr } = await relspec("validate");
    expect(code).toBe(2);
    expect(stdout + stderr).toContain(says);
  });
});
