import { createEmulator, type Emulator } from "emulate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planBase } from "@relspec/core/testing";
import plugin from "../../packages/plugins/github/src/index.ts";
import { type Bench, startBench } from "./plugin-bench.ts";

// Somebody else's idea of GitHub. It finds drafts by their tag, takes any token and has no deployments: what it has is tried.
let emulator: Emulator;
let bench: Bench;
let commit: string;
const ask = async (path: string) => {
  const answer = await fetch(`${emulator.url}${path}`, { headers: { authorization: "token ghp_anyone" } });
  return (await answer.json()) as never;
};

beforeAll(async () => {
  emulator = await createEmulator({
    service: "github",
    port: 0,
    seed: {
      tokens: { ghp_anyone: { login: "acme", scopes: ["repo"] } },
      github: { users: [{ login: "acme" }], repos: [{ owner: "acme", name: "lib", auto_init: true }] },
    },
  });
  const [{ sha }] = (await ask("/repos/acme/lib/commits")) as [{ readonly sha: string }];
  commit = sha;
  bench = await startBench(plugin, {
    options: { repository: "acme/lib" },
    env: { PATH: process.env["PATH"], GITHUB_TOKEN: "ghp_anyone", GITHUB_API_URL: emulator.url },
    facts: { base: planBase({ commit }) },
  });
});
afterAll(async () => {
  await bench?.close();
  await emulator?.close();
});

test("another GitHub takes the draft, the file, the publishing, the comment and the milestone, and each is found again", async () => {
  await bench.write("dist/lib.tgz", "the library");
  await fetch(`${emulator.url}/repos/acme/lib/issues`, {
    method: "POST",
    headers: { authorization: "token ghp_anyone" },
    body: JSON.stringify({ title: "A wish" }),
  });
  await fetch(`${emulator.url}/repos/acme/lib/milestones`, {
    method: "POST",
    headers: { authorization: "token ghp_anyone" },
    body: JSON.stringify({ title: "1.1.0" }),
  });
  for (const [action, given] of [
    ["release", {}],
    ["asset", { path: "dist/*.tgz" }],
    ["publish", {}],
    ["comment", { numbers: [1], labels: ["released"] }],
    ["milestone", {}],
  ] as const) {
    const { target } = await bench.plan(action, given);
    expect([action, (await bench.check(action, target)).state]).toEqual([action, "absent"]);
    bench.results[`deploy/github/${action}`] = await bench.apply(action, target);
    expect([action, (await bench.check(action, target)).state]).toEqual([action, "present"]);
    await bench.apply(action, target);
  }
  const releases = (await ask("/repos/acme/lib/releases")) as {
    tag_name: string;
    draft: boolean;
    assets: { name: string; size: number }[];
  }[];
  expect(releases).toMatchObject([{ tag_name: "v1.1.0", draft: false, assets: [{ name: "lib.tgz", size: 11 }] }]);
  expect(await ask("/repos/acme/lib/issues/1/comments")).toHaveLength(1);
});
