import { defineAction, type Infer, RelspecError, renderDocument } from "@relspec/core";
import { parseAddress } from "./address.ts";
import { attachmentFacts, planAttachments, readAttachments } from "./attachments.ts";
import { compose, type MailTarget } from "./compose.ts";
import { deliverToAll } from "./deliver-to-all.ts";
import { mailServer } from "./mail-server.ts";
import { messageIdOf } from "./message-id.ts";
import { type pluginOptions, sendOptions } from "./options.ts";
import { readAuthorities } from "./read-authorities.ts";
import { signMail } from "./sign-mail.ts";
import { planUnsubscribe } from "./unsubscribe.ts";
import { writeMessage } from "./write-message.ts";

export type EmailOptions = Infer<typeof pluginOptions>;

/** `email/send`. Nobody can be asked whether a mail was sent, so it is of class C: an intent is on record before it goes. */
export const sendAction = (email: EmailOptions, secrets: readonly string[]) =>
  defineAction({
    summary: "Send a mail.",
    options: sendOptions,
    effect: "C",
    critical: false,
    secrets,
    retry: { attempts: 4, delay: 2000 },
    timeout: 5 * 60_000,
    async plan(options, context) {
      const { to, cc, bcc } = options;
      if (to.length + cc.length + bcc.length === 0) {
        throw new RelspecError("RS_SPEC_INVALID", {
          message: `The mail of the step "${context.step}" has no recipient.`,
          suggestions: ["Name addresses in `to`, `cc` or `bcc`."],
        });
      }
      for (const address of [email.from, ...(email.replyTo === undefined ? [] : [email.replyTo]), ...to, ...cc, ...bcc])
        parseAddress(address);
      const { name, version, previous, channel, type } = context.facts.release;
      const subject =
        options.subject ??
        (email.subject === undefined
          ? undefined
          : await renderDocument(email.subject, { name, version, previous, channel, type }, { html: false }));
      const template =
        options.template ?? (options.text === undefined && options.html === undefined ? email.template : undefined);
      const readers = [...to, ...cc, ...bcc];
      const address = readers.length === 1 ? parseAddress(readers[0] ?? "").address : null;
      // A mail of a step of its own goes to those who have to know.
      const unsubscribe =
        email.unsubscribe === undefined || options.audience === undefined
          ? null
          : await planUnsubscribe(email.unsubscribe, { name, version, audience: options.audience, address });
      const message = await writeMessage(
        {
          ...options,
          unsubscribe: unsubscribe?.ways[0] ?? null,
          inlineStyles: email.inlineStyles,
          ...(subject !== undefined && { subject }),
          ...(template !== undefined && { template }),
        },
        context,
      );
      const attachments = await planAttachments(options.attachments, context);
      const target: MailTarget = {
        from: email.from,
        to,
        cc,
        bcc,
        replyTo: email.replyTo ?? null,
        ...message,
        attachments,
        unsubscribe,
      };
      const known = [...to, ...cc];
      return {
        summary: `mail "${message.subject}" to ${listed(known.length > 0 ? known : [`${bcc.length} hidden`])}${attached(attachments)}`,
        target,
        // Files of another commit would be other files.
        tree: attachments.some(({ from }) => from === "project"),
      };
    },
    async apply(target: MailTarget, context) {
      const server = mailServer(context.secrets.fill(email.smtp), {
        tls: email.tls,
        ca: await readAuthorities(email.ca, context.files),
        patience: email.timeout,
      });
      const messageId = messageIdOf(context.key, parseAddress(target.from).address);
      const attachments = await readAttachments(target.attachments, context);
      const { envelope, message: plain } = await compose(target, { messageId, date: context.now(), attachments });
      const message = email.dkim
        ? await signMail(plain, { ...email.dkim, key: context.secrets.fill(email.dkim.key) })
        : plain;
      const { accepted, rejected, reply } = await deliverToAll(
        server,
        { envelope, message },
        { wait: email.retryDelay, signal: context.signal, log: context.log },
      );
      for (const { address, reply: why } of rejected)
        context.log(`The mail server did not take the mail for ${address}: ${why}`);
      return {
        messageId,
        accepted,
        rejected: rejected.map((each) => ({ ...each })),
        reply,
        ...(attachments.length > 0 && { attachments: attachments.map(attachmentFacts) }),
      };
    },
    irreversible: "A mail that was sent cannot be called back.",
  });

function listed(addresses: readonly string[]): string {
  const [first, second, third, ...more] = addresses;
  return `${[first, second, third].filter((each) => each !== undefined).join(", ")}${more.length > 0 ? ` and ${more.length} more` : ""}`;
}

function attached(attachments: MailTarget["attachments"]): string {
  return attachments.length === 0 ? "" : ` with ${attachments.map(({ path }) => path).join(", ")}`;
}
