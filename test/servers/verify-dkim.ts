import { createHash, verify } from "node:crypto";

/** Verifies a DKIM signature as a receiver does (RFC 6376, relaxed/relaxed, rsa-sha256). Its tags and what it covers. */
export function verifyDkim(
  source: string,
  publicKey: string,
): { readonly valid: boolean; readonly bodyUntouched: boolean; readonly tags: Readonly<Record<string, string>> } {
  const end = source.indexOf("\r\n\r\n");
  const headers = source.slice(0, end).split(/\r\n(?![ \t])/);
  const field = headers.find((line) => /^dkim-signature:/i.test(line)) ?? "";
  const tags = Object.fromEntries(
    field
      .slice(field.indexOf(":") + 1)
      .split(";")
      .map((tag) => [tag.slice(0, tag.indexOf("=")).trim(), tag.slice(tag.indexOf("=") + 1).replace(/\s/g, "")]),
  );
  const body = `${source
    .slice(end + 4)
    .split("\r\n")
    .map((line) => line.replace(/[ \t]+/g, " ").replace(/ $/, ""))
    .join("\r\n")
    .replace(/(\r\n)*$/, "")}\r\n`;
  // A name that is listed and not there counts as empty; of several of one name the last comes first.
  const left = [...headers];
  const covered = (tags["h"] ?? "").split(":").map((name) => {
    const at = left.findLastIndex((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    return at < 0 ? "" : `${relaxed(left.splice(at, 1)[0] ?? "")}\r\n`;
  });
  const bare = relaxed(field).replace(/(;\s?b=)[^;]*/, "$1");
  const text = Buffer.from(covered.join("") + bare, "latin1");
  return {
    valid: verify("RSA-SHA256", text, publicKey, Buffer.from(tags["b"] ?? "", "base64")),
    bodyUntouched: createHash("sha256").update(Buffer.from(body, "latin1")).digest("base64") === tags["bh"],
    tags,
  };
}

function relaxed(line: string): string {
  const colon = line.indexOf(":");
  const value = line
    .slice(colon + 1)
    .replace(/\r\n/g, "")
    .replace(/[ \t]+/g, " ");
  return `${line.slice(0, colon).trim().toLowerCase()}:${value.trim()}`;
}
