import { createCloudClient } from "jira.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contractMissing } from "./jira-contract.ts";
import { type FakeJira, startJira } from "./jira.ts";

let fake: FakeJira;
beforeEach(async () => void (fake = await startJira()));
afterEach(() => fake.close());

/** An independent client: it throws where an answer is not what it knows of Jira. */
const client = () =>
  createCloudClient({
    host: fake.url,
    auth: { type: "basic", email: fake.env["JIRA_EMAIL"] ?? "", apiToken: fake.env["JIRA_API_TOKEN"] ?? "" },
    onSchemaMismatch: "throw",
    retry: { maxAttempts: 1 },
  });

describe("the fake Jira, asked by jira.js", () => {
  it("keeps versions as Jira does", async () => {
    const jira = client();
    const project = await jira.projects.getProject({ projectIdOrKey: "PAY" });
    const made = await jira.projectVersions.createVersion({ name: "pay 1.0.0", projectId: Number(project.id) });
    const released = await jira.projectVersions.updateVersion({
      id: made.id ?? "",
      body: { released: true, releaseDate: "2026-01-02" },
    });

    expect(released).toMatchObject({ name: "pay 1.0.0", released: true, releaseDate: "2026-01-02" });
    expect(await jira.projectVersions.getProjectVersions({ projectIdOrKey: "PAY" })).toHaveLength(1);
    expect(await jira.projectVersions.getVersionRelatedIssues({ id: made.id ?? "" })).toMatchObject({
      issuesFixedCount: 0,
    });
    await expect(
      jira.projectVersions.createVersion({ name: "PAY 1.0.0", projectId: Number(project.id) }),
    ).rejects.toMatchObject({ status: 400 });
    await jira.projectVersions.deleteAndReplaceVersion({ id: made.id ?? "", body: {} } as never);
    expect(await jira.projectVersions.getProjectVersions({ projectIdOrKey: "PAY" })).toEqual([]);
    expect(fake.violations).toEqual([]);
  });

  it("keeps issues as Jira does", async () => {
    const jira = client();
    for (const number of [1, 2, 3, 4]) fake.addIssue(`PAY-${number}`);
    const { id } = fake.addVersion("pay 1.0.0");
    await jira.issues.editIssue({ issueIdOrKey: "PAY-1", update: { fixVersions: [{ add: { id } }] } });
    const { transitions = [] } = await jira.issues.getTransitions({ issueIdOrKey: "PAY-1" });
    await jira.issues.doTransition({
      issueIdOrKey: "PAY-1",
      transition: { id: transitions.find(({ name }) => name === "Release")?.id ?? "" },
    });

    const issue = await jira.issues.getIssue({ issueIdOrKey: "PAY-1", expand: "transitions" });
    expect(issue.fields).toMatchObject({ status: { name: "Released" }, fixVersions: [{ id, name: "pay 1.0.0" }] });
    const first = await jira.issueSearch.searchAndReconsileIssuesUsingJql({ jql: "project = PAY", fields: ["status"] });
    expect(first).toMatchObject({ isLast: false, nextPageToken: expect.any(String) });
    expect(fake.violations).toEqual([]);
  });

  it("keeps comments, and says who is asking and what they may do", async () => {
    const jira = client();
    fake.addIssue("PAY-1");
    const body = {
      type: "doc",
      version: 1,
      content: [{ type: "paragraph", content: [{ type: "text", text: "Hello" }] }],
    };
    await jira.issueComments.addComment({ issueIdOrKey: "PAY-1", body });

    expect(await jira.issueComments.getComments({ issueIdOrKey: "PAY-1" })).toMatchObject({ total: 1 });
    expect(await jira.myself.getCurrentUser()).toMatchObject({ displayName: "Ana Example" });
    expect(await jira.serverInfo.getServerInfo()).toMatchObject({ deploymentType: "Cloud" });
    expect(await jira.permissions.getMyPermissions({ projectKey: "PAY", permissions: "EDIT_ISSUES" })).toMatchObject({
      permissions: { EDIT_ISSUES: { havePermission: true } },
    });
    expect(fake.violations).toEqual([]);
  });
});

describe("Atlassian's document", () => {
  it("is what requests and answers are held against", async (test) => {
    test.skip(contractMissing !== null, contractMissing ?? "");
    const headers = { authorization: `Basic ${Buffer.from(Object.values(fake.env).join(":")).toString("base64")}` };
    const post = (path: string, body: unknown) =>
      fetch(`${fake.url}${path}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    await post("/rest/api/3/version", { name: "1", projectId: 10_000, relaesed: true });
    await fetch(`${fake.url}/rest/api/3/nowhere`, { headers });

    expect(fake.violations.join("\n")).toMatch(/POST \/rest\/api\/3\/version: .*must NOT have additional properties/);
    expect(fake.violations.join("\n")).toContain("there is no GET /rest/api/3/nowhere");
  });
});
