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
