import { type HttpSend, RelspecError } from "@relspec/core";
import type { Credentials } from "./credentials.ts";
import { refusalOf } from "./refusals.ts";

export interface Challenge {
  readonly scheme: "basic" | "bearer";
  readonly realm: string;
  readonly service: string | null;
}

/** How a registry wants to be convinced: its `WWW-Authenticate`; null for what is neither Basic nor Bearer. */
export function readChallenge(header: string): Challenge | null {
  const [, scheme] = /^\s*(basic|bearer)\b/i.exec(header.slice(0, 4096)) ?? [];
  if (scheme === undefined) return null;
  const values = new Map(
    [...header.slice(0, 4096).matchAll(/([a-z_]+)="([^"]*)"/gi)].map(([, name = "", value = ""]) => [
      name.toLowerCase(),
      value,
    ]),
  );
  return {
    scheme: scheme.toLowerCase() as Challenge["scheme"],
    realm: values.get("realm") ?? "",
    service: values.get("service") ?? null,
  };
}

interface Asking {
  readonly registry: string;
  readonly insecure: boolean;
  readonly credentials: Credentials | null;
  readonly scopes: readonly string[];
  readonly send: HttpSend;
}

/**
 * A token for these scopes, as a value for `authorization`. Null where the server gives none to somebody unknown.
 * @throws `RS_STEP_CREDENTIALS` for refused credentials, `RS_STEP_FAILED` for a token server that must not be trusted.
 */
export async function askForToken(challenge: Challenge, asking: Asking): Promise<string | null> {
  const { registry, insecure, credentials, scopes, send } = asking;
  const realm = URL.canParse(challenge.realm) ? new URL(challenge.realm) : null;
  if (!realm || !(realm.protocol === "https:" || (insecure && realm.protocol === "http:"))) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `${registry} sends for a token to an address that is not encrypted, or to none.`,
      details: { registry },
      suggestions: [`Let ${registry} name its token server with https.`],
    });
  }
  const answer =
    credentials && "identityToken" in credentials
      ? await send(realm.href, {
          method: "POST",
          timeout: 30_000,
          limit: 2 ** 20,
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams({
            grant_type: "refresh_token",
            client_id: "relspec",
            refresh_token: credentials.identityToken,
            scope: scopes.join(" "),
            ...(challenge.service !== null && { service: challenge.service }),
          }).toString(),
        })
      : await send(tokenAddress(realm, challenge, scopes), {
          timeout: 30_000,
          limit: 2 ** 20,
          headers: credentials
            ? {
                authorization: `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64")}`,
              }
            : {},
        });
  if ([401, 403].includes(answer.status) && credentials === null) return null;
  if (answer.status !== 200) throw refusalOf(answer, { registry, image: registry, what: "give a token" });
  const token = tokenIn(answer.body);
  if (token !== null) return `Bearer ${token}`;
  throw new RelspecError("RS_STEP_FAILED", {
    message: `The token server ${realm.host} of ${registry} gave no token.`,
    details: { registry },
  });
}

function tokenAddress(realm: URL, { service }: Challenge, scopes: readonly string[]): string {
  const url = new URL(realm);
  if (service !== null) url.searchParams.set("service", service);
  for (const scope of scopes) url.searchParams.append("scope", scope);
  return url.href;
}

function tokenIn(body: string): string | null {
  try {
    const { token, access_token: other } = JSON.parse(body) as { token?: unknown; access_token?: unknown };
    const found = [token, other].find((each) => typeof each === "string" && /^[\x21-\x7e]+$/.test(each));
    return typeof found === "string" ? found : null;
  } catch {
    return null;
  }
}
