import type { FeedbackItem } from "../model/feedback.ts";
import { defineGate } from "../plugin/gate.ts";

/** How many are named one by one; how many there are is always told. */
const shown = 10;

/** Enough people have answered, they are content, and nothing that blocks is undecided. */
export const feedback = defineGate({
  summary: "Those who try the candidate are content with it.",
  options: {
    type: "object",
    additionalProperties: false,
    description: "What the feedback on the candidate must be like.",
    properties: {
      responses: { type: "integer", minimum: 0, default: 1, description: "How many people must have answered." },
      score: { type: "number", description: "The mean of what they give it, at the least." },
      "open-blockers": {
        type: "integer",
        minimum: 0,
        default: 0,
        description: "How many blockers may be without a disposition.",
      },
    },
  } as const,
  evaluate: ({ responses, score, "open-blockers": openBlockers }, { feedback: all, candidate }) => {
    const mine = all.filter((item) => item.candidate === candidate);
    const people = new Set(mine.map(({ member }) => member)).size;
    const mean = meanOf(mine);
    const open = all.filter(({ severity, disposition }) => severity === "blocker" && disposition === null);
    const evidence = {
      candidate: `rc.${candidate}`,
      responses: people,
      score: mean === null ? null : rounded(mean),
      items: mine.length,
      "open-blockers": open.map(({ id }) => id).slice(0, shown),
    };
    const waiting: string[] = [];
    const failed: string[] = [];
    if (people < responses) waiting.push(`${people} of ${responses} people have answered on rc.${candidate}.`);
    if (open.length > openBlockers) {
      const named = open.slice(0, shown).map(({ id }) => id);
      const rest = open.length - named.length;
      waiting.push(
        `${open.length === 1 ? "A blocker has" : `${open.length} blockers have`} no disposition: ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`,
      );
    }
    if (score !== undefined && people >= responses) {
      if (mean === null) waiting.push(`Nobody has given rc.${candidate} a score.`);
      // Not rounded, so that 3.999 is never 4.
      else if (mean < score) failed.push(`The mean score of rc.${candidate} is ${rounded(mean)}, below ${score}.`);
    }
    if (failed.length > 0) return { verdict: "fail", missing: [...failed, ...waiting], evidence };
    return waiting.length > 0
      ? { verdict: "waiting", missing: waiting, evidence }
      : { verdict: "pass", missing: [], evidence };
  },
});

/** Of the last score that each person has given. */
function meanOf(items: readonly FeedbackItem[]): number | null {
  const scores = new Map<string, number>();
  for (const { member, score } of items) if (score !== null) scores.set(member, score);
  if (scores.size === 0) return null;
  return [...scores.values()].reduce((sum, each) => sum + each, 0) / scores.size;
}

/** Down, so that what is shown is never more than there is. */
function rounded(mean: number): number {
  return Math.floor(mean * 100) / 100;
}
