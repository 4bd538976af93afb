import type { JsonObject } from "@relspec/core";
import { type Address, parseAddress } from "./address.ts";
import type { Attachment, PlannedAttachment } from "./attachments.ts";
import type { Envelope } from "./deliver.ts";
import { headerText } from "./plain-text.ts";
import { type Unsubscribe, unsubscribeHeaders } from "./unsubscribe.ts";

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
  readonly attachments: readonly PlannedAttachment[];
  /** Null: it is no mail to an audience, or there is no way to leave it. */
  readonly unsubscribe: Unsubscribe | null;
}

interface Moment {
  readonly messageId: string;
  readonly date: Date;
  readonly attachments: readonly Attachment[];
}

/** The bytes of a mail, not yet signed, and who gets it. Addresses and subject are checked again: a target may come from anywhere. */
export async function compose(
  mail: MailTarget,
  { messageId, date, attachments }: Moment,
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
    attachments: attachments.map(({ name, type, bytes }) => ({
      filename: name,
      content: Buffer.from(bytes),
      ...(type !== null && { contentType: type }),
    })),
    messageId,
    date,
    headers: {
      "Auto-Submitted": "auto-generated",
      ...(mail.unsubscribe !== null && asTheyAre(unsubscribeHeaders(mail.unsubscribe))),
    },
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

/** Not folded: a folded address is one that some mail programs do not find. */
function asTheyAre(headers: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, { prepared: true, value, foldLines: false }]),
  );
}
