import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorld } from "@relspec/core";
import { describeAction, planningFacts, usePlugin } from "@relspec/core/testing";
import gitlab from "@relspec/plugin-gitlab";
import { describe, it } from "vitest";
import { type GitLabServer, gitlabToken, startGitLab } from "../servers/gitlab.ts";

type Kind = "release" | "close-milestone" | "banner";

const given = {
  release: { notes: "All of {{version}}." },
  "close-milestone": { title: "1.1" },
  banner: { tag: "v1.0.0", text: "Left." },
};

async function stage(kind: Kind) {
  const server = await startGitLab();
  server.tags.set("v1.1.0", planningFacts().base.commit);
  server.milestones.set("1.1", { id: 3, state: "active" });
  server.releases.set("v1.0.0", { tag_name: "v1.0.0", name: "", description: "Old.", links: [], milestones: [] });
  const root = await mkdtemp(join(tmpdir(), "relspec-conformance-"));
  const lines: string[] = [];
  const world = createWorld({ root, env: { GITLAB_TOKEN: gitlabToken }, onLog: (line) => lines.push(line) });
  const { actions } = await usePlugin(gitlab, { project: "acme/tools/lib", url: server.url });
  return {
    action: actions![kind]!,
    with: given[kind],
    world,
    artifacts: join(root, ".artifacts"),
    secrets: { GITLAB_TOKEN: gitlabToken },
    lines: () => lines,
    count: () => count(kind, server),
    ...(kind === "release" && {
      interfere: () =>
        void server.releases.set("v1.1.0", {
          tag_name: "v1.1.0",
          name: "x",
          description: "mine",
          links: [],
          milestones: [],
        }),
    }),
    close: async () => {
      await server.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function count(kind: Kind, { releases, milestones }: GitLabServer): number {
  if (kind === "release") return releases.has("v1.1.0") ? 1 : 0;
  if (kind === "close-milestone") return milestones.get("1.1")?.state === "closed" ? 1 : 0;
  return (releases.get("v1.0.0")?.description ?? "").split("> Left.").length - 1;
}

describeAction({ describe, it }, "gitlab/release", { start: () => stage("release") });
describeAction({ describe, it }, "gitlab/close-milestone", { start: () => stage("close-milestone") });
describeAction({ describe, it }, "gitlab/banner", { start: () => stage("banner") });
