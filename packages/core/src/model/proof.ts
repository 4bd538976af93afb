import type { JsonObject } from "./json.ts";

/** What a person decides, as it is signed: the whole of it, so that no part can be given another meaning afterwards. */
export interface Statement {
  readonly apiVersion: "relspec/v1";
  readonly kind: "Decision";
  readonly decision: "approved" | "rejected" | "waived";
  /** Id of the release, and which attempt at it. */
  readonly release: string;
  readonly attempt: number;
  /** Full id of the gate. */
  readonly gate: string;
  /** Digest of the plan. */
  readonly plan: string;
  readonly reason: string | null;
  /** Whom the one who decides stands in for: an address of theirs. */
  readonly onBehalfOf: string | null;
  /** Until when it holds; only what is waived has an end of its own. RFC 3339 in UTC. */
  readonly until: string | null;
  /** RFC 3339 in UTC. */
  readonly at: string;
}

/** What shows who made a statement; kept with it, so that anyone can look again. */
export type Proof =
  /** An armoured signature as `ssh-keygen -Y sign` makes it; the public key is part of it. */
  | { readonly method: "ssh"; readonly signature: string }
  /** An armoured detached signature, and the armoured public key that made it. */
  | { readonly method: "gpg"; readonly signature: string; readonly key: string }
  /** An identity token's three parts. It is good for one statement, and only while it lasts. */
  | { readonly method: "oidc"; readonly token: readonly [string, string, string] };

/** Someone else's issuer of identity tokens whom the spec trusts, and how far. */
export interface Issuer {
  readonly name: string;
  /** The token's `iss`, exactly. */
  readonly issuer: string;
  /** The token's `aud` must hold it. */
  readonly audience: string;
  /** Address of its keys. Absent: what its discovery document names. */
  readonly jwks?: string;
  /** What a token must claim besides: one of these values for each name. */
  readonly claims: Readonly<Record<string, ClaimValue>>;
}

export type ClaimValue = string | readonly string[];

/** Which tokens are a person's: a subject alone, or with the issuer's name and claims. */
export type TokenIdentity =
  | string
  | {
      readonly issuer?: string;
      readonly subject?: string;
      readonly claims?: Readonly<Record<string, ClaimValue>>;
    };

/** Claims of a token whose signature, issuer, audience and time hold. */
export interface ProvenToken {
  /** Name of the issuer in the spec. */
  readonly issuer: string;
  readonly subject: string;
  readonly claims: JsonObject;
}
