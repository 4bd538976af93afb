import { createHmac } from "node:crypto";
import { RelspecError } from "@relspec/core";

/** Characters or bytes of a secret at the least. */
const shortest = 16;

/**
 * Headers of the Standard Webhooks form: the id, the time of this try in seconds, and for each secret a signature
 * `v1,BASE64(HMAC-SHA256(secret, "ID.TIME.BODY"))`. A receiver refuses what is older than it tolerates and knows a repeated one
 * by the id, which stays the same.
 */
export function signEvent(
  { id, body, at }: { readonly id: string; readonly body: string; readonly at: Date },
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const identified = { "webhook-id": id, "webhook-timestamp": timestamp };
  if (secrets.length === 0) return identified;
  const signatures = secrets.map(
    (secret) => `v1,${createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64")}`,
  );
  return { ...identified, "webhook-signature": signatures.join(" ") };
}

function keyOf(secret: string): Buffer {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  const key = encoded === undefined ? Buffer.from(secret, "utf8") : Buffer.from(encoded, "base64");
  if (key.length >= shortest && !(encoded === undefined && secret.startsWith("whsec_"))) return key;
  throw new RelspecError("RS_RUN_SECRET", {
    message: secret.startsWith("whsec_")
      ? `A secret to sign with begins with whsec_, and is not ${shortest} bytes or more in Base64 after that.`
      : `A secret to sign with is shorter than ${shortest} characters.`,
    suggestions: ["Set it to a new one: `openssl rand -base64 32`, with whsec_ before it."],
  });
}
