// Started by `host-zones.test.ts` on a machine "in" another zone: prints what windows and freezes come to there.
import { windowIntervals, freezeInterval } from "../../packages/core/src/time/intervals-of.ts";
import { freezeStanding, windowStanding } from "../../packages/core/src/time/standing.ts";
import { wallText } from "../../packages/core/src/gate/window.ts";
import { cases, type HostCase } from "./window-cases.ts";

process.stdout.write(
  `${JSON.stringify({ hour: new Date(2026, 0, 1).toISOString(), found: cases.map((each) => answerOf(each)) })}\n`,
);

function answerOf({ window, freeze, from, to, now }: HostCase): unknown {
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  const standing = window ? windowStanding(window, Date.parse(now)) : freeze && freezeStanding(freeze, Date.parse(now));
  const intervals = window
    ? windowIntervals(window, { start: Date.parse(from), end: Date.parse(to) })
    : freeze
      ? [freezeInterval(freeze)]
      : [];
  return {
    intervals: intervals.map(({ start, end }) => `${iso(start)}/${iso(end)}`),
    open: standing?.open,
    nextOpen: iso(standing?.nextOpen ?? null),
    nextClose: iso(standing?.nextClose ?? null),
    words: wallText(Date.parse(now), (window ?? freeze)?.timezone ?? "UTC"),
  };
}
