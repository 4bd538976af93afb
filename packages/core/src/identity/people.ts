import { createHash } from "node:crypto";
import type { ClaimValue, ProvenToken, TokenIdentity } from "../model/proof.ts";
import type { Identity, OneOrMore, Role } from "../model/spec.ts";

/** Someone in the spec's roles. Entries that share an address, a key or a token are one person, in whatever roles they stand. */
export interface Person {
  /** The first thing that is known of them: an address where there is one. The same for the same roles. */
  readonly id: string;
  /** In small letters. */
  readonly emails: readonly string[];
  /** Fingerprints of SSH (`SHA256:…`) and GPG keys (capital hexadecimal). */
  readonly keys: readonly string[];
  readonly tokens: readonly TokenIdentity[];
  /** Names of roles they are a member of. */
  readonly roles: readonly string[];
  /** In which role they may stand in for whom (an id), and until which day. */
  readonly standsIn: readonly { readonly role: string; readonly for: string; readonly until: string | null }[];
}

interface Entry {
  readonly role: string;
  readonly identity: Omit<Identity, "delegates">;
  /** Index of the entry that this one may stand in for. */
  readonly for?: number;
  readonly until?: string;
}

/** The people of the roles, and which entries are one and the same person. */
export function peopleOf(roles: readonly Role[]): readonly Person[] {
  const entries = entriesOf(roles);
  const parent = entries.map((_, index) => index);
  const rootOf = (index: number): number => {
    let at = index;
    while (parent[at] !== at) at = parent[at] as number;
    return at;
  };
  const seen = new Map<string, number>();
  for (const [index, { identity }] of entries.entries()) {
    for (const mark of marksOf(identity)) {
      const other = seen.get(mark);
      if (other === undefined) seen.set(mark, index);
      else parent[Math.max(rootOf(index), rootOf(other))] = Math.min(rootOf(index), rootOf(other));
    }
  }
  const groups = new Map<number, Entry[]>();
  for (const [index, entry] of entries.entries())
    groups.set(rootOf(index), [...(groups.get(rootOf(index)) ?? []), entry]);
  const ids = new Map([...groups].map(([root, mine]) => [root, idOf(mine)]));
  return [...groups.values()].map((mine) => ({
    id: idOf(mine),
    emails: unique(mine.flatMap(({ identity }) => emailsOf(identity))),
    keys: unique(mine.flatMap(({ identity }) => keysOf(identity))),
    tokens: mine.flatMap(({ identity }) => listOf(identity.oidc)),
    roles: unique(mine.filter((entry) => entry.for === undefined).map(({ role }) => role)),
    standsIn: mine.flatMap((entry) =>
      entry.for === undefined
        ? []
        : [{ role: entry.role, for: ids.get(rootOf(entry.for)) as string, until: entry.until ?? null }],
    ),
  }));
}

/** Who a git identity claims to be. */
export function personByEmail(people: readonly Person[], email: string | null): Person | null {
  const wanted = email?.toLowerCase();
  return people.find(({ emails }) => wanted !== undefined && emails.includes(wanted)) ?? null;
}

/** Whose key this is. @param key a fingerprint as `checkSignature` gives it. */
export function personByKey(people: readonly Person[], key: string): Person | null {
  return people.find(({ keys }) => keys.includes(fingerprintOf(key))) ?? null;
}

/** Whose token this is; null also where it would be more than one person's. */
export function personByToken(people: readonly Person[], token: ProvenToken): Person | null {
  const found = people.filter(({ tokens }) => tokens.some((each) => fits(each, token)));
  return found.length === 1 ? (found[0] as Person) : null;
}

/** Whether what a token claims is one of the values asked for. Names are looked up as they are, never in prototypes. */
export function hasClaims(claims: ProvenToken["claims"], asked: Readonly<Record<string, ClaimValue>>): boolean {
  return Object.entries(asked).every(
    ([name, values]) => Object.hasOwn(claims, name) && listOf(values).includes(String(claims[name])),
  );
}

function fits(identity: TokenIdentity, { issuer, subject, claims }: ProvenToken): boolean {
  if (typeof identity === "string") return identity === subject;
  const { claims: asked = {} } = identity;
  // An entry that asks for nothing at all would be everybody.
  if (identity.subject === undefined && Object.keys(asked).length === 0) return false;
  return (
    (identity.issuer === undefined || identity.issuer === issuer) &&
    (identity.subject === undefined || identity.subject === subject) &&
    hasClaims(claims, asked)
  );
}

function entriesOf(roles: readonly Role[]): readonly Entry[] {
  const entries: Entry[] = [];
  for (const { name: role, members } of roles)
    for (const { delegates = [], ...identity } of members) {
      const principal = entries.push({ role, identity }) - 1;
      for (const { until, ...other } of delegates)
        entries.push({ role, identity: other, for: principal, ...(until !== undefined && { until }) });
    }
  return entries;
}

function marksOf(identity: Omit<Identity, "delegates">): readonly string[] {
  return [
    ...emailsOf(identity).map((email) => `email ${email}`),
    ...keysOf(identity).map((key) => `key ${key}`),
    ...listOf(identity.oidc).map((token) => `token ${JSON.stringify(token)}`),
  ];
}

function idOf(entries: readonly Entry[]): string {
  const identities = entries.map(({ identity }) => identity);
  const [email] = identities.flatMap(emailsOf);
  const [key] = identities.flatMap(keysOf);
  const [token] = identities.flatMap(({ oidc }) => listOf(oidc));
  return email ?? key ?? (typeof token === "string" ? token : JSON.stringify(token ?? null));
}

function emailsOf({ email }: Omit<Identity, "delegates">): readonly string[] {
  return listOf(email).map((each) => each.toLowerCase());
}

function keysOf({ ssh, gpg }: Omit<Identity, "delegates">): readonly string[] {
  return [...listOf(ssh), ...listOf(gpg)].map(fingerprintOf);
}

/** SSH: `SHA256:…` of the key, also of one that is written out. GPG: hexadecimal without spaces. */
function fingerprintOf(written: string): string {
  const text = written.trim();
  if (text.startsWith("SHA256:")) return text.replace(/=+$/, "");
  const [, blob] = /^(?:ssh-|ecdsa-|sk-)\S+ ([A-Za-z0-9+/=]+)/.exec(text) ?? [];
  if (blob === undefined) return text.replace(/^0x/i, "").replaceAll(" ", "").toUpperCase();
  return `SHA256:${createHash("sha256").update(Buffer.from(blob, "base64")).digest("base64").replace(/=+$/, "")}`;
}

function listOf<T>(value: OneOrMore<T> | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
