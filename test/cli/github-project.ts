import { expect } from "vitest";
import { type FakeGitHub, startGitHub } from "../servers/github.ts";
import { makeProject, type TestProject } from "./project.ts";

const spec = `apiVersion: relspec/v1
name: lib
plugins:
  git: {}
  exec: {}
  github:
    repository: acme/lib
    assets: [{ path: "dist/*.tgz", label: The library }]
    comments: { labels: [released] }
    milestone: "{{version}}"
    deployment: production
stages:
  build:
    steps:
      - { id: pack, uses: exec/run, with: { command: [node, -e, "fs.mkdirSync('dist', { recursive: true }); fs.writeFileSync('dist/lib.tgz', 'the library')"] } }
`;

export interface GitHubProject {
  readonly fake: FakeGitHub;
  readonly project: TestProject;
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** A project whose next release is 1.0.0, and a GitHub with what that release is about. */
export async function startGitHubProject(message = "feat: begin (#7)"): Promise<GitHubProject> {
  const fake = await startGitHub();
  const project = makeProject({ "relspec.yaml": spec }, message);
  project.write(".gitignore", ".relspec/\ndist/\n");
  project.commit("chore: leave out what is built");
  fake.state.issues.set(7, { labels: new Set() });
  fake.state.milestones.push(
    { number: 1, title: "1.0.0", state: "open" },
    { number: 2, title: "1.1.0", state: "open" },
  );
  return {
    fake,
    project,
    env: { GITHUB_TOKEN: fake.token, GITHUB_API_URL: fake.url },
    close: async () => {
      await fake.close();
      project.remove();
    },
  };
}

/** Everything there is of a whole release, and all of it once. */
export function expectWhole({ state }: FakeGitHub, commit: string): void {
  expect(state.releases).toMatchObject([
    {
      tag_name: "v1.0.0",
      draft: false,
      target_commitish: commit,
      assets: [{ name: "lib.tgz", state: "uploaded", size: 11 }],
    },
  ]);
  expect(state.releases).toHaveLength(1);
  expect(state.releases[0]?.assets).toHaveLength(1);
  expect(state.comments.map(({ issue, body }) => [issue, body.split("\n")[0]])).toEqual([
    [7, "This is part of lib 1.0.0."],
  ]);
  expect([...(state.issues.get(7)?.labels ?? [])]).toEqual(["released"]);
  expect(state.milestones[0]).toMatchObject({ state: "closed" });
  expect(state.deployments).toMatchObject([
    { environment: "production", sha: commit, statuses: [{ state: "success" }] },
  ]);
}
