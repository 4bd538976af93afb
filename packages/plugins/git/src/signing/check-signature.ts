import { join } from "node:path";
import type { Proof } from "@relspec/core";
import type { Asked } from "../asked.ts";
import { keyOfSignature } from "./ssh-signature.ts";
import { namespace } from "./sign-statement.ts";
import { withFolder } from "./with-folder.ts";

type Answer = { readonly key: string } | { readonly refused: string };

const anyCode = Array.from({ length: 256 }, (_, code) => code);

/**
 * Whose key made a signature. The key comes with it, so that nothing has to be installed where it is looked at; whether it is
 * anybody's whom the roles name is not decided here.
 */
export async function checkSignature(proof: Proof, text: string, context: Asked): Promise<Answer | undefined> {
  if (proof.method === "ssh") return checkSsh(proof.signature, text, context);
  if (proof.method === "gpg") return checkGpg(proof, text, context);
  return undefined;
}

async function checkSsh(signature: string, text: string, { query }: Asked): Promise<Answer> {
  const key = keyOfSignature(signature);
  if (!key) return { refused: "What is kept as SSH signature is none." };
  const signers = `${namespace} namespaces="${namespace}" ${key.type} ${key.base64}\n`;
  return withFolder({ signers, signature }, async (folder) => {
    const files = ["-f", join(folder, "signers"), "-s", join(folder, "signature")];
    const { code } = await query(["ssh-keygen", "-Y", "verify", "-n", namespace, "-I", namespace, ...files], {
      input: text,
      accept: anyCode,
      timeout: 30_000,
    });
    return code === 0 ? { key: key.fingerprint } : { refused: "The SSH signature is not of this decision." };
  });
}

/** With a keyring of its own, which holds that one key: neither the user's keys nor their trust have a say. */
async function checkGpg(
  { signature, key }: Extract<Proof, { method: "gpg" }>,
  text: string,
  { query }: Asked,
): Promise<Answer> {
  return withFolder({ signature, key, text }, async (folder) => {
    const gpg = [
      "gpg",
      "--homedir",
      folder,
      "--batch",
      "--no-tty",
      "--no-autostart",
      "--trust-model",
      "always",
    ] as const;
    const options = { accept: anyCode, timeout: 30_000, limit: 1024 * 1024 };
    await query([...gpg, "--quiet", "--import", join(folder, "key")], options);
    const files = [join(folder, "signature"), join(folder, "text")];
    const { stdout } = await query([...gpg, "--status-fd", "1", "--verify", ...files], options);
    const says = (word: string): RegExpExecArray | null => new RegExp(`^\\[GNUPG:\\] ${word} (.*)$`, "m").exec(stdout);
    if (says("EXPKEYSIG")) return { refused: "The GPG key has expired." };
    if (says("REVKEYSIG")) return { refused: "The GPG key has been revoked." };
    const valid = says("VALIDSIG")?.[1]?.split(" ") ?? [];
    // The last field is the primary key's fingerprint, which the roles name whatever subkey has signed.
    const primary = valid.at(-1) ?? "";
    return says("GOODSIG") && /^[0-9A-F]{40,64}$/.test(primary)
      ? { key: primary }
      : { refused: "The GPG signature is not of this decision." };
  });
}
