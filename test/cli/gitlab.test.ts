import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type GitLabServer, gitlabToken, startGitLab } from "../servers/gitlab.ts";
import { makeProject, type TestProject } from "./project.ts";
import { runCli, startCli } from "./run-cli.ts";

let server: GitLabServer;
let project: TestProject;
beforeEach(async () => {
  server = await startGitLab();
  project = makeProject({
    "relspec.yaml": `apiVersion: relspec/v1
name: lib
plugins:
  git: {}
  gitlab: { project: acme/tools/lib, url: "${server.url}" }
`,
  });
  server.tags.set("v1.0.0", project.git("rev-parse", "HEAD"));
});
afterEach(async () => {
  project.remove();
  await server.close();
});

it(
  "a run that is killed once GitLab has the release finds it again, and makes no second",
  { timeout: 60_000 },
  async () => {
    const at = { cwd: project.path, env: { GITLAB_TOKEN: gitlabToken }, built: true };
    server.door.deafTo("/api/v4/projects/acme%2Ftools%2Flib/releases");
    const child = startCli(["run"], at);
    for (let waited = 0; server.releases.size === 0; waited += 20) {
      if (waited > 20_000) throw new Error("no release was ever made");
      await setTimeout(20);
    }
    child.kill("SIGKILL");
    await once(child, "exit");
    server.door.behave();

    const { code, stdout } = await runCli(["run", "--json"], at);

    expect([code, JSON.parse(stdout)]).toMatchObject([0, { outcome: "released", steps: { left: 0, failed: 0 } }]);
    expect(server.door.received.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(server.releases.get("v1.0.0")?.description).toContain("- begin");
    expect((await runCli(["audit", "verify"], at)).code).toBe(0);
    expect((await runCli(["doctor"], at)).stdout).toContain("acme/tools/lib");
  },
);
