import { createHash } from "node:crypto";

/** The same id for the same step of the same release, so that a mail that is sent again after all is known for the same. */
export function messageIdOf(key: string, sender: string): string {
  const domain = sender.slice(sender.lastIndexOf("@") + 1);
  return `<${createHash("sha256").update(`${key}@${domain}`).digest("hex")}@${domain}>`;
}
