import { afterEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

const spec = (concurrency: string) => `apiVersion: relspec/v1
name: lib
plugins: { git: {} }
ledger: sqlite
concurrency: ${concurrency}
roles: { product-manager: [{ email: ben@example.com }] }
policy: { identity: claimed }
stages: { prepare: { gates: [{ approval: product-manager }] } }
`;

let project: TestProject;
afterEach(() => project.remove());

const call = async (...args: readonly string[]) => {
  const env = { GIT_COMMITTER_NAME: "Ben", GIT_COMMITTER_EMAIL: "ben@example.com" };
  const { code, stdout } = await runCli([...args, "--json"], {
    cwd: project.path,
    ...(args[0] === "approve" && { env }),
  });
  return { code, value: JSON.parse(stdout) as unknown };
};
const waits = (version: string) => ({ code: 4, value: { outcome: "waiting", release: { version } } });
const released = (version: string) => ({ code: 0, value: { outcome: "released", release: { version } } });
const tagged = () =>
  project
    .git("ls-remote", "--tags", "--refs", "origin")
    .split("\n")
    .map((line) => line.split("refs/tags/")[1]);
const begin = (concurrency: string) => {
  project = makeProject({ "relspec.yaml": spec(concurrency) });
  const commit = project.git("rev-parse", "HEAD");
  return { commit };
};

describe("what is committed while a release waits", { timeout: 60_000 }, () => {
  it("queues: the open release goes on as it was planned, and the new commits are the next one", async () => {
    const { commit } = begin("queue");
    expect(await call("run")).toMatchObject(waits("1.0.0"));
    project.commit("feat: meanwhile");

    expect(await call("run")).toMatchObject(waits("1.0.0"));
    expect(await call("approve", "product-manager")).toMatchObject({ code: 0 });
    expect(await call("run")).toMatchObject(released("1.0.0"));
    expect(project.git("rev-parse", "v1.0.0^{commit}")).toBe(commit);

    expect(await call("run")).toMatchObject(waits("1.1.0"));
    expect(await call("approve", "product-manager")).toMatchObject({ code: 0 });
    expect(await call("run")).toMatchObject(released("1.1.0"));
    expect(tagged()).toEqual(["v1.0.0", "v1.1.0"]);
  });

  it("supersedes: the open release is closed for the new one, whose approval begins anew", async () => {
    const { commit } = begin("supersede");
    expect(await call("run")).toMatchObject(waits("1.0.0"));
    expect(await call("approve", "product-manager")).toMatchObject({ code: 0 });
    project.commit("fix: meanwhile");

    expect(await call("run")).toMatchObject(waits("1.0.0"));
    const history = (await call("history")).value as readonly { readonly outcome: string }[];
    expect(history.map(({ outcome }) => outcome).toSorted()).toEqual(["open", "superseded"]);

    expect(await call("approve", "product-manager")).toMatchObject({ code: 0 });
    expect(await call("run")).toMatchObject(released("1.0.0"));
    expect(tagged()).toEqual(["v1.0.0"]);
    expect(project.git("rev-parse", "v1.0.0^{commit}")).not.toBe(commit);
  });

  it("does not supersede for the very same commit", async () => {
    begin("supersede");
    expect(await call("run")).toMatchObject(waits("1.0.0"));
    expect(await call("run")).toMatchObject(waits("1.0.0"));
    expect((await call("history")).value).toHaveLength(1);
  });
});
