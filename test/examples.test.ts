import { generateKeyPairSync } from "node:crypto";
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./cli/project.ts";
import { noBuilder } from "./plugins/docker-bench.ts";
import { repository, runCli } from "./cli/run-cli.ts";
import { type FakeGitHub, startGitHub } from "./servers/github.ts";
import { type ImageRegistry, noImageRegistry, startImageRegistry } from "./servers/image-registry.ts";
import { type FakeJira, startJira } from "./servers/jira.ts";
import { type GitLabServer, gitlabToken, startGitLab } from "./servers/gitlab.ts";
import { type Mailbox, startMailbox } from "./servers/mailbox.ts";
import { type Receiver, startReceiver } from "./servers/receiver.ts";
import { type ServiceHost, startServiceHost } from "./servers/service-host.ts";
import { type Registry, startRegistry } from "./servers/registry.ts";

const examples = join(repository, "examples");
/** Somebody has to merge or approve in between: test/cli/github-pull-request.test.ts, test/cli/regulated.test.ts. */
const triedElsewhere = ["pull-request", "regulated"];
const specs = globSync("*/relspec.{yaml,json,config.ts,config.mjs}", { cwd: examples })
  .toSorted()
  .filter((path) => !triedElsewhere.includes(dirname(path)));
/** It makes its project itself, and is run by `npm run demo`. */
const withoutSpec = ["demo"];

/** Why no image can be built and pushed here; null when it can. */
const withoutImages = noImageRegistry ?? noBuilder;
const needsImages = (example: string) => globSync("Dockerfile", { cwd: join(examples, example) }).length > 0;

let github: FakeGitHub;
let registry: Registry;
let mailbox: Mailbox;
let receiver: Receiver;
let images: ImageRegistry | null;
let home: string;
let env: Record<string, string>;
const projects: TestProject[] = [];

beforeAll(async () => {
  github = await startGitHub();
  [registry, mailbox, receiver, images] = await Promise.all([
    startRegistry(),
    startMailbox(),
    startReceiver(() => ({ body: "ok" })),
    withoutImages === null ? startImageRegistry() : null,
  ]);
  home = mkdtempSync(join(tmpdir(), "relspec-examples-"));
  mkdirSync(join(home, "npm"));
  env = {
    HOME: home,
    npm_config_userconfig: await registry.npmrc(join(home, "npm")),
    SMTP_URL: mailbox.url,
    DKIM_KEY: generateKeyPairSync("rsa", { modulusLength: 2048 })
      .privateKey.export({ type: "pkcs8", format: "pem" })
      .toString(),
    PORTAL_URL: `${receiver.url}/portal`,
    PORTAL_SECRET: "a secret of more than sixteen letters",
    BOARD_URL: `${receiver.url}/board`,
    SLACK_WEBHOOK: `${receiver.url}/slack`,
    TEAMS_WEBHOOK: `${receiver.url}/teams`,
    GITHUB_TOKEN: github.token,
    GITHUB_API_URL: github.url,
  };
});
afterAll(async () => {
  await github.close();
  for (const each of projects) each.remove();
  rmSync(home, { recursive: true, force: true });
  await Promise.all([registry.close(), mailbox.close(), receiver.close(), images?.close()]);
});

let gitlab: GitLabServer;
beforeAll(async () => {
  gitlab = await startGitLab({ anyTag: true });
  env = { ...env, GITLAB_TOKEN: gitlabToken, CI_PROJECT_PATH: "acme/tools/lib", CI_SERVER_URL: gitlab.url };
});
afterAll(() => gitlab.close());

let host: ServiceHost;
beforeAll(async () => void (host = await startServiceHost()));
afterAll(() => host.close());

let jira: FakeJira;
beforeAll(async () => {
  jira = await startJira();
  env = { ...env, ...jira.env };
});
afterAll(() => jira.close());

/** A repository with the example in it, as someone would begin who copied it. */
function copyOf(example: string): TestProject {
  const project = makeProject({});
  cpSync(join(examples, example), project.path, { recursive: true });
  if (images && needsImages(example)) {
    // Somebody else's registry: here, one of our own, without a certificate.
    const file = join(project.path, "relspec.yaml");
    const spec = readFileSync(file, "utf8").replaceAll("registry.acme.dev", images.host);
    writeFileSync(file, spec.replace("docker:\n", "docker:\n    insecure: true\n"));
  }
  if (example === "web-service") {
    const file = join(project.path, "relspec.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("http://localhost:4180", host.url));
  }
  if (example === "jira") {
    // Jira Cloud is known by its host, which a server in this process does not have.
    const file = join(project.path, "relspec.yaml");
    const here = `site: ${jira.url}\n    deployment: cloud`;
    writeFileSync(file, readFileSync(file, "utf8").replace("site: https://acme.atlassian.net", here));
  }
  project.commit("feat: begin");
  projects.push(project);
  return project;
}

const relspec = async (project: TestProject, ...args: string[]) => {
  const { code, stdout, stderr } = await runCli([...args, "--json"], { cwd: project.path, env });
  if (code !== 0) throw new Error(`relspec ${args.join(" ")} ended with ${code}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
};

it("every example has a spec that is tried here", () => {
  const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const tried = specs.map((path) => dirname(path));
  expect([...tried, ...triedElsewhere, ...withoutSpec].toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
});

describe.each(specs.map((path) => basename(dirname(path))))("the example %s", (example) => {
  it("is planned without a warning, and carried out", async ({ skip }) => {
    if (needsImages(example)) skip(withoutImages !== null, withoutImages ?? "");
    const project = copyOf(example);

    const plan = await relspec(project, "plan");

    expect(plan).toMatchObject({ outcome: "release", warnings: [] });
    expect(await relspec(project, "run")).toMatchObject({ outcome: "released", steps: { failed: 0, left: 0 } });
    expect(await relspec(project, "plan")).toMatchObject({ outcome: "nothing-to-release" });
    expect(project.git("status", "--porcelain")).toBe("");
  });
});

it("the workspace leaves just what its README says", async () => {
  const project = projects.find(({ path }) => readFileSync(join(path, "relspec.yaml"), "utf8").includes("name: acme"));
  if (!project) throw new Error("the workspace was not released");
  expect(project.git("log", "--format=%s").split("\n")).toEqual([
    "chore(release): 1.0.0 [skip ci]",
    "feat: begin",
    "feat: begin",
  ]);
  expect(project.git("diff", "--name-only", "HEAD~1").split("\n")).toEqual([
    "packages/invoice/CHANGELOG.md",
    "packages/invoice/package.json",
    "packages/money/CHANGELOG.md",
    "packages/money/package.json",
  ]);
  for (const name of ["money", "invoice"]) {
    expect(Object.keys((await registry.packument(`@acme/${name}`))?.versions ?? {})).toEqual(["1.0.0"]);
    expect(readFileSync(join(project.path, "packages", name, "CHANGELOG.md"), "utf8")).toMatch(
      /^# Changelog\n[^]*\n## \[1\.0\.0\] - \d{4}-\d\d-\d\d\n\n### Added\n\n- begin\n/,
    );
  }
  const published = registry.publishes.filter(({ kind, name }) => kind === "publish" && name.startsWith("@acme/"));
  expect(published.map(({ name }) => name)).toEqual(["@acme/money", "@acme/invoice"]);
  const head = project.git("rev-parse", "HEAD");
  const remote = project.git("ls-remote", "origin");
  expect(remote).toContain(`${head}\trefs/heads/main`);
  for (const name of ["money", "invoice"]) expect(remote).toContain(`${head}\trefs/tags/@acme/${name}@1.0.0^{}`);
});

it.skipIf(withoutImages)("the container leaves just what its README says", async () => {
  const index = await images?.manifest("payments", "1.0.0");
  expect(index?.["manifests"]).toMatchObject([
    { platform: { architecture: "amd64" } },
    { platform: { architecture: "arm64" } },
  ]);
  const digest = (await images?.digest("payments", "1.0.0")) ?? "";
  const attached = digest.replace(":", "-");
  expect(await images?.tags("payments")).toEqual(["1", "1.0", "1.0.0", "latest", attached]);
  for (const tag of ["1", "1.0", "latest"]) expect(await images?.digest("payments", tag)).toBe(digest);
  expect(await images?.tags("live/payments")).toEqual(["1.0.0", attached]);
  expect(await images?.digest("live/payments", "1.0.0")).toBe(digest);
});

it("every client has a mail of its own, and support one with the file", () => {
  const mails = mailbox.messages().filter(({ subject }) => subject.startsWith("payments 1.0.0"));
  const readers = mails.map(({ recipients }) => recipients.join());
  expect(readers.toSorted()).toEqual([
    "ana@client.example",
    "ben@other.example",
    "support@acme.dev,operations@acme.dev",
  ]);
  for (const { headers, html, source } of mails.filter(({ recipients }) => recipients.length === 1)) {
    expect(headers).toMatchObject({ "list-unsubscribe-post": "List-Unsubscribe=One-Click" });
    expect(headers["dkim-signature"]).toContain("d=acme.dev");
    expect(html).toContain('style="color: #0b5');
    expect(source).not.toContain("operations@acme.dev");
  }
  expect(mails.find(({ recipients }) => recipients.length === 2)?.source).toContain("Upgrade to 1.0.0.md");
});

it("Jira knows of the release", () => {
  expect(jira.version("payments 1.0.0")).toMatchObject({ released: true });
  expect(jira.violations).toEqual([]);
});
