import type { ReleaseRecord } from "../model/record.ts";
import type { Planning } from "../plan/make-plan.ts";

/** Whether an open release is decided: it has gates that settle it, and all of them are open, on record or as things stand now. */
export async function isSettled(
  { plan, gates }: ReleaseRecord,
  { catalogue, judge }: Pick<Planning, "catalogue" | "judge">,
): Promise<boolean> {
  const settling = plan.stages
    .flatMap((stage) => stage.gates)
    .filter(({ kind }) => catalogue.hasGate(kind) && catalogue.gate(kind).settles === true);
  if (settling.length === 0) return false;
  if (settling.every(({ id }) => gates[id]?.verdict === "pass")) return true;
  const judged = await Promise.all(settling.map((gate) => judge(gate, plan)));
  return judged.every(({ verdict }) => verdict === "pass");
}
