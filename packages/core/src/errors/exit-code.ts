const byArea: Readonly<Record<string, number>> = {
  RUN: 1,
  STEP: 1,
  SPEC: 2,
  PLUGIN: 2,
  USAGE: 2,
  PLAN: 3,
  POLICY: 3,
  LOCK: 3,
  GATE: 4,
  LEDGER: 5,
  AUDIT: 5,
};

/** The exit code of an error's area: 1 failed, 2 fix the input, 3 refused, 4 waiting, 5 the evidence does not hold, 70 a bug. */
export function exitCodeOf(code: string): number {
  return byArea[code.split("_")[1] ?? ""] ?? 70;
}
