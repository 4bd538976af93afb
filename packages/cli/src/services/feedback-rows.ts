import type { FeedbackRow, FeedbackSeverity } from "@relspec/core";

/** Names that tools have for what a row holds. */
const names: Readonly<Record<keyof Omit<FeedbackRow, "place">, readonly string[]>> = {
  from: ["from", "email", "e-mail", "email address", "author", "member", "user", "reporter"],
  text: ["text", "feedback", "comment", "comments", "message", "body", "description", "answer"],
  score: ["score", "rating", "stars", "nps"],
  severity: ["severity", "priority"],
  id: ["id", "key", "response id", "submission id"],
};

const severities: ReadonlyMap<string, FeedbackSeverity> = new Map(
  Object.entries({
    blocker: "blocker",
    critical: "blocker",
    highest: "blocker",
    major: "major",
    high: "major",
    medium: "major",
    minor: "minor",
    low: "minor",
    lowest: "minor",
    trivial: "minor",
    none: "none",
    info: "none",
  } as const),
);

/** A row from whatever a form, a tracker or a person calls its parts. A severity that nobody knows stays, so that it is refused. */
export function rowOf(given: Readonly<Record<string, unknown>>, place: string): FeedbackRow {
  const found = new Map(Object.entries(given).map(([key, value]) => [key.trim().toLowerCase(), value]));
  const part = (name: keyof typeof names): string | undefined => {
    const values = names[name].map((each) => found.get(each));
    return values.map((value) => (value === undefined || value === null ? "" : String(value).trim())).find(Boolean);
  };
  const [score, severity, id] = [part("score"), part("severity"), part("id")];
  const word = severity?.toLowerCase() ?? "";
  return {
    from: addressIn(part("from") ?? ""),
    text: part("text") ?? "",
    ...(score !== undefined && { score: Number(score.replace(",", ".")) }),
    ...(severity !== undefined && {
      severity: (severities.get(word) ?? severity) as FeedbackSeverity,
    }),
    ...(id !== undefined && { id }),
    place,
  };
}

/** `Eva <eva@example.com>` is `eva@example.com`. */
function addressIn(text: string): string {
  return /<([^<>\s]+@[^<>\s]+)>\s*$/.exec(text)?.[1] ?? text;
}
