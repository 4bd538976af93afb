import type { FeedbackAnswer, KnownFeedback, PlacedFeedback } from "@relspec/core";
import type { Style } from "./style.ts";
import { plainLine } from "@relspec/core";

/** How many refused rows are told one by one; `--json` has all. */
const shown = 10;

/** What came of adding or importing feedback. */
export function renderFeedbackAnswer({ candidate, added, duplicates, refused }: FeedbackAnswer, style: Style): string {
  const lines = [
    `${added.length} added to ${candidate}${added.length === 1 ? `: ${added[0]}` : ""}, ${duplicates} on record already, ${refused.length} refused`,
    ...refused
      .slice(0, shown)
      .map(
        ({ place, from, reason }) => `  ${style.red("✗")} ${plainLine(place, 100)}: ${plainLine(from, 100)} ${reason}`,
      ),
  ];
  const more = refused.length - shown;
  return [...lines, ...(more > 0 ? [style.dim(`  and ${more} more; --json names all`)] : [])].join("\n");
}

/** Feedback with what was decided, the worst first. */
export function renderFeedback(all: readonly KnownFeedback[], style: Style): string {
  if (all.length === 0) return "No feedback.";
  const order = ["blocker", "major", "minor", "none"];
  return all
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .map((item) => {
      const score = item.score === null ? "" : `  score ${item.score}`;
      const who = item.from === null ? style.dim("(not kept here)") : plainLine(item.from, 100);
      const text = item.text === null ? "" : `\n      ${plainLine(item.text, 200)}`;
      return `  ${item.id}  rc.${item.candidate}  ${severity(item, style)}${score}  ${who}  ${decided(item, style)}${text}`;
    })
    .join("\n");
}

/** One decision. */
export function renderDisposition(item: PlacedFeedback, style: Style): string {
  return `${item.id}  ${severity(item, style)}  ${decided(item, style)}`;
}

function severity({ severity: how }: PlacedFeedback, style: Style): string {
  return how === "blocker" ? style.red(how) : how;
}

function decided({ disposition }: PlacedFeedback, style: Style): string {
  return disposition ? `${disposition.kind}: ${plainLine(disposition.reason, 200)}` : style.dim("no disposition");
}
