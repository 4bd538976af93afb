import { isRelspecError, type JsonObject, type Plugin } from "@relspec/core";
import github from "@relspec/plugin-github";
import gitlab from "@relspec/plugin-gitlab";
import jira from "@relspec/plugin-jira";
import slack from "@relspec/plugin-slack";
import teams from "@relspec/plugin-teams";
import webhook from "@relspec/plugin-webhook";
import { afterEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../servers/receiver.ts";
import { startBench } from "./plugin-bench.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** One action of a plugin that speaks to a server. */
interface Asking {
  readonly plugin: Plugin;
  readonly options: (url: string) => JsonObject;
  readonly env: (url: string) => Readonly<Record<string, string>>;
  readonly action: string;
  readonly with: JsonObject;
  /** It only has to know that its request was taken: any answer that says so is one. */
  readonly trusting?: true;
}

const asking: Readonly<Record<string, Asking>> = {
  webhook: {
    plugin: webhook,
    options: () => ({ endpoints: { ci: { url: "{{secrets.HOOK}}" } }, timeout: 300 }),
    env: (url) => ({ HOOK: `${url}/hook` }),
    action: "send",
    with: { to: "ci" },
    trusting: true,
  },
  teams: {
    plugin: teams,
    options: () => ({ webhooks: { ci: "{{secrets.HOOK}}" }, timeout: 300 }),
    env: (url) => ({ HOOK: `${url}/hook` }),
    action: "post",
    with: { to: "ci" },
    trusting: true,
  },
  "slack by a webhook": {
    plugin: slack,
    options: () => ({ webhooks: { ci: "{{secrets.HOOK}}" }, timeout: 300 }),
    env: (url) => ({ HOOK: `${url}/services/T0/B0/S` }),
    action: "post",
    with: { to: "ci" },
    trusting: true,
  },
  "slack by a token": {
    plugin: slack,
    options: (url) => ({ token: "{{secrets.TOKEN}}", api: `${url}/api/`, timeout: 300 }),
    env: () => ({ TOKEN: "xoxb-a-token-of-tests" }),
    action: "post",
    with: { to: "#general" },
  },
  jira: {
    plugin: jira,
    options: (url) => ({ site: url, project: "PAY", deployment: "cloud", timeout: 300 }),
    env: () => ({ JIRA_EMAIL: "ana@example.com", JIRA_API_TOKEN: "a-token-of-tests" }),
    action: "version",
    with: {},
  },
  gitlab: {
    plugin: gitlab,
    options: (url) => ({ project: "acme/lib", url, timeout: 300 }),
    env: () => ({ GITLAB_TOKEN: "a-token-of-tests" }),
    action: "release",
    with: {},
  },
  github: {
    plugin: github,
    options: () => ({ repository: "acme/lib" }),
    env: (url) => ({ GITHUB_API_URL: url, GITHUB_TOKEN: "a-token-of-tests", PATH: process.env["PATH"] ?? "" }),
    action: "milestone",
    with: {},
  },
};

/** Five servers that nobody wants to meet. */
const servers: Readonly<Record<string, (server: Receiver) => void>> = {
  "is slow beyond all patience": (server) => server.fail("deaf"),
  "breaks off in the middle of its answer": (server) => server.fail("half"),
  "answers without end": (server) => server.fail("huge"),
  "lies: all is well, and here is a page": (server) =>
    server.answer({ headers: { "content-type": "text/html" }, body: "<!doctype html><title>Sign in</title>ok" }),
  "answers JSON of another kind": (server) =>
    server.answer({
      headers: { "content-type": "application/json" },
      body: '{"id":{"__proto__":1},"ok":"yes","tag_name":7,"values":null,"\\u001b[31m":[[]]}',
    }),
};

describe.each(Object.entries(asking))("%s, facing a server that", (name, given) => {
  it.each(Object.entries(servers))("%s, sends nothing twice and says what it met", async (what, behave) => {
    const server = await startReceiver();
    closing.push(() => server.close());
    const made = await startBench(given.plugin, { options: given.options(server.url), env: given.env(server.url) });
    closing.push(() => made.close());
    behave(server);
    const { target } = await made.plan(given.action, given.with);
    // Patience for GitHub is a matter of the step: the engine ends it so.
    const signal = AbortSignal.timeout(name === "github" ? 1_500 : 20_000);

    const outcome: unknown = await made.apply(given.action, target, signal).then(
      () => "taken",
      (error: unknown) => error,
    );

    expect(server.received.length).toBeLessThanOrEqual(1);
    const said = isRelspecError(outcome) ? outcome.message : "";
    expect(said).not.toMatch(/[\u0000-\u001f]|undefined|\[object|Cannot read/);
    const certain = given.trusting === true && !/slow|breaks|without end/.test(what);
    const stopped = name === "github" && what.includes("slow");
    expect(certain || stopped || said.length > 20).toBe(true);
    expect(isRelspecError(outcome) || outcome === "taken" || stopped).toBe(true);
    expect(outcome === "taken" && given.trusting !== true).toBe(false);
  });
});
