import type { FeedbackItem } from "../model/feedback.ts";
import type { ReleaseRecord } from "../model/record.ts";

/** A piece of feedback with the release whose candidate it is about. */
export interface PlacedFeedback extends FeedbackItem {
  readonly release: string;
}

/** The candidates on the way to one release, oldest first: itself, and those before it back to the last one released. */
export function candidatesOf(records: readonly ReleaseRecord[], release: string): readonly ReleaseRecord[] {
  const mine = records.find(({ id }) => id === release);
  const others = records.filter(({ id, openedAt }) => id !== release && (!mine || openedAt <= mine.openedAt));
  const last = others.findLastIndex(({ outcome }) => outcome === "released");
  return [...others.slice(last + 1), ...(mine ? [mine] : [])];
}

/** All feedback on the way to one release. The same feedback on several candidates counts for the last, with what was decided on it. */
export function feedbackOf(candidates: readonly ReleaseRecord[]): readonly PlacedFeedback[] {
  const found = new Map<string, PlacedFeedback>();
  for (const record of candidates)
    for (const item of record.feedback) {
      const disposition = item.disposition ?? found.get(item.id)?.disposition ?? null;
      found.set(item.id, { ...item, disposition, release: record.id });
    }
  return [...found.values()];
}
