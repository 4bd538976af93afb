import { describe, expect, it } from "vitest";
import { RelspecError } from "../errors/index.ts";
import { type Action, defineAction } from "../plugin/action.ts";
import { absent, conflict, present } from "../plugin/finding.ts";
import type { ActionStage } from "./action-stage.ts";
import { describeAction } from "./describe-action.ts";
import { fakeWorld } from "./fake-world.ts";

/** A bucket that holds what was put into it, and cannot put twice unless asked without a condition. */
function bucket(change: (action: Action) => Action = (action) => action): () => Promise<ActionStage> {
  return async () => {
    const puts: string[] = [];
    const url = "https://bucket.example.com/lib-1.1.0";
    const world = fakeWorld({
      env: { TOKEN: "s3cret-token" },
      http: [
        { url, answer: () => (puts.length > 0 ? { body: puts.at(-1) ?? "" } : { status: 404 }) },
        { method: "PUT", url, answer: ({ body }) => (puts.push(String(body)), { status: 201 }) },
        { method: "DELETE", url, answer: () => ((puts.length = 0), { status: 204 }) },
      ],
    });
    const action = defineAction({
      summary: "Put a text into a bucket.",
      options: {
        type: "object",
        additionalProperties: false,
        required: ["text"],
        properties: { text: { type: "string", template: true, description: "What to put." } },
      },
      plan: ({ text }) => ({ summary: "put a text", target: { url, text } }),
      check: async ({ text }: { url: string; text: string }, { http }) => {
        const { status, body } = await http.get(url);
        if (status === 404) return absent;
        return body === text ? present({ url }) : conflict(`${url} holds something else.`);
      },
      apply: async ({ text }, { http, secrets }) => {
        const { status, body } = await http.get(url);
        if (status === 200 && body !== text)
          throw new RelspecError("RS_PLAN_CONFLICT", { message: `${url} holds something else.` });
        if (status === 404)
          await http.send(url, {
            method: "PUT",
            body: text,
            headers: { authorization: `Bearer ${secrets.read("TOKEN")}` },
          });
        return { url };
      },
      undo: async (_target, _result, { http }) => {
        await http.send(url, { method: "DELETE" });
      },
    });
    return {
      action: change(action),
      with: { text: "release {{version}}" },
      world,
      artifacts: "/tmp/relspec-kit-artifacts",
      secrets: { TOKEN: "s3cret-token" },
      lines: () => world.lines,
      count: () => puts.length,
      interfere: () => void puts.push("something else"),
      close: async () => undefined,
    };
  };
}

/** Sentences of the suite that do not hold. */
async function failures(start: () => Promise<ActionStage>): Promise<readonly string[]> {
  const tests: [string, () => Promise<void>][] = [];
  describeAction({ describe: (_name, body) => body(), it: (name, body) => void tests.push([name, body]) }, "test/put", {
    start,
  });
  const failed: string[] = [];
  for (const [name, body] of tests) {
    try {
      await body();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}

describeAction({ describe, it }, "test/put", { start: bucket() });

describe("describeAction finds an action that", () => {
  const wrong: readonly (readonly [string, (action: Action) => Action, string])[] = [
    [
      "does not describe its options",
      (a) => ({
        ...a,
        options: {
          type: "object",
          additionalProperties: false,
          properties: { text: { type: "string", template: true } },
        },
      }),
      "describes every option, and takes no other",
    ],
    [
      "takes unknown options",
      (a) => ({ ...a, options: { ...a.options, additionalProperties: true } }),
      "describes every option, and takes no other",
    ],
    [
      "plans with the time of day",
      (a) => ({ ...a, plan: async (o, c) => ({ ...(await a.plan(o, c)), target: { at: c.now().toISOString() } }) }),
      "plans the same at any time, and changes nothing by it",
    ],
    [
      "plans with a path of the machine",
      (a) => ({ ...a, plan: async (o, c) => ({ ...(await a.plan(o, c)), target: { at: `${c.root}/x` } }) }),
      "aims at plain JSON, without paths of this machine and without secrets",
    ],
    [
      "plans with a secret",
      (a) => ({ ...a, plan: async (o, c) => ({ ...(await a.plan(o, c)), target: { text: c.secrets.read("TOKEN") } }) }),
      "aims at plain JSON, without paths of this machine and without secrets",
    ],
    [
      "plans what is no JSON",
      (a) => ({ ...a, plan: async (o, c) => ({ ...(await a.plan(o, c)), target: { text: new Date() as never } }) }),
      "aims at plain JSON, without paths of this machine and without secrets",
    ],
    [
      "does not find its work again",
      (a) => ({ ...a, check: () => absent }),
      "finds nothing before it is applied, and finds it after",
    ],
    [
      "claims to be done at once",
      (a) => ({ ...a, check: () => present() }),
      "finds nothing before it is applied, and finds it after",
    ],
    [
      "puts again what is there",
      (a) => ({
        ...a,
        check: () => absent,
        apply: async (t, { http }) =>
          void (await http.send(String(t["url"]), { method: "PUT", body: String(t["text"]) })) as never,
      }),
      "is there once, wherever in the middle it was killed",
    ],
    [
      "puts twice",
      (a) => ({
        ...a,
        apply: async (t, { http }) => {
          for (const _ of [1, 2]) await http.send(String(t["url"]), { method: "PUT", body: String(t["text"]) });
          return null;
        },
      }),
      "is there once, however often it is run",
    ],
    [
      "takes nothing back",
      (a) => ({ ...a, undo: () => undefined }),
      "can be taken back, also when it is back already, or says why not",
    ],
    [
      "overlooks what stands in its place",
      (a) => ({
        ...a,
        check: async (t, c) => {
          const found = await a.check?.(t, c);
          return !found || found.state === "conflict" ? present() : found;
        },
      }),
      "takes what stands in its place for a conflict, and leaves it alone",
    ],
    [
      "writes over what stands in its place",
      (a) => ({
        ...a,
        apply: async (t, { http }) => {
          await http.send(String(t["url"]), { method: "PUT", body: String(t["text"]) });
          return null;
        },
      }),
      "takes what stands in its place for a conflict, and leaves it alone",
    ],
    [
      "breaks on a hostile text",
      (a) => ({
        ...a,
        plan: (o, c) => {
          if (String(o["text"]).includes("\u001b")) throw new TypeError("x");
          return a.plan(o, c);
        },
      }),
      "takes hostile text for text: it is refused in words, or handed on as it is",
    ],
    [
      "executes a hostile text",
      (a) => ({
        ...a,
        apply: async (t, c) => {
          if (String(t["text"]).startsWith("$(")) await c.files.write("pwned", "");
          return a.apply(t, c);
        },
      }),
      "takes hostile text for text: it is refused in words, or handed on as it is",
    ],
  ];
  it.each(wrong)("%s", async (_, change, sentence) => {
    expect(await failures(bucket(change))).toContain(sentence);
  });
});
