import { createServer } from "node:http";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** An issuer of identity tokens as GitHub and GitLab are one: a discovery document, keys, and tokens of any claims. */
export interface TokenIssuer {
  readonly url: string;
  /** @param claims besides `iss`, `iat` and `exp`, which may be given as well. */
  token(claims: JWTPayload & { readonly lifetime?: number; readonly forged?: boolean }): Promise<string>;
  /** Everything that GitHub Actions asked for; it answers at `/actions`. */
  readonly asked: readonly { readonly audience: string | null; readonly authorization: string | undefined }[];
  /** From now on the keys are others. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

/** @param actions claims of the tokens that are given at `/actions?audience=…`, as the runner of GitHub Actions gives them. */
export async function startTokenIssuer(actions: JWTPayload = {}): Promise<TokenIssuer> {
  let pair = await generateKeyPair("RS256");
  let kid = "first";
  const other = await generateKeyPair("RS256");
  const asked: { audience: string | null; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", address());
    const answer = async (): Promise<object | null> => {
      if (url.pathname === "/.well-known/openid-configuration") return { jwks_uri: `${address()}/keys` };
      if (url.pathname === "/keys") return { keys: [{ ...(await exportJWK(pair.publicKey)), kid, alg: "RS256" }] };
      if (url.pathname !== "/actions") return null;
      const audience = url.searchParams.get("audience");
      asked.push({ audience, authorization: request.headers.authorization });
      return { value: await token({ ...actions, aud: audience ?? "" }) };
    };
    void answer().then((body) => {
      response.writeHead(body ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = (): string => `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const token: TokenIssuer["token"] = async ({ lifetime = 300, forged = false, ...claims }) => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: address(), iat: now, exp: now + lifetime, ...claims })
      .setProtectedHeader({ alg: "RS256", kid })
      .sign(forged ? other.privateKey : pair.privateKey);
  };
  return {
    get url() {
      return address();
    },
    token,
    asked,
    async rotate() {
      pair = await generateKeyPair("RS256");
      kid = "second";
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
