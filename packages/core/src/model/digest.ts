import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Json } from "./json.ts";

/** The canonical form of a value (RFC 8785): the same bytes for equal values, whatever the order of keys. */
export function canonicalJson(value: Json): string {
  // `canonicalize` leaves out undefined; a Json value has none, so there is always a text.
  return canonicalize(value) as string;
}

/** `sha256:` and the lower-case hex of the SHA-256 of the value's canonical form. */
export function digestOf(value: Json): string {
  return `sha256:${createHash("sha256").update(canonicalJson(value)).digest("hex")}`;
}
