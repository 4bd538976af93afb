import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld } from "../../packages/core/src/world/create-world.ts";
import { worldContext } from "../../packages/core/src/world/contexts.ts";
import { fetchIdToken } from "../../packages/plugins/github/src/fetch-id-token.ts";
import { startTokenIssuer, type TokenIssuer } from "../servers/token-issuer.ts";

let issuer: TokenIssuer;
beforeAll(async () => {
  issuer = await startTokenIssuer({ sub: "repo:acme/lib:ref:refs/heads/main", actor: "ben" });
});
afterAll(() => issuer.close());

const inside = (env: Readonly<Record<string, string>>) =>
  worldContext(createWorld({ root: "/", env, onLog: () => undefined }), new AbortController().signal);

describe("a job's identity token on GitHub Actions", () => {
  const request = (path: string) => ({
    ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer.url}${path}`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "runner-secret",
  });

  it("is asked for with the runner's own token, for the audience", async () => {
    const token = await fetchIdToken("rel&spec", inside(request("/actions?api-version=2.0")));

    expect(issuer.asked.at(-1)).toEqual({ audience: "rel&spec", authorization: "Bearer runner-secret" });
    expect(JSON.parse(Buffer.from((token ?? "").split(".")[1] ?? "", "base64url").toString())).toMatchObject({
      actor: "ben",
      aud: "rel&spec",
    });
  });

  it("is none where the job may have none", async () => {
    expect(await fetchIdToken("relspec", inside({}))).toBeUndefined();
    expect(
      await fetchIdToken("relspec", inside({ ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer.url}/actions` })),
    ).toBeUndefined();
  });

  it("is refused with the remedy where GitHub does not give it", async () => {
    await expect(fetchIdToken("relspec", inside(request("/nothing")))).rejects.toMatchObject({
      code: "RS_POLICY_IDENTITY",
      suggestions: [expect.stringContaining("id-token: write")],
    });
  });
});
