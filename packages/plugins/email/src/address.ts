import { RelspecError } from "@relspec/core";

export interface Address {
  /** Empty when none is given. */
  readonly name: string;
  readonly address: string;
}

// No white space, control character, quote or separator: what could end an address, a header line or a command.
const part = String.raw`[^\s\p{Cc}\p{Cf}<>()\[\],;:\\"@]{1,250}`;
const bare = new RegExp(`^${part}@${part}$`, "u");
const named = new RegExp(`^([^<>\\p{Cc}\\u2028\\u2029]{0,250}?)\\s{0,8}<(${part}@${part})>$`, "u");

/**
 * One address, bare or as `Name <address>`. Anything that is not plainly one is refused, so that no text from
 * elsewhere can add recipients or headers.
 */
export function parseAddress(text: string): Address {
  const trimmed = text.replace(/^[ \t]+|[ \t]+$/g, "");
  if (bare.test(trimmed)) return { name: "", address: trimmed };
  const [, name = "", address] = named.exec(trimmed) ?? [];
  if (address === undefined) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: `${JSON.stringify(text.slice(0, 200))} is not a mail address.`,
      suggestions: ["Write one address in each entry: `ana@example.com` or `Ana Example <ana@example.com>`."],
    });
  }
  return { name: name.trim().replace(/^"(.*)"$/, "$1"), address };
}
