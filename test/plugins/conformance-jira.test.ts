import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorld, type JsonObject } from "@relspec/core";
import { type ActionStage, change, describeAction, planningFacts, usePlugin } from "@relspec/core/testing";
import jira from "@relspec/plugin-jira";
import { describe, it } from "vitest";
import { type FakeJira, startJira } from "../servers/jira.ts";

interface Staging {
  readonly with: JsonObject;
  readonly prepare?: (fake: FakeJira) => void;
  readonly count: (fake: FakeJira) => number;
  readonly interfere?: (fake: FakeJira) => void;
}

const facts = planningFacts({ changes: [change({ references: ["PAY-1", "OPS-7", "#3"] })] });

async function stage(action: string, deployment: "cloud" | "data-center", staging: Staging): Promise<ActionStage> {
  const fake = await startJira(deployment);
  staging.prepare?.(fake);
  const root = await mkdtemp(join(tmpdir(), "relspec-conformance-"));
  const lines: string[] = [];
  const { actions } = await usePlugin(jira, { site: fake.url, project: "PAY", deployment });
  return {
    action: actions![action]!,
    with: staging.with,
    facts,
    world: createWorld({ root, env: fake.env, onLog: (line) => lines.push(line) }),
    artifacts: join(root, ".artifacts"),
    secrets: fake.env,
    lines: () => lines,
    count: () => staging.count(fake),
    ...(staging.interfere && { interfere: () => staging.interfere?.(fake) }),
    close: async () => {
      if (fake.violations.length > 0) throw new Error(fake.violations.join("\n"));
      await fake.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

describe.each(["cloud", "data-center"] as const)("%s", (deployment) => {
  const suite = (action: string, staging: Staging) =>
    describeAction({ describe, it }, `jira/${action}`, { start: () => stage(action, deployment, staging) });

  suite("version", {
    with: { description: "As planned", startDate: "2026-01-01" },
    count: ({ state }) => state.projects[0]?.versions.filter(({ name }) => name === "lib 1.1.0").length ?? 0,
    interfere: (fake) => void fake.addVersion("LIB 1.1.0"),
  });
  suite("release-version", {
    with: {},
    prepare: (fake) => void fake.addVersion("lib 1.1.0"),
    count: (fake) => (fake.version("lib 1.1.0")?.released ? 1 : 0),
    interfere: (fake) => void Object.assign(fake.version("lib 1.1.0")!, { archived: true }),
  });
  suite("reopen-version", {
    with: { version: "1.0.0" },
    prepare: (fake) => void fake.addVersion("lib 1.0.0", { released: true, releaseDate: "2026-01-01" }),
    count: (fake) => (fake.version("lib 1.0.0")?.released ? 0 : 1),
  });
  suite("fix-versions", {
    with: { name: "lib {{version}}", issues: ["PAY-1"] },
    prepare: (fake) => {
      const earlier = fake.addVersion("lib 1.0.0");
      fake.addVersion("lib 1.1.0");
      fake.addIssue("PAY-1").fixVersions.push(earlier.id);
    },
    count: (fake) => {
      const [first, ...more] = fake.issue("PAY-1").fixVersions;
      if (first !== fake.version("lib 1.0.0")?.id) throw new Error("a version that was there is gone");
      return more.length;
    },
  });
  suite("transition", {
    with: { to: "released", by: "Release" },
    prepare: (fake) => void fake.addIssue("PAY-1"),
    count: (fake) => (fake.issue("PAY-1").status === "Released" ? 1 : 0),
  });
  suite("comment", {
    with: { text: "Released in {{name}} {{version}}." },
    prepare: (fake) => void fake.addIssue("PAY-1"),
    count: (fake) => fake.issue("PAY-1").comments.length,
  });
});
