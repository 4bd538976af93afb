import type { JsonObject } from "@relspec/core";
import { type Address, parseAddress } from "./address.ts";
import type { Envelope } from "./deliver.ts";
import { headerText } from "./plain-text.ts";

/** A mail as it was planned: everything but the moment it is sent at. */
export interface MailTarget extends JsonObject {
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** Null: answers go to `from`. */
  readonly replyTo: string | null;
  readonly subject: string;
  readonly text: string;
  /** Null: text only. */
  readonly html: string | null;
}

/** The bytes of a mail and who gets it. Addresses and subject are checked again: a target may come from anywhere. */
export async function compose(
  mail: MailTarget,
  { messageId, date }: { readonly messageId: string; readonly date: Date },
): Promise<{ readonly envelope: Envelope; readonly message: Uint8Array }> {
  const { default: Composer } = await import("nodemailer/lib/mail-composer");
  const from = parseAddress(mail.from);
  const [to, cc, bcc] = [mail.to, mail.cc, mail.bcc].map((list) => list.map(parseAddress)) as [
    Address[],
    Address[],
    Address[],
  ];
  const message = await new Composer({
    from,
    to,
    cc,
    ...(mail.replyTo !== null && { replyTo: parseAddress(mail.replyTo) }),
    subject: headerText(mail.subject),
    text: mail.text,
    ...(mail.html !== null && { html: mail.html }),
    messageId,
    date,
    headers: { "Auto-Submitted": "auto-generated" },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
  return {
    envelope: { from: from.address, to: [...new Set([...to, ...cc, ...bcc].map(({ address }) => address))] },
    message,
  };
}
