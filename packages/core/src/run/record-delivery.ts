import { boardPacket } from "../record/board-packet.ts";
import type { PacketDelivery } from "../model/record.ts";
import type { RunInput } from "./run-input.ts";

/** Put on record that the board has the packet of the plan. Said again, it changes nothing: the first time counts. */
export async function recordDelivery({ plan, journal, records = [] }: RunInput): Promise<PacketDelivery> {
  const { digest } = boardPacket(plan, records);
  const known = find();
  if (known) return known;
  await journal.append(journal.keys.packet(plan.digest), "packet.delivered", { plan: plan.digest, packet: digest });
  return find() as PacketDelivery;

  function find(): PacketDelivery | undefined {
    return journal.record().deliveries?.find((each) => each.plan === plan.digest);
  }
}
