import type { ReleaseRecord } from "../model/record.ts";
import { duration } from "../model/written-spec/common.ts";
import { defineGate } from "../plugin/gate.ts";
import { parseDuration } from "../time/parse-duration.ts";
import { openAfter } from "./open-after.ts";

/** The board has had its time with the packet of this very plan: a plan that changed is another packet, whose time begins anew. */
export const leadTime = defineGate({
  summary: "The packet for the board was delivered long enough ago.",
  shorthand: "duration",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["duration"],
    description: "How long the board has for its review.",
    properties: { duration: { ...duration, description: "For example PT72H." } },
  } as const,
  evaluate: ({ duration: asked }, { plan, record, records, now }) => {
    const needed = parseDuration(asked);
    const how = `\`relspec render cab --deliver\` puts it on record`;
    if (!plan || !record)
      return {
        verdict: "waiting",
        missing: [
          `The packet for the board is not delivered yet; then it has ${asked}. Once the release is open, ${how}.`,
        ],
      };
    const delivered = deliveriesOf(record).find((each) => each.plan === plan.digest);
    if (delivered)
      return openAfter({
        since: delivered.at,
        needed,
        now: now(),
        what: `The board, which got the packet at ${delivered.at}, has time`,
      });
    const other = [...records, record].flatMap(deliveriesOf).findLast((each) => each.plan !== plan.digest);
    const changed = other
      ? ` What was delivered at ${other.at} was the packet of another plan, so the time begins anew.`
      : "";
    return {
      verdict: "waiting",
      missing: [`The packet for the board is not delivered: ${how}, and its ${asked} begin.${changed}`],
    };
  },
});

/** By `render cab --deliver`, in order. */
function deliveriesOf(record: ReleaseRecord): readonly { readonly plan: string; readonly at: string }[] {
  return record.deliveries ?? [];
}
