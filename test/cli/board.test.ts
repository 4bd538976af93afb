import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

const spec = `apiVersion: relspec/v1
name: acme
plugins: { git: {}, exec: {} }
roles:
  product-manager: [{ email: ben@example.com }]
  change-board: [{ email: cy@example.com }, { email: di@example.com }]
policy: { identity: claimed }
risk:
  tiers:
    high: { at: 30, gates: [{ approval: change-board }] }
stages:
  prepare:
    gates: [{ approval: product-manager }]
  deploy:
    steps: [{ id: out, uses: exec/run, with: { command: [node, -e, "console.log('out')"] } }]
`;
let project: TestProject;
beforeAll(() => {
  project = makeProject({ "relspec.yaml": spec, "src/a.ts": "1" });
});
afterAll(() => project.remove());

interface PlanAnswer {
  readonly digest: string;
  readonly risk: { readonly score: number; readonly tier: string; readonly reasons: readonly string[] };
  readonly stages: readonly { readonly gates: readonly { readonly id: string }[] }[];
}
const plan = async (): Promise<PlanAnswer> =>
  JSON.parse((await runCli(["plan", "--json"], { cwd: project.path })).stdout) as PlanAnswer;
const gates = ({ stages }: PlanAnswer) => stages.flatMap((stage) => stage.gates.map(({ id }) => id));
const render = (name: string) => runCli(["render", name], { cwd: project.path });

describe("risk and the board", () => {
  it("ask one approval of a change of low risk, and bring the board in for a migration", async () => {
    const calm = await plan();
    expect(calm.risk.tier).toBe("low");
    expect(gates(calm)).toEqual(["prepare/approval:product-manager"]);

    project.write("db/migrations/001.sql", "drop table everything;");
    project.commit("feat: move *everything* <b>now</b> {{secrets.X}}");
    const [once, again] = [await plan(), await plan()];
    expect(once).toEqual(again);
    expect(once.risk.tier).toBe("high");
    expect(once.risk.reasons[0]).toContain("migrations +30: a migration: db/migrations/001.sql");
    expect(gates(once)).toEqual(["prepare/approval:product-manager", "prepare/approval:change-board"]);
    expect(once.digest).not.toBe(calm.digest);
  });

  it("have one packet in three forms, of the plan alone", async () => {
    const [markdown, html, json, again] = await Promise.all(["cab", "cab.html", "cab.json", "cab.json"].map(render));
    expect([markdown, html, json].map((each) => each?.code)).toEqual([0, 0, 0]);
    const packet = JSON.parse(json!.stdout) as { readonly digest: string; readonly plan: string };
    expect(json?.stdout).toBe(again?.stdout);
    expect(packet).toMatchObject({
      kind: "BoardPacket",
      release: { name: "acme", version: "1.0.0", previous: null },
      risk: { tier: "high" },
      evidence: [{ gate: "prepare/approval:product-manager" }, { gate: "prepare/approval:change-board" }],
      deployment: [{ stage: "deploy" }],
    });
    expect(packet.plan).toBe((await plan()).digest);
    for (const title of ["Risk", "Scope", "Reach", "Evidence", "Deployment", "Way back", "Conflicts", "Lessons"]) {
      expect(markdown?.stdout).toContain(`## ${title}\n`);
      expect(html?.stdout).toContain(`<h2>${title}</h2>`);
    }
    expect(markdown?.stdout).toContain(packet.digest);
    // What came from a commit is text, and nothing else.
    expect(html?.stdout).not.toContain("<b>now");
    expect(html?.stdout).toContain("&lt;b&gt;now");
    expect(markdown?.stdout).toContain("\\*everything\\*");
  });

  it("refuse a tier's gate that names nobody, and a weight that is misspelt, with the place", async () => {
    const wrong = makeProject({
      "relspec.yaml": spec
        .replace("gates: [{ approval: change-board }]", "gates: [{ approval: chnge-board }]")
        .replace("risk:\n", "risk:\n  weights: { migration: 10 }\n"),
    });
    const { code, stdout } = await runCli(["validate", "--json"], { cwd: wrong.path });
    wrong.remove();
    expect(code).toBe(2);
    expect(stdout).toContain('"pointer": "/risk/weights/migration"');
    const role = makeProject({
      "relspec.yaml": spec.replace("[{ approval: change-board }]", "[{ approval: chnge-board }]"),
    });
    const second = await runCli(["validate", "--json"], { cwd: role.path });
    role.remove();
    expect(second.code).toBe(2);
    expect(second.stdout).toContain('"pointer": "/risk/tiers/high/gates/0/approval"');
    expect(second.stdout).toContain("change-board");
  });
});
