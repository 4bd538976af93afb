import { RelspecError, renderDocument } from "@relspec/core";
import { parseAddress } from "./address.ts";

/** Ways to leave an audience, for the header `List-Unsubscribe` (RFC 2369, RFC 8058). */
export type Unsubscribe = {
  /** `https:` and `mailto:` addresses, the most convenient first. */
  readonly ways: readonly string[];
  /** A POST to the first of them is enough. */
  readonly oneClick: boolean;
};

interface WrittenUnsubscribe {
  readonly url?: string;
  readonly mail?: string;
  readonly oneClick: boolean;
}

interface Reader {
  readonly name: string;
  readonly version: string;
  readonly audience: string;
  /** Whom the mail is for; null when it is for several. */
  readonly address: string | null;
}

/** @throws `RS_SPEC_INVALID`, `RS_SPEC_TEMPLATE`. */
export async function planUnsubscribe(
  { url, mail, oneClick }: WrittenUnsubscribe,
  reader: Reader,
): Promise<Unsubscribe> {
  if (oneClick && url === undefined) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: "`unsubscribe.oneClick` of the plugin email needs an `unsubscribe.url` that takes the POST.",
      suggestions: ["Write the address of the page as `unsubscribe.url`, or remove `oneClick`."],
    });
  }
  if (url !== undefined && reader.address === null && /\{\{[^}]*\baddress\b/.test(url)) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message:
        "`unsubscribe.url` of the plugin email names the reader's address, but this mail is for several readers.",
      suggestions: ["Write `recipients: each` in the options of the plugin email, or leave `{{address}}` out."],
    });
  }
  const ways = [
    ...(url === undefined ? [] : [await filled(url, reader)]),
    ...(mail === undefined ? [] : [`mailto:${parseAddress(mail).address}?subject=unsubscribe`]),
  ];
  return { ways: ways.map(headerUrl), oneClick };
}

/** The values of `List-Unsubscribe` and its companion. Checked again: a target may come from anywhere. */
export function unsubscribeHeaders({ ways, oneClick }: Unsubscribe): Record<string, string> {
  return {
    "List-Unsubscribe": ways.map((way) => `<${headerUrl(way)}>`).join(", "),
    ...(oneClick && { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }),
  };
}

/** Values are encoded, so that none can add a parameter or a host. */
async function filled(template: string, reader: Reader): Promise<string> {
  const values = Object.fromEntries(
    Object.entries(reader).map(([name, value]) => [name, encodeURIComponent(value ?? "")]),
  );
  return renderDocument(template, values, { html: false });
}

/** What may stand between the angle brackets of the header, on one line. */
function headerUrl(text: string): string {
  const parsed = URL.canParse(text) ? new URL(text) : null;
  const href = parsed?.href ?? "";
  if (parsed && ["https:", "mailto:"].includes(parsed.protocol) && /^[\x21-\x3b\x3d\x3f-\x7e]{1,900}$/.test(href))
    return href;
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `${JSON.stringify(text.slice(0, 200))} is not an address where a reader can unsubscribe.`,
    suggestions: ["Write `https://…` as `unsubscribe.url`, a plain mail address as `unsubscribe.mail`."],
  });
}
