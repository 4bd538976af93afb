import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "../cli/project.ts";
import { runCli } from "../cli/run-cli.ts";
import { installPeers } from "../peers/install-peers.ts";

const peers = await installPeers("semantic-release", {
  "semantic-release": "25.0.9",
  "@semantic-release/commit-analyzer": "13.0.1",
});
const missing = "missing" in peers ? `semantic-release is not here: ${peers.missing}` : null;
const main = join("folder" in peers ? peers.folder : "", "node_modules/semantic-release/bin/semantic-release.js");

let project: TestProject;
afterEach(() => project?.remove());

const branches = '["+([0-9])?(.{+([0-9]),x}).x", main, next, { name: beta, prerelease: true }]';
const begin = (git = "{ annotated: false }") => {
  project = makeProject({
    "relspec.yaml": `apiVersion: relspec/v1\nname: lib\nplugins: { git: ${git} }\nversion: { branches: ${branches} }\n`,
    "package.json": JSON.stringify({
      name: "lib",
      version: "0.0.0-development",
      release: {
        branches: ["+([0-9])?(.{+([0-9]),x}).x", "main", "next", { name: "beta", prerelease: true }],
        plugins: ["@semantic-release/commit-analyzer"],
      },
    }),
  });
};

/** What semantic-release says, with the tags and notes it leaves. */
function semanticRelease(): string {
  const { stdout, stderr } = spawnSync(process.execPath, [main, "--no-ci"], {
    cwd: project.path,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: project.path, GIT_TERMINAL_PROMPT: "0" },
    timeout: 120_000,
  });
  return `${stdout}\n${stderr}`;
}
async function relspec(...args: readonly string[]) {
  const { code, stdout } = await runCli([...args, "--json"], { cwd: project.path });
  return { code, value: JSON.parse(stdout) };
}
const commit = (message: string, branch: string) => {
  project.git("commit", "--quiet", "--allow-empty", "--message", message);
  project.git("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
};
const checkout = (branch: string, from?: string) => {
  project.git("checkout", "--quiet", ...(from === undefined ? [branch] : ["-b", branch, from]));
  project.git("push", "--quiet", "--set-upstream", "origin", branch);
};
const merge = (from: string) => {
  project.git("merge", "--quiet", "--no-edit", from);
  project.git("push", "--quiet");
};
/** As the remote has it: what a tool leaves only in this clone is lost. */
const channelsOf = (tag: string): unknown => {
  const notes = `refs/notes/semantic-release-${tag}`;
  const id = execFileSync("git", ["-C", project.remote, "rev-parse", `${tag}^{commit}`], { encoding: "utf8" }).trim();
  const { status, stdout } = spawnSync("git", ["-C", project.remote, "notes", `--ref=${notes}`, "show", id], {
    encoding: "utf8",
  });
  return status === 0 ? JSON.parse(stdout).channels : null;
};
const tags = () => execFileSync("git", ["-C", project.remote, "tag"], { encoding: "utf8" }).trim().split("\n").sort();

describe("a team that goes from semantic-release to relspec and back", () => {
  it("goes on from each other's tags and channels, on next, main and a maintenance branch", async (test) => {
    if (missing !== null) return test.skip(missing);
    begin();
    // semantic-release begins.
    expect(semanticRelease()).toContain("Published release 1.0.0 on default channel");
    checkout("next", "main");
    commit("feat: two", "next");
    expect(semanticRelease()).toContain("Published release 1.1.0 on next channel");
    expect(channelsOf("v1.1.0")).toEqual(["next"]);

    // relspec goes on, on next and on main, and refuses what semantic-release refuses.
    commit("fix: three", "next");
    expect((await relspec("run")).value).toMatchObject({ outcome: "released", release: { version: "1.1.1" } });
    expect(channelsOf("v1.1.1")).toEqual(["next"]);
    checkout("main");
    commit("feat: four", "main");
    const refused = await relspec("plan");
    expect([refused.code, refused.value.error.code]).toEqual([3, "RS_PLAN_RANGE"]);
    expect(semanticRelease()).toContain("EINVALIDNEXTVERSION");
    project.git("reset", "--quiet", "--hard", "HEAD~1");
    project.git("push", "--quiet", "--force", "origin", "main");

    // next is merged: relspec moves the channel, and semantic-release finds nothing left to do.
    merge("next");
    const plan = (await relspec("plan")).value;
    expect(plan.release).toMatchObject({ version: "1.1.1", previous: "1.0.0", channel: null, promotes: ["next"] });
    expect((await relspec("run")).value.outcome).toBe("released");
    expect(channelsOf("v1.1.1")).toEqual(["next", null]);
    expect(semanticRelease()).toContain("no relevant changes");
    expect((await relspec("plan")).value.outcome).toBe("nothing-to-release");

    // A release of relspec on next, merged and moved by semantic-release.
    checkout("next");
    merge("main");
    commit("feat: five", "next");
    expect((await relspec("run")).value.release.version).toBe("1.2.0");
    checkout("main");
    merge("next");
    expect(semanticRelease()).toContain("Add default channel to tag v1.2.0");
    expect(channelsOf("v1.2.0")).toEqual(["next", null]);
    expect((await relspec("plan")).value.outcome).toBe("nothing-to-release");

    // A maintenance branch: what is on it gets its channel first, by relspec, and semantic-release goes on from there.
    commit("feat!: six\n\nBREAKING CHANGE: six", "main");
    expect(semanticRelease()).toContain("Published release 2.0.0");
    checkout("1.x", "v1.2.0");
    expect((await relspec("run")).value).toMatchObject({ outcome: "released", release: { version: "1.2.0" } });
    expect(channelsOf("v1.2.0")).toEqual(["next", null, "1.x"]);
    commit("fix: seven", "1.x");
    expect(semanticRelease()).toContain("Published release 1.2.1 on 1.x channel");
    commit("fix: eight", "1.x");
    expect((await relspec("run")).value.release.version).toBe("1.2.2");
    expect(channelsOf("v1.2.2")).toEqual(["1.x"]);
    expect(tags()).toEqual(["v1.0.0", "v1.1.0", "v1.1.1", "v1.2.0", "v1.2.1", "v1.2.2", "v2.0.0"]);
  });

  it("knows what semantic-release has said of an annotated tag", async (test) => {
    if (missing !== null) return test.skip(missing);
    begin("{}");
    await relspec("run");
    checkout("next", "main");
    commit("feat: two", "next");
    await relspec("run");
    checkout("main");
    merge("next");
    expect(semanticRelease()).toContain("Add default channel to tag v1.1.0");
    expect((await relspec("plan")).value.outcome).toBe("nothing-to-release");
  });

  it("counts prereleases on from each other's", async (test) => {
    if (missing !== null) return test.skip(missing);
    begin();
    expect((await relspec("run")).value.release.version).toBe("1.0.0");
    checkout("beta", "main");
    commit("fix: a", "beta");
    expect(semanticRelease()).toContain("Published release 1.0.1-beta.1 on beta channel");
    commit("feat: b", "beta");
    expect((await relspec("run")).value.release).toMatchObject({ version: "1.1.0-beta.1" });
    commit("fix: c", "beta");
    expect(semanticRelease()).toContain("Published release 1.1.0-beta.2 on beta channel");
    commit("fix: d\n\nBREAKING CHANGE: d", "beta");
    expect((await relspec("run")).value.release.version).toBe("2.0.0-beta.1");
    commit("feat: e", "beta");
    expect(semanticRelease()).toContain("Published release 2.0.0-beta.2 on beta channel");
    checkout("main");
    merge("beta");
    expect((await relspec("run")).value.release.version).toBe("2.0.0");
    checkout("beta");
    merge("main");
    commit("fix: f", "beta");
    expect(semanticRelease()).toContain("Published release 2.0.1-beta.1 on beta channel");
  });
});
