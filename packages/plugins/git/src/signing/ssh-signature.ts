import { createHash } from "node:crypto";

/** What an armoured SSH signature says of the key that made it. */
export interface SshKey {
  /** As in an authorized_keys file: `ssh-ed25519`. */
  readonly type: string;
  readonly base64: string;
  /** `SHA256:…`, as `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
}

const armour = /^-----BEGIN SSH SIGNATURE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END SSH SIGNATURE-----\s*$/;

/** The public key within a signature (OpenSSH's PROTOCOL.sshsig); null where it is none. */
export function keyOfSignature(signature: string): SshKey | null {
  if (signature.length > 65_536) return null;
  const [, body = ""] = armour.exec(signature) ?? [];
  const bytes = Buffer.from(body.replaceAll(/\s/g, ""), "base64");
  // "SSHSIG", a version of four bytes, then the public key as a string with its length in front.
  if (bytes.subarray(0, 6).toString("latin1") !== "SSHSIG") return null;
  const blob = stringAt(bytes, 10);
  const type = blob && stringAt(blob, 0)?.toString("latin1");
  if (!blob || !type || !/^[a-z0-9@.-]{1,100}$/.test(type)) return null;
  const fingerprint = `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
  return { type, base64: blob.toString("base64"), fingerprint };
}

function stringAt(bytes: Buffer, at: number): Buffer | null {
  if (at + 4 > bytes.length) return null;
  const end = at + 4 + bytes.readUInt32BE(at);
  return end > bytes.length ? null : bytes.subarray(at + 4, end);
}
