import { defineAction, type Infer, RelspecError, renderDocument } from "@relspec/core";
import { parseAddress } from "./address.ts";
import { compose, type MailTarget } from "./compose.ts";
import { deliver } from "./deliver.ts";
import { mailServer } from "./mail-server.ts";
import { messageIdOf } from "./message-id.ts";
import { type pluginOptions, sendOptions } from "./options.ts";
import { readAuthorities } from "./read-authorities.ts";
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
      const message = await writeMessage(
        { ...options, ...(subject !== undefined && { subject }), ...(template !== undefined && { template }) },
        context,
      );
      const target: MailTarget = { from: email.from, to, cc, bcc, replyTo: email.replyTo ?? null, ...message };
      const known = [...to, ...cc];
      return {
        summary: `mail "${message.subject}" to ${listed(known.length > 0 ? known : [`${bcc.length} hidden`])}`,
        target,
      };
    },
    async apply(target: MailTarget, context) {
      const server = mailServer(context.secrets.fill(email.smtp), {
        tls: email.tls,
        ca: await readAuthorities(email.ca, context.files),
        patience: email.timeout,
      });
      const messageId = messageIdOf(context.key, parseAddress(target.from).address);
      const { envelope, message } = await compose(target, { messageId, date: context.now() });
      const { accepted, rejected, reply } = await deliver(server, envelope, message, context.signal);
      for (const { address, reply: why } of rejected)
        context.log(`The mail server did not take the mail for ${address}: ${why}`);
      return { messageId, accepted, rejected: rejected.map((each) => ({ ...each })), reply };
    },
    irreversible: "A mail that was sent cannot be called back.",
  });

function listed(addresses: readonly string[]): string {
  const [first, second, third, ...more] = addresses;
  return `${[first, second, third].filter((each) => each !== undefined).join(", ")}${more.length > 0 ? ` and ${more.length} more` : ""}`;
}
