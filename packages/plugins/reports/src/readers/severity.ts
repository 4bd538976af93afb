import type { Severity } from "@relspec/core";

const words: Readonly<Record<string, Severity>> = {
  info: "info",
  informational: "info",
  note: "low",
  none: "info",
  negligible: "info",
  low: "low",
  minor: "low",
  moderate: "medium",
  medium: "medium",
  warning: "medium",
  important: "high",
  high: "high",
  error: "high",
  critical: "critical",
  blocker: "critical",
};

/** A severity from the word a tool has for it; `unknown` for any other. */
export function severityOf(word: string | undefined): Severity {
  const key = (word ?? "").trim().toLowerCase();
  return Object.hasOwn(words, key) ? (words[key] as Severity) : "unknown";
}

/** By the rating scale of CVSS 3.1 and 4.0: 0 none, to 3.9 low, to 6.9 medium, to 8.9 high, above critical. */
export function severityOfScore(score: number): Severity {
  if (!Number.isFinite(score) || score < 0 || score > 10) return "unknown";
  if (score === 0) return "info";
  if (score < 4) return "low";
  if (score < 7) return "medium";
  return score < 9 ? "high" : "critical";
}

/** The worse of two; `unknown` gives way to any that is known. */
export function worse(one: Severity, other: Severity): Severity {
  const order: readonly Severity[] = ["unknown", "info", "low", "medium", "high", "critical"];
  return order.indexOf(one) >= order.indexOf(other) ? one : other;
}
