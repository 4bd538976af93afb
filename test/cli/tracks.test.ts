import { afterEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

let project: TestProject;
afterEach(() => project.remove());

const begin = (more: string): void =>
  void (project = makeProject({
    "relspec.yaml": `apiVersion: relspec/v1\nname: web\nplugins: { git: {} }\npolicy: { identity: claimed }\n${more}`,
  }));
const relspec = (...args: string[]) => runCli(args, { cwd: project.path });
const json = async (...args: string[]) => {
  const { code, stdout } = await relspec(...args, "--json");
  return { code, answer: JSON.parse(stdout) as unknown };
};
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

describe("tracks", () => {
  it("list the versions that are supported on a date", async () => {
    begin("tracks: { stable: { channels: [default], support: P30D } }\n");
    await relspec("run");
    project.commit("feat: more");
    await relspec("run");

    expect(await json("support", "--at", inDays(1))).toMatchObject({
      code: 0,
      answer: [
        { version: "1.1.0", track: "stable", newest: true },
        { version: "1.0.0", track: "stable", newest: false },
      ],
    });
    expect(await json("support", "--at", inDays(31))).toMatchObject({ answer: [] });
    expect(await json("support", "--at", "2020-01-01")).toMatchObject({ answer: [] });
    expect((await relspec("support", "--at", "soon")).code).toBe(2);
  });

  it("refuse a release that breaks what they promise", async () => {
    begin("tracks: [{ name: stable, channels: [default], promise: no-breaking }]\n");
    await relspec("run");
    project.commit("feat!: turn around");
    expect(await json("plan")).toMatchObject({ code: 0, answer: { warnings: [{ code: "RS_POLICY_PROMISE" }] } });
    expect(await json("run")).toMatchObject({ code: 3, answer: { error: { code: "RS_POLICY_PROMISE" } } });
    expect(project.git("tag")).toBe("v1.0.0");
  });

  it("keep a release waiting for their next date, and let fixes through", async () => {
    begin("tracks: { stable: { channels: [default], cadence: P14D } }\n");
    await relspec("run");
    project.commit("fix: mend");
    expect(await json("run")).toMatchObject({ code: 0 });
    project.commit("feat: more");
    expect(await json("run")).toMatchObject({
      code: 4,
      answer: { waitingFor: [{ id: "deploy/track:stable", kind: "track" }] },
    });
  });

  it("deploy one while another is frozen", async () => {
    begin(`version: { branches: [main, { name: next, channel: next }] }
tracks: { fast: { channels: [next] }, stable: { channels: [default] } }
freezes: [{ name: year end, from: 2020-01-01, to: 2099-01-01, timezone: Europe/Berlin, scope: { tracks: [stable] } }]
`);
    expect(await json("run")).toMatchObject({ code: 4, answer: { waitingFor: [{ kind: "freeze" }] } });
    await relspec("undo", "--yes");
    project.git("checkout", "--quiet", "-b", "next");
    project.commit("feat: new");
    project.git("push", "--quiet", "--set-upstream", "origin", "next");
    expect(await json("run")).toMatchObject({ code: 0, answer: { outcome: "released" } });
  });
});

describe("advice", () => {
  it("names a big release on a line that fails, with its figures", async () => {
    begin("");
    await relspec("run");
    for (const n of [1, 2]) {
      project.commit(`fix: mend ${n}`);
      await relspec("run");
    }
    await relspec("incident", "add", "It broke", "--resolved", "now");
    for (const n of [1, 2, 3, 4, 5]) project.commit(`feat: thing ${n}`);

    const { code, answer } = await json("advise");
    expect(code).toBe(0);
    expect(answer).toMatchObject([
      { pitfall: "size", verdict: "advice", figures: { changes: 5, usual: 1, releases: 3, failedOfAll: 0.33 } },
      { pitfall: "promises", verdict: "advice" },
      { pitfall: "groups" },
      { pitfall: "waiting" },
      { pitfall: "versions", verdict: "good" },
    ]);
    expect((await relspec("advise")).stdout).toContain("This release has 5 changes, where 1 are usual");
  });
});
