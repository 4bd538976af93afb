import { defineGate } from "../plugin/gate.ts";
import type { ReleaseRecord } from "../model/record.ts";

/** The cadence and the soak of the track that a release goes to. */
export const track = defineGate({
  summary: "The track's next date has come, and the version has soaked on another track.",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["track", "channels"],
    description: "Made from `tracks`.",
    properties: {
      track: { type: "string", minLength: 1, description: "Name of the track." },
      channels: { type: "array", items: { type: "string" }, description: "Its channels; `default` is the main one." },
      cadence: { type: "number", minimum: 0, default: 0, description: "Milliseconds since its last release." },
      soak: { type: "number", minimum: 0, default: 0, description: "Milliseconds on another track." },
    },
  } as const,
  evaluate: ({ track: name, channels, cadence, soak }, { plan, released, now }) => {
    const mine = ({ plan: { release } }: ReleaseRecord): boolean => channels.includes(release?.channel ?? "default");
    const proper = released.filter(({ plan: { release } }) => release?.type !== "rollback");
    const last = proper.findLast((each) => mine(each) && each.plan.release?.bump !== "patch");
    const elsewhere = proper.find((each) => !mine(each) && each.version === plan?.release?.version);
    const missing: string[] = [];
    const opens: number[] = [];
    const wait = (from: ReleaseRecord | undefined, time: number, say: (until: string) => string): void => {
      const until = Date.parse(from?.closedAt ?? "") + time;
      if (!from || Number.isNaN(until) || until <= now().getTime()) return;
      opens.push(until);
      missing.push(say(new Date(until).toISOString()));
    };
    if (cadence > 0)
      wait(
        last,
        cadence,
        (until) => `The track ${name} got ${last?.version} at ${last?.closedAt}; the next release is due at ${until}.`,
      );
    if (soak > 0 && plan !== null) {
      if (!elsewhere)
        missing.push(`${plan.release?.version} was not released on another track yet, where it would have to soak.`);
      wait(elsewhere, soak, (until) => `${plan.release?.version} soaks on another track until ${until}.`);
    }
    const evidence = {
      last: last?.id ?? null,
      elsewhere: elsewhere?.id ?? null,
      ...(opens.length > 0 && { until: new Date(Math.max(...opens)).toISOString() }),
    };
    if (plan === null && soak > 0) missing.push("The release is not open yet.");
    return missing.length === 0 ? { verdict: "pass", missing, evidence } : { verdict: "waiting", missing, evidence };
  },
});
