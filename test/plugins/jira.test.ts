import { type JsonObject, RelspecError } from "@relspec/core";
import { change, planningFacts, usePlugin } from "@relspec/core/testing";
import jira from "@relspec/plugin-jira";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeJira, type Fault, startJira } from "../servers/jira.ts";
import { type Bench, startBench } from "./plugin-bench.ts";

let fake: FakeJira;
let bench: Bench;
const facts = planningFacts({
  changes: [change({ references: ["PAY-10", "PAY-2", "OPS-7", "#3"] }), change({ references: ["PAY-2", "PAY-99"] })],
});

beforeEach(async () => {
  fake = await startJira();
  bench = await open({ deployment: "cloud", timeout: 2_000 });
});
afterEach(async () => {
  await Promise.all([fake.close(), bench.close()]);
  if (fake.violations.length > 0) throw new Error(fake.violations.join("\n"));
});

const open = (options: JsonObject, env: Record<string, string | undefined> = fake.env) =>
  startBench(jira, { options: { site: fake.url, project: "PAY", ...options }, env, facts });
const run = async (action: string, options: JsonObject = {}) => {
  const { target } = await bench.plan(action, options);
  return { target, result: await bench.apply(action, target) };
};
const told = async (work: Promise<unknown>): Promise<RelspecError> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RelspecError)) throw new Error("nothing was refused");
  return error;
};
const sent = () =>
  fake.requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);

describe("issues of a release", () => {
  it("are those of the project that changes name, by number", async () => {
    const { target, summary } = await bench.plan("fix-versions", {});
    expect(target).toMatchObject({ name: "lib 1.1.0", issues: ["PAY-2", "PAY-10", "PAY-99"], jql: null });
    expect(summary).toBe('add the fix version "lib 1.1.0" to PAY-2, PAY-10, PAY-99');
  });

  it("get the version beside those they have; what one refuses is reported and the others go on", async () => {
    const kept = fake.addVersion("lib 1.0.0");
    const { id } = fake.addVersion("lib 1.1.0");
    fake.addIssue("PAY-2").fixVersions.push(kept.id);
    fake.addIssue("PAY-10", { noFixVersions: true });

    const { target, result } = await run("fix-versions");

    expect(fake.issue("PAY-2").fixVersions).toEqual([kept.id, id]);
    expect(result).toMatchObject({ added: ["PAY-2"], had: [], refused: [{ issue: "PAY-10" }, { issue: "PAY-99" }] });
    expect(bench.log.join("\n")).toMatch(/PAY-10: .*not on the appropriate screen.*\nPAY-99: .*does not exist/);
    await bench.undo("fix-versions", target, result);
    expect(fake.issue("PAY-2").fixVersions).toEqual([kept.id]);
  });

  it("are a failure where all refuse", async () => {
    fake.addVersion("lib 1.1.0");
    const error = await told(run("fix-versions", { issues: ["PAY-98", "PAY-99"] }));
    expect(error).toMatchObject({ code: "RS_STEP_FAILED", retryable: false });
    expect(error.message).toMatch(/^None of the issues .* PAY-98: .* \(and 1 more\)$/);
  });

  it.each(["cloud", "data-center"] as const)(
    "are found by a query through all of its pages (%s)",
    async (deployment) => {
      await Promise.all([fake.close(), bench.close()]);
      fake = await startJira(deployment);
      bench = await open({ deployment });
      const keys = Array.from({ length: 11 }, (_, index) => `PAY-${index + 1}`);
      for (const key of keys) fake.addIssue(key, { status: "Done" });
      fake.addIssue("PAY-50", { status: "To Do" });

      const { result } = await run("transition", { to: "Released", jql: 'project = PAY AND status = "Done"' });

      expect(result).toMatchObject({
        moved: keys.map((issue) => ({ issue, from: "Done", to: "Released" })),
        refused: [],
      });
      expect(fake.issue("PAY-50").status).toBe("To Do");
    },
  );

  it("are brought on only where their workflow offers it", async () => {
    fake.addIssue("PAY-2", { status: "In Progress" });
    fake.addIssue("PAY-10");
    fake.addIssue("PAY-99", { status: "Released" });

    const { result } = await run("transition", { to: "released" });

    expect(result).toMatchObject({
      moved: [{ issue: "PAY-10", from: "Done", to: "Released" }],
      there: ["PAY-99"],
      refused: [{ issue: "PAY-2", reason: expect.stringContaining('It offers "Finish" to "Done".') }],
    });
  });

  it("get one comment each, however many others there are", async () => {
    const issue = fake.addIssue("PAY-2");
    fake.addIssue("PAY-10");
    const { target, result } = await run("comment", { text: "Out in {{version}}.", issues: ["PAY-2", "PAY-10"] });
    for (let n = 0; n < 7; n++) issue.comments.push({ id: String(n + 1), body: { text: "other" }, created: "" });

    expect(await bench.check("comment", target)).toMatchObject({ state: "present" });
    expect(await bench.apply("comment", target)).toMatchObject({ written: [], had: ["PAY-2", "PAY-10"] });
    await bench.undo("comment", target, result);
    expect(issue.comments).toHaveLength(7);
    expect(fake.issue("PAY-10").comments).toEqual([]);
  });
});

describe("a version", () => {
  it("keeps what is there, and is not deleted by a step that did not make it", async () => {
    const { id } = fake.addVersion("lib 1.1.0", { description: "by hand" });
    const { target, result } = await run("version", { description: "by relspec" });
    expect(result).toEqual({ id });
    await bench.undo("version", target, result);
    expect(fake.version("lib 1.1.0")).toMatchObject({ description: "by hand" });
  });

  it("is left when issues name it by now", async () => {
    const { target, result } = await run("version");
    fake.addIssue("PAY-2").fixVersions.push(fake.version("lib 1.1.0")!.id);
    await bench.undo("version", target, result);
    expect(fake.version("lib 1.1.0")).toBeDefined();
    expect(bench.log.join("\n")).toContain("1 of its issues name it");
  });

  it("made by someone else at the same moment is found, not made twice", async () => {
    const { target } = await bench.plan("version", {});
    fake.misbehave({ do: "answer", status: 200, body: "[]" }, { path: /versions$/, times: 1 });
    fake.addVersion("lib 1.1.0");
    const error = await told(bench.apply("version", target));
    expect(error.message).toContain("A version with this name already exists in this project.");
    expect(await bench.check("version", target)).toMatchObject({ state: "present" });
  });

  it("cannot be released before there is one", async () => {
    const error = await told(run("release-version"));
    expect(error).toMatchObject({ code: "RS_STEP_FAILED", message: expect.stringContaining('no version "lib 1.1.0"') });
  });

  it("is named as the spec says, and never by what Jira would change", async () => {
    await bench.close();
    bench = await open({ version: "{{type}} {{version}}", deployment: "cloud" });
    expect((await bench.plan("version", {})).target).toMatchObject({ name: expect.stringMatching(/ 1\.1\.0$/) });
    for (const name of [" 1.0.0", "a\nb", "\u001b[31m1.0.0"])
      expect(await told(bench.plan("version", { name }))).toMatchObject({ code: "RS_SPEC_INVALID" });
  });
});

describe("refusals", () => {
  const versions = { path: /versions$/ };
  it.each<[string, Fault, Partial<RelspecError>, RegExp]>([
    ["401", { do: "answer", status: 401 }, { code: "RS_STEP_CREDENTIALS" }, /does not accept the credentials/],
    [
      "a CAPTCHA",
      { do: "answer", status: 403, headers: { "x-seraph-loginreason": "AUTHENTICATION_DENIED" } },
      { code: "RS_STEP_CREDENTIALS" },
      /locked this account out/,
    ],
    ["403", { do: "answer", status: 403 }, { code: "RS_STEP_CREDENTIALS" }, /does not allow/],
    ["404", { do: "answer", status: 404 }, { code: "RS_STEP_FAILED" }, /may not see it/],
    [
      "400",
      { do: "answer", status: 400, body: '{"errors":{"name":"\\u001b[31mbad"}}' },
      { code: "RS_STEP_FAILED" },
      /Jira: name: bad$/,
    ],
    ["409", { do: "answer", status: 409 }, { code: "RS_STEP_FAILED", retryable: true }, /at the same time/],
    [
      "429",
      { do: "answer", status: 429, headers: { "retry-after": "7" } },
      { code: "RS_STEP_UNREACHABLE", retryable: true, retryAfter: 7000 },
      /asked too often/,
    ],
    [
      "429 for a year",
      { do: "answer", status: 429, headers: { "retry-after": "31536000" } },
      { code: "RS_STEP_UNREACHABLE", retryable: false, retryAfter: undefined },
      /come back in 525600 minutes/,
    ],
    [
      "503",
      { do: "answer", status: 503, body: "<html>" },
      { code: "RS_STEP_UNREACHABLE", retryable: true },
      /as it should/,
    ],
    [
      "a redirect",
      { do: "answer", status: 302, headers: { location: "https://login.example/" } },
      { code: "RS_STEP_FAILED" },
      /sends on/,
    ],
    [
      "a web page",
      { do: "answer", status: 200, body: "<html>log in" },
      { code: "RS_STEP_FAILED" },
      /answers with a web page/,
    ],
    ["another form", { do: "answer", status: 200, body: '{"values":[]}' }, { code: "RS_STEP_FAILED" }, /is no list/],
    [
      "an id that is a path",
      { do: "answer", status: 200, body: '[{"id":"../x","name":"lib 1.1.0"}]' },
      { code: "RS_STEP_FAILED" },
      /`id` .* is no number/,
    ],
    ["silence", { do: "hang" }, { code: "RS_STEP_UNREACHABLE", retryable: true }, /did not answer within 2000 ms/],
    ["a trickle", { do: "trickle" }, { code: "RS_STEP_UNREACHABLE", retryable: true }, /did not answer within 2000 ms/],
    ["half an answer", { do: "half" }, { code: "RS_STEP_UNREACHABLE", retryable: true }, /does not answer/],
    ["no end", { do: "huge" }, { code: "RS_STEP_FAILED" }, /larger than 8388608 bytes/],
  ])("%s", async (_name, fault, error, message) => {
    fake.addVersion("lib 1.1.0");
    const { target } = await bench.plan("version", {});
    fake.misbehave(fault, versions);
    const found = await told(bench.check("version", target));
    expect(found).toMatchObject(error);
    expect(found.message).toMatch(message);
    expect(await told(bench.apply("version", target))).toMatchObject({ code: error.code });
    expect(sent()).toEqual([]);
  });

  it("never show the credentials, also when Jira gives them back", async () => {
    const { target } = await bench.plan("version", {});
    const { JIRA_EMAIL, JIRA_API_TOKEN = "" } = fake.env;
    const basic = Buffer.from(`${JIRA_EMAIL}:${JIRA_API_TOKEN}`).toString("base64");
    fake.misbehave({ do: "answer", status: 400, body: JSON.stringify({ errorMessages: [`you sent ${basic}`] }) });
    const error = await told(bench.check("version", target));
    expect(error.message).toContain("you sent [secret]");
  });

  it.each(["cloud", "data-center"] as const)("pages that come to no end are given up (%s)", async (deployment) => {
    await bench.close();
    bench = await open({ deployment }, { ...fake.env, JIRA_TOKEN: "unknown" });
    const issue = {
      key: "PAY-1",
      fields: { summary: "x", status: { id: "1", name: "x", statusCategory: { key: "new" } } },
    };
    const page = { issues: [issue], isLast: false, nextPageToken: "again", startAt: 0, total: 1e9 };
    fake.misbehave({ do: "answer", status: 200, body: JSON.stringify(page) });
    const error = await told(run("transition", { to: "Done", jql: "project = PAY" }));
    expect(error.message).toContain("its pages come to no end");
  });

  it("a lost answer is looked up before anything is sent again", async () => {
    const { target } = await bench.plan("version", {});
    fake.misbehave({ do: "lose" }, { method: "POST", times: 1 });
    expect(await told(bench.apply("version", target))).toMatchObject({ retryable: true });
    expect(await bench.check("version", target)).toMatchObject({ state: "present" });
    expect(await bench.apply("version", target)).toMatchObject({ id: expect.any(String) });
    expect(sent()).toEqual(["POST /rest/api/3/version"]);
  });

  it("a server that says it has done what it has not is not believed", async () => {
    const { id } = fake.addVersion("lib 1.1.0");
    fake.misbehave(
      { do: "answer", status: 200, body: JSON.stringify({ id, name: "lib 1.1.0", released: false }) },
      { method: "PUT" },
    );
    expect((await told(run("release-version"))).message).toContain("it tells that nothing has changed");
  });
});

describe("options", () => {
  it.each([
    [{ site: "http://jira.acme.example" }, /in the clear/],
    [{ site: "https://ana:secret@jira.acme.example" }, /more than the address/],
    [{ token: "ATATT3xFfGF0" }, /holds a token/],
    [{ project: "pay" }, /must be of the form/],
  ])("%j are refused", async (options, message) => {
    const given = { site: "https://acme.atlassian.net", project: "PAY", ...options };
    await expect(usePlugin(jira, given)).rejects.toThrow(message);
  });
});

describe("relspec doctor", () => {
  it("finds everything in order", async () => {
    for (const id of ["site", "identity", "project", "permission"])
      expect(await bench.examine(`jira/${id}`)).toMatchObject({ verdict: "ok" });
  });

  it("says what is not", async () => {
    fake.state.permissions.delete("ADMINISTER_PROJECTS");
    expect(await bench.examine("jira/permission")).toMatchObject({
      verdict: "failed",
      message: "The account may not create and release versions (ADMINISTER_PROJECTS) in PAY.",
    });
    const other = await open({ deployment: "data-center", project: "NONE" }, { JIRA_TOKEN: "wrong" });
    expect(await other.examine("jira/identity")).toMatchObject({ verdict: "failed" });
    await other.close();
    const unset = await open({ deployment: "cloud" }, {});
    expect(await unset.examine("jira/site")).toMatchObject({
      verdict: "failed",
      message: expect.stringContaining("JIRA_EMAIL, JIRA_API_TOKEN"),
    });
    await unset.close();
    const nowhere = await open({ deployment: "cloud", project: "NONE" });
    expect(await nowhere.examine("jira/project")).toMatchObject({
      verdict: "failed",
      message: expect.stringContaining("NONE"),
    });
    await nowhere.close();
  });
});
