import { createWorld } from "@relspec/core";
import { change, describeGate, gateContext, plan, usePlugin } from "@relspec/core/testing";
import jira from "@relspec/plugin-jira";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeJira, startJira } from "../servers/jira.ts";

const fake: FakeJira = await startJira();
const { gates } = await usePlugin(jira, { site: fake.url, project: "PAY", deployment: "cloud" });
const gate = gates!["jira-issues"]!;
const world = createWorld({ root: import.meta.dirname, env: fake.env, onLog: () => undefined });
const naming = (...references: readonly string[]) => ({ plan: plan({ changes: [change({ references })] }) });

beforeAll(() => {
  const { id } = fake.addVersion("lib 1.1.0");
  fake.addIssue("PAY-1");
  fake.addIssue("PAY-2", { status: "In Progress", summary: `\u001b[31mred\u001b[0m\n{code}${"x".repeat(2 ** 20)}` });
  fake.addIssue("PAY-3", { status: "Released" }).fixVersions.push(id);
  fake.addIssue("OPS-1", { status: "To Do" });
});
afterAll(() => fake.close());

describeGate({ describe, it }, "jira-issues", {
  gate,
  bad: {
    "a key is unknown": { stats: ["Done"] },
    "a number has no query": { most: 0 },
    "there are no states": { states: [] },
  },
  cases: {
    "opens when every issue of the release is done": async () => ({
      options: {},
      world,
      context: naming("PAY-1", "OPS-1", "#7"),
      verdict: "pass",
    }),
    "waits for the one that is not": async () => ({
      options: {},
      world,
      context: naming("PAY-1", "PAY-2"),
      verdict: "waiting",
      says: 'PAY-2 is "In Progress": red {code}x',
    }),
    "opens without an issue that does not count": async () => ({
      options: { ignore: ["PAY-2", "PAY-404"] },
      world,
      context: naming("PAY-1", "PAY-2", "PAY-404"),
      verdict: "pass",
    }),
    "asks for states by name": async () => ({
      options: { states: ["released"] },
      world,
      context: naming("PAY-1"),
      verdict: "waiting",
      says: 'PAY-1 is "Done"',
    }),
    "fails for a key that is no issue": async () => ({
      options: {},
      world,
      context: naming("PAY-1", "PAY-404"),
      verdict: "fail",
      says: "PAY-404 is named in a change",
    }),
    "is not sure of a query that finds nothing": async () => ({
      options: { jql: 'project = OPS AND status = "Done"' },
      world,
      verdict: "inconclusive",
      says: "empty: allow",
    }),
    "opens for it where that is allowed": async () => ({
      options: { jql: 'project = OPS AND status = "Done"', empty: "allow" },
      world,
      verdict: "pass",
    }),
    "waits until a query finds no more than it may": async () => ({
      options: { jql: "project = PAY AND statusCategory != Done", most: 0 },
      world,
      verdict: "waiting",
      says: "finds 1, and may find 0",
    }),
    "opens once it finds as many as it must": async () => ({
      options: { jql: "project = PAY", least: 3, most: 3 },
      world,
      verdict: "pass",
    }),
    "is in error for a query that Jira does not take": async () => ({
      options: { jql: "nonsense = 1" },
      world,
      verdict: "error",
      says: "does not exist",
    }),
    "waits while there is no plan": async () => ({
      options: {},
      world,
      context: { plan: null },
      verdict: "waiting",
    }),
  },
});

it("a summary of 1 MB with escapes is one short line", async () => {
  const answer = await gate.evaluate({ ignore: [], empty: "refuse" }, gateContext(world, naming("PAY-2")));
  expect(answer.missing).toHaveLength(1);
  expect(answer.missing[0]).not.toMatch(/[\u001b\n]/);
  expect(answer.missing[0]?.length).toBeLessThan(200);
  expect(fake.violations).toEqual([]);
});
