import { setTimeout as sleep } from "node:timers/promises";
import { isRelspecError } from "@relspec/core";
import { type Delivery, deliver, type Envelope } from "./deliver.ts";
import { isTemporary, type Refusal } from "./delivery-error.ts";
import type { MailServer } from "./mail-server.ts";

/** How often the recipients are tried who are not taken at once. */
const rounds = 2;

/**
 * Hand a message to a mail server, and ask again for those recipients whom it does not take just now. Whoever was accepted
 * has the mail: from then on nothing fails, so that nothing is sent again. Fails only if no recipient was taken.
 *
 * @param wait milliseconds before the second round, twice that before the third.
 */
export async function deliverToAll(
  server: MailServer,
  { envelope, message }: { readonly envelope: Envelope; readonly message: Uint8Array },
  { wait, signal, log }: { readonly wait: number; readonly signal: AbortSignal; readonly log: (line: string) => void },
): Promise<Delivery> {
  let delivery = await deliver(server, envelope, message, signal);
  for (let round = 1; round <= rounds; round++) {
    const later = delivery.rejected.filter(({ code }) => isTemporary(code)).map(({ address }) => address);
    if (later.length === 0) break;
    log(`The mail server does not take the mail for ${later.join(", ")} just now: trying again.`);
    try {
      await sleep(wait * round, undefined, { signal });
      const again = await deliver(server, { from: envelope.from, to: later }, message, signal);
      delivery = merged(delivery, later, again.rejected, again.accepted);
    } catch (error) {
      if (signal.aborted) break;
      const { refused, final } = toldBy(error, later);
      delivery = merged(delivery, later, refused, []);
      if (final) break;
    }
  }
  return delivery;
}

function merged(
  { accepted, rejected, reply }: Delivery,
  tried: readonly string[],
  refused: readonly Refusal[],
  taken: readonly string[],
): Delivery {
  return {
    accepted: [...accepted, ...taken],
    rejected: [...rejected.filter(({ address }) => !tried.includes(address)), ...refused],
    reply,
  };
}

/** What a failed round says of those it was for. `final`: it may have reached them, so it is not tried again. */
function toldBy(error: unknown, tried: readonly string[]): { refused: readonly Refusal[]; final: boolean } {
  if (!isRelspecError(error)) throw error;
  const refused = error.details["refused"] as readonly Refusal[] | undefined;
  if (error.code === "RS_STEP_FAILED" && refused !== undefined && refused.length > 0) return { refused, final: false };
  const code = error.retryable ? 451 : null;
  return {
    refused: tried.map((address) => ({ address, code, reply: error.message })),
    final: error.code === "RS_STEP_UNKNOWN",
  };
}
