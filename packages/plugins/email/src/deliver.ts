import { Readable } from "node:stream";
import { headerText } from "./plain-text.ts";
import { deliveryError, refusals, type Refusal } from "./delivery-error.ts";
import type { MailServer } from "./mail-server.ts";
import { openSession } from "./open-session.ts";

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

export interface Delivery {
  /** Addresses the server took the mail for. */
  readonly accepted: readonly string[];
  readonly rejected: readonly Refusal[];
  /** The server's last word, usually with its own id of the mail. */
  readonly reply: string;
}

/** What nodemailer answers to a mail that was taken. */
interface Sent {
  readonly accepted?: readonly string[];
  readonly rejectedErrors?: Parameters<typeof refusals>[0];
  readonly response?: string;
}

/** Hand a message to a mail server. Fails only if no recipient was taken. */
export async function deliver(
  server: MailServer,
  envelope: Envelope,
  message: Uint8Array,
  signal: AbortSignal,
): Promise<Delivery> {
  // As a stream, because it tells when the last byte has been taken: until then a server must not deliver anything.
  const content = Readable.from([Buffer.from(message)]);
  let handedOver = false;
  content.once("end", () => (handedOver = true));
  try {
    return await openSession(server, signal, async (connection, ask) => {
      const sent = await ask<Sent>((done) =>
        connection.send({ from: envelope.from, to: [...envelope.to], size: message.length }, content, (error, info) =>
          done(error, info as Sent),
        ),
      );
      return {
        accepted: sent.accepted ?? [],
        rejected: refusals(sent.rejectedErrors),
        reply: headerText(sent.response ?? ""),
      };
    });
  } catch (error) {
    throw deliveryError(error, server, handedOver);
  }
}
