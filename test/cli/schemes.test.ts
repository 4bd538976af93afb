import { afterEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

let project: TestProject;
afterEach(() => project.remove());

const head = "apiVersion: relspec/v1\nname: lib\n";
const relspec = async (...args: readonly string[]) => {
  const { code, stdout } = await runCli([...args, "--json"], { cwd: project.path });
  return { code, value: JSON.parse(stdout) };
};

describe("schemes of versions on the command line", { timeout: 120_000 }, () => {
  it("number by the date of the commit, so that a plan made later is the same plan", async () => {
    project = makeProject({
      "relspec.yaml": `${head}plugins: { git: {} }\nversion: { strategy: calver, calver: { format: YYYY.0M.0D.MICRO, timezone: Europe/Berlin } }\n`,
    });
    process.env["GIT_COMMITTER_DATE"] = "2026-02-28T23:30:00Z";
    project.commit("docs: late in the evening");
    delete process.env["GIT_COMMITTER_DATE"];
    const plans = [await relspec("plan"), await relspec("plan", "--at", "2031-01-01T00:00:00Z")];
    expect(plans.map(({ value }) => value.release.version)).toEqual(["2026.03.01.0", "2026.03.01.0"]);
    expect(new Set(plans.map(({ value }) => value.digest)).size).toBe(1);

    expect((await relspec("run")).value.outcome).toBe("released");
    expect(project.git("ls-remote", "--tags", "origin")).toContain("refs/tags/v2026.03.01.0");
    expect((await relspec("plan")).value.outcome).toBe("nothing-to-release");
  });

  it("are refused where a plugin takes semantic versions only, with the format that it takes", async () => {
    project = makeProject({
      "relspec.yaml": `${head}plugins: { git: {}, npm: {} }\nversion: { strategy: calver, calver: YYYY.0M.MICRO }\n`,
      "package.json": '{ "name": "lib", "version": "0.0.0" }',
    });
    const { code, value } = await relspec("validate");
    expect(code).toBe(2);
    expect(JSON.stringify(value)).toMatch(
      /YYYY\.0M\.MICRO gives versions that are not semantic ones, and npm takes no others/,
    );
    project.write(
      "relspec.yaml",
      `${head}plugins: { git: {}, npm: {} }\nversion: { strategy: calver, calver: YYYY.MM.MICRO }\n`,
    );
    expect((await relspec("validate")).code).toBe(0);
  });

  it("are refused when the format is none, the zone is unknown, or the strategy is not in use", async () => {
    project = makeProject({ "relspec.yaml": head });
    const refused = async (version: string) => {
      project.write("relspec.yaml", `${head}plugins: { git: {} }\nversion: ${version}\n`);
      const { code, value } = await relspec("validate");
      return [code, JSON.stringify(value)];
    };
    expect(await refused("{ strategy: calver, calver: MM.YYYY }")).toEqual([
      2,
      expect.stringMatching(/first part of the date is the year/),
    ]);
    expect(await refused("{ strategy: calver, calver: { timezone: Mars/Olympus } }")).toEqual([
      2,
      expect.stringMatching(/Mars\/Olympus.* is no time zone/),
    ]);
    expect(await refused("{ calver: YYYY.MM.MICRO }")).toEqual([
      2,
      expect.stringMatching(/the strategy `calver` is not used/),
    ]);
    expect(await refused('{ manual: { version: "1" } , strategy: manual}')).toEqual([
      2,
      expect.stringMatching(/is not a semantic version/),
    ]);
  });

  it("take a version from a file by hand, and the plan's digest covers it", async () => {
    project = makeProject({
      "relspec.yaml": `${head}plugins: { git: {} }\nversion: { strategy: manual, manual: { path: VERSION } }\n`,
      VERSION: "0.3.0\n",
    });
    const before = (await relspec("plan")).value;
    expect(before.release.version).toBe("0.3.0");
    project.write("VERSION", "0.4.0\n");
    const after = (await relspec("plan")).value;
    expect(after.release.version).toBe("0.4.0");
    expect(after.digest).not.toBe(before.digest);
    project.write("VERSION", "$(touch pwned)\u001b[31m\n");
    const { code, value } = await relspec("plan");
    expect(code).toBe(3);
    expect(value.error.message).toMatch(/first line of VERSION is .*not a semantic version/);
    expect(value.error.message).not.toContain("\u001b");
  });
});
