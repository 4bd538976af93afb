import { createPrivateKey, type KeyObject } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { RelspecError } from "@relspec/core";

export interface Signing {
  readonly domain: string;
  readonly selector: string;
  /** PEM; line ends may be written as `\n`. */
  readonly key: string;
}

/** What is signed: whatever a reader sees or a mail program acts on (RFC 6376 5.4, RFC 8058 4). */
const signed =
  "From:Reply-To:Subject:Date:Message-ID:To:Cc:MIME-Version:Content-Type:Content-Transfer-Encoding:List-Unsubscribe:List-Unsubscribe-Post";

/** The message with a DKIM signature (rsa-sha256). @throws `RS_STEP_CREDENTIALS`. */
export async function signMail(message: Uint8Array, { domain, selector, key }: Signing): Promise<Uint8Array> {
  const privateKey = signingKey(key);
  const { default: Dkim } = await import("nodemailer/lib/dkim");
  const signer = new Dkim({ domainName: domain, keySelector: selector, privateKey, headerFieldNames: signed });
  return buffer(signer.sign(Buffer.from(message)));
}

/** PEM that can sign. @throws `RS_STEP_CREDENTIALS` with no word of the key. */
export function signingKey(text: string): string {
  const pem = text.replaceAll("\\n", "\n").trim();
  const key = parsed(pem);
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0;
  // Receivers must not look at signatures by shorter keys (RFC 8301), and know no other kind everywhere.
  if (key?.asymmetricKeyType === "rsa" && bits >= 1024) return pem;
  throw new RelspecError("RS_STEP_CREDENTIALS", {
    message: `The key for signing mails (DKIM) ${key === null ? "cannot be read" : key.asymmetricKeyType === "rsa" ? `has only ${bits} bits` : `is of the kind ${key.asymmetricKeyType}`}.`,
    suggestions: ["Set the secret of `dkim.key` to a private RSA key in PEM: `openssl genrsa 2048`."],
  });
}

function parsed(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}
