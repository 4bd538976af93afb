import type { JSONWebKeySet } from "jose";
import type { JsonObject } from "../model/json.ts";
import type { Issuer, ProvenToken } from "../model/proof.ts";
import type { ReadContext } from "../plugin/context.ts";
import { hasClaims } from "./people.ts";

/** Only signatures that nobody can make with what is published. */
const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
/** Seconds that clocks may differ. */
const tolerance = 60;
/** A token is a few kilobytes; more is an attack on the parser. */
const longest = 32_768;

/**
 * Whose an identity token is: its signature by the issuer's published keys, its issuer, its audience, what else the spec pins,
 * and that it was valid at the time.
 * @returns the claims, or why it is not believed, one sentence.
 */
export async function verifyToken(
  token: string,
  issuers: readonly Issuer[],
  at: Date,
  http: ReadContext["http"],
): Promise<ProvenToken | { readonly refused: string }> {
  if (token.length > longest) return { refused: "The identity token is far too long to be one." };
  const jose = await import("jose");
  let claimed: unknown;
  try {
    claimed = jose.decodeJwt(token).iss;
  } catch {
    return { refused: "What was given as identity token is none." };
  }
  const mine = issuers.filter(({ issuer }) => issuer === claimed);
  if (mine.length === 0)
    return { refused: `The identity token is of ${shown(claimed)}, whom the spec's \`policy.issuers\` does not name.` };
  let refused = "";
  for (const issuer of mine) {
    const answer = await verifyWith(issuer);
    if (!("refused" in answer)) return answer;
    refused = answer.refused;
  }
  return { refused };

  async function verifyWith(issuer: Issuer): Promise<ProvenToken | { readonly refused: string }> {
    let keys: JSONWebKeySet;
    try {
      keys = await fetchKeys(issuer, http);
    } catch (error) {
      return { refused: `The keys of ${issuer.issuer} cannot be had: ${messageOf(error)}` };
    }
    try {
      const { payload } = await jose.jwtVerify(token, jose.createLocalJWKSet(keys), {
        issuer: issuer.issuer,
        audience: issuer.audience,
        algorithms,
        clockTolerance: tolerance,
        currentDate: at,
        requiredClaims: ["iat", "exp", "sub", "aud"],
      });
      const claims = payload as JsonObject;
      if (!hasClaims(claims, issuer.claims))
        return { refused: `The identity token does not claim what \`policy.issuers\` pins for ${issuer.name}.` };
      return { issuer: issuer.name, subject: String(payload.sub), claims };
    } catch (error) {
      return { refused: reasonOf(error, issuer) };
    }
  }
}

async function fetchKeys({ issuer, jwks }: Issuer, http: ReadContext["http"]): Promise<JSONWebKeySet> {
  const address =
    jwks ?? (await fetchJson(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, http))["jwks_uri"];
  if (typeof address !== "string" || !isSafe(address)) throw new Error("It names no address of them over https.");
  const keys = await fetchJson(address, http);
  if (!Array.isArray(keys["keys"])) throw new Error(`${address} holds no keys.`);
  return keys as unknown as JSONWebKeySet;
}

async function fetchJson(url: string, http: ReadContext["http"]): Promise<JsonObject> {
  const { status, body } = await http.get(url, { timeout: 15_000, limit: 1024 * 1024, follow: false });
  if (status !== 200) throw new Error(`${url} answers ${status}.`);
  const value = JSON.parse(body) as unknown;
  if (typeof value !== "object" || value === null) throw new Error(`${url} holds no object.`);
  return value as JsonObject;
}

/** Keys over a wire that anyone can change prove nothing; one's own machine has no wire. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(hostname));
}

function reasonOf(error: unknown, { issuer, audience }: Issuer): string {
  const { code = "", claim = "" } = error as { readonly code?: string; readonly claim?: string };
  if (claim === "aud") return `The identity token is for another audience than "${audience}".`;
  if (code === "ERR_JWT_EXPIRED") return "The identity token had expired.";
  if (claim !== "") return `The identity token's \`${claim}\` is not as it has to be.`;
  if (code === "ERR_JWKS_NO_MATCHING_KEY") return `The identity token is not signed by a key that ${issuer} publishes.`;
  if (code === "ERR_JWS_SIGNATURE_VERIFICATION_FAILED") return `The identity token is not signed by ${issuer}.`;
  return `The identity token does not hold: ${messageOf(error)}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 200)) : "nobody";
}
