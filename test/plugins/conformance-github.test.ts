import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorld, type JsonObject } from "@relspec/core";
import { type ActionSuite, describeAction, planningFacts, usePlugin } from "@relspec/core/testing";
import github from "@relspec/plugin-github";
import { describe, it } from "vitest";
import { type FakeGitHub, startGitHub } from "../servers/github.ts";

interface Given {
  readonly name: string;
  readonly with: JsonObject;
  readonly count: (fake: FakeGitHub) => number;
  readonly prepare?: (fake: FakeGitHub) => void;
  readonly interfere?: (fake: FakeGitHub) => void;
  readonly results?: (fake: FakeGitHub) => JsonObject;
  readonly options?: JsonObject;
}

const commit = planningFacts().base.commit;

/** A release with its draft, as `github/release` leaves it. */
function withDraft({ state }: FakeGitHub): void {
  state.releases.push({
    id: 7,
    tag_name: "v1.1.0",
    target_commitish: commit,
    name: "v1.1.0",
    body: `notes\n\n<!-- relspec: lib 1.1.0 ${commit.slice(0, 12)} -->`,
    draft: true,
    prerelease: false,
    immutable: false,
    created_at: "2026-01-02T03:04:05Z",
    discussion: null,
    assets: [],
  });
}

const draftResult = { "deploy/github/release": { release: 7, tag: "v1.1.0", url: "" } };

const suite = ({ name, with: given, count, prepare, interfere, results, options = {} }: Given): ActionSuite => ({
  start: async () => {
    const fake = await startGitHub();
    prepare?.(fake);
    const root = await mkdtemp(join(tmpdir(), "relspec-conformance-"));
    const lines: string[] = [];
    const world = createWorld({
      root,
      env: { GITHUB_TOKEN: fake.token, GITHUB_API_URL: fake.url, PATH: process.env["PATH"] ?? "" },
      onLog: (line) => lines.push(line),
    });
    await world.files.write("dist/lib.tgz", "the whole library");
    const { actions } = await usePlugin(github, { repository: "acme/lib", ...options });
    return {
      action: actions![name]!,
      with: given,
      world,
      artifacts: join(root, ".artifacts"),
      secrets: { GITHUB_TOKEN: fake.token },
      lines: () => lines,
      count: () => count(fake),
      ...(results && { results: results(fake) }),
      ...(interfere && { interfere: () => interfere(fake) }),
      close: async () => {
        await fake.close();
        await rm(root, { recursive: true, force: true });
      },
    };
  },
});

const foreign = (fake: FakeGitHub, draft: boolean): void => {
  withDraft(fake);
  const release = fake.state.releases.at(-1)!;
  Object.assign(release, { id: 99, body: "by hand", draft });
};

describeAction(
  { describe, it },
  "github/release",
  suite({
    name: "release",
    with: { tag: "v1.1.0", title: "lib {{version}}", notes: "Have a look" },
    count: ({ state }) => state.releases.length,
    interfere: (fake) => foreign(fake, true),
  }),
);

describeAction(
  { describe, it },
  "github/asset",
  suite({
    name: "asset",
    with: { tag: "v1.1.0", path: "dist/*.tgz", label: "The library" },
    prepare: withDraft,
    results: () => draftResult,
    count: ({ state }) => state.releases.flatMap(({ assets }) => assets).length,
    interfere: ({ state }) =>
      void state.releases[0]?.assets.push({
        id: 8,
        name: "lib.tgz",
        label: null,
        state: "uploaded",
        size: 3,
        digest: `sha256:${"0".repeat(64)}`,
      }),
  }),
);

describeAction(
  { describe, it },
  "github/publish",
  suite({
    name: "publish",
    with: { tag: "v1.1.0" },
    prepare: withDraft,
    results: () => draftResult,
    count: ({ state }) => state.releases.filter(({ draft }) => !draft).length,
    interfere: (fake) => {
      fake.state.releases.splice(0);
      foreign(fake, false);
    },
  }),
);

const deployment = (state: string) => ({
  id: 55,
  sha: commit,
  ref: commit,
  task: "deploy",
  environment: "production",
  description: null,
  payload: {},
  statuses: [{ id: 56, state, environment_url: "", log_url: "", description: "" }],
});

describeAction(
  { describe, it },
  "github/comment",
  suite({
    name: "comment",
    with: { numbers: [7, 12], text: "Out in {{version}}", labels: ["released"] },
    prepare: ({ state }) => {
      state.issues.set(7, { labels: new Set() });
      state.issues.set(12, { labels: new Set() });
    },
    // One effect: both are told, and both have the label.
    count: ({ state }) =>
      (state.comments.length + [...state.issues.values()].filter(({ labels }) => labels.size > 0).length) / 4,
  }),
);

describeAction(
  { describe, it },
  "github/milestone",
  suite({
    name: "milestone",
    with: { title: "1.1.0" },
    prepare: ({ state }) => void state.milestones.push({ number: 3, title: "1.1.0", state: "open" }),
    count: ({ state }) => state.milestones.filter(({ state: now }) => now === "closed").length,
  }),
);

describeAction(
  { describe, it },
  "github/deployment",
  suite({
    name: "deployment",
    with: { environment: "production", url: "https://example.com/lib" },
    count: ({ state }) => state.deployments.filter(({ statuses }) => statuses.length > 0).length,
  }),
);

describeAction(
  { describe, it },
  "github/deployment-status",
  suite({
    name: "deployment-status",
    with: { deployment: "deploy/shown", state: "success", url: "https://example.com/lib" },
    prepare: ({ state }) => void state.deployments.push(deployment("in_progress")),
    results: () => ({ "deploy/shown": { deployment: 55 } }),
    count: ({ state }) => state.deployments[0]!.statuses.filter(({ state: now }) => now === "success").length,
  }),
);

describeAction(
  { describe, it },
  "github/status",
  suite({
    name: "status",
    with: { context: "release", description: "{{version}} is out", url: "https://example.com/lib" },
    count: ({ state }) => state.statuses.length,
  }),
);

describeAction(
  { describe, it },
  "github/check",
  suite({
    name: "check",
    with: { name: "release", title: "{{version}}", summary: "It is out." },
    prepare: (fake) => fake.actAsApp(),
    count: ({ state }) => state.checks.length,
  }),
);

describeAction(
  { describe, it },
  "github/latest",
  suite({
    name: "latest",
    with: { tag: "v1.1.0" },
    prepare: (fake) => {
      withDraft(fake);
      Object.assign(fake.state.releases[0]!, { draft: false });
      fake.state.releases.push({ ...fake.state.releases[0]!, id: 8, tag_name: "v1.2.0" });
      fake.state.latest = 8;
    },
    count: ({ state }) => (state.latest === 7 ? 1 : 0),
  }),
);

describeAction(
  { describe, it },
  "github/banner",
  suite({
    name: "banner",
    with: { tag: "v1.1.0", text: "Use {{version}}." },
    prepare: (fake) => {
      withDraft(fake);
      Object.assign(fake.state.releases[0]!, { draft: false, immutable: true });
    },
    count: ({ state }) => (state.releases[0]!.body!.includes("[!CAUTION]") ? 1 : 0),
  }),
);

const proposed = "d".repeat(40);

describeAction(
  { describe, it },
  "github/pull-request",
  suite({
    name: "pull-request",
    with: {},
    options: { pullRequest: true },
    prepare: ({ state }) => void (state.branches = (name) => (name === "main" ? commit : proposed)),
    results: () => ({ "build/git/commit": { commit: proposed } }),
    count: ({ state }) => state.pulls.filter((pull) => pull.state === "open").length,
  }),
);
