import { defineGate, type GateContext } from "../plugin/gate.ts";
import { parseDuration } from "../time/parse-duration.ts";

/** The candidate is where it is to be tried, for as long as it is to be tried, by as many as are asked for. */
export const trial = defineGate({
  summary: "The candidate has been tried as the stage `accept` asks.",
  options: {
    type: "object",
    additionalProperties: false,
    description: "It has no options of its own: `stages.accept` says who, where and how long.",
    properties: {},
  } as const,
  evaluate: (_, context) => {
    const { spec, candidate, feedback, opened } = context;
    const asked = spec.acceptance;
    if (!asked) return { verdict: "fail", missing: ["`stages.accept` asks for no trial."], evidence: null };
    if (opened === null) return { verdict: "waiting", missing: ["The candidate is not open yet."], evidence: null };
    const people = new Set(feedback.filter((item) => item.candidate === candidate).map(({ member }) => member)).size;
    const end = asked.until === null ? null : endOf(asked.until, Date.parse(opened));
    const now = context.now().getTime();
    const evidence = {
      candidate: `rc.${candidate}`,
      cohort: asked.cohort.name,
      ...(asked.cohort.size !== null && { size: asked.cohort.size }),
      responses: people,
      opened,
      ...(asked.channel !== null && { channel: asked.channel }),
      ...(end !== null && { until: new Date(end).toISOString() }),
    };
    const bare = asked.channel === null ? null : withoutChannel(asked.channel, context);
    if (bare !== null) return { verdict: "fail", missing: [bare], evidence };
    if (end !== null && now < end) {
      const few = people < asked.minimum ? ` ${people} of ${asked.minimum} people have answered.` : "";
      return {
        verdict: "waiting",
        missing: [`rc.${candidate} is tried until ${new Date(end).toISOString()}, for ${left(end - now)} more.${few}`],
        nextOpen: new Date(end).toISOString(),
        evidence,
      };
    }
    if (people >= asked.minimum) return { verdict: "pass", missing: [], evidence };
    // A trial that is over with too few answers says neither yes nor no.
    return end === null
      ? {
          verdict: "waiting",
          missing: [`${people} of ${asked.minimum} people have answered on rc.${candidate}.`],
          evidence,
        }
      : {
          verdict: "inconclusive",
          missing: [`The trial of rc.${candidate} is over, and ${people} of ${asked.minimum} people have answered.`],
          evidence,
        };
  },
});

/** Why the candidate is not on its channel: no step that is done has put it there. */
function withoutChannel(channel: string, { published }: GateContext): string | null {
  return published.includes(channel)
    ? null
    : `No step that is done has put the candidate on the channel ${JSON.stringify(channel)}.`;
}

function endOf(until: string, opened: number): number {
  if (until.startsWith("P")) return opened + parseDuration(until);
  return until.includes("T") ? Date.parse(until) : Date.parse(`${until}T00:00:00Z`) + 86_400_000;
}

function left(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts = [
    [days, "day"],
    [hours, "hour"],
    [rest, "minute"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .slice(0, 2)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`)
    .join(" ");
}
