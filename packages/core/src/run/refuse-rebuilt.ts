import { RelspecError } from "../errors/index.ts";
import type { PlannedStage } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import { stageId } from "./event-keys.ts";
import { artifactsIn } from "../record/artifacts-of.ts";
import { isSameStage } from "../record/is-same-stage.ts";

/**
 * One build is promoted, and never another: where a step says which digest it has deployed, the same step of every environment
 * before must have said the same. @throws `RS_POLICY_REBUILT`.
 */
export function refuseRebuilt(stage: PlannedStage, record: ReleaseRecord): void {
  if (stage.environment === undefined) return;
  const prefix = `${stageId(stage)}/`;
  const mine = artifactsIn(record, [stage]).filter(({ step }) => !(stage.verify ?? []).includes(step));
  for (const other of record.plan.stages) {
    if (other.environment === undefined || isSameStage(other, stage)) continue;
    if (record.stages.find((each) => isSameStage(each, other))?.state !== "done") continue;
    for (const { step, digest } of artifactsIn(record, [other])) {
      const twin = mine.find((each) => each.step.slice(prefix.length) === step.slice(stageId(other).length + 1));
      if (!twin || twin.digest === digest) continue;
      throw new RelspecError("RS_POLICY_REBUILT", {
        message: `${stageId(stage)} got ${twin.digest.slice(0, 80)}, but ${stageId(other)} was verified with ${digest.slice(0, 80)}.`,
        details: { step: twin.step, digest: twin.digest, verified: digest },
        suggestions: ["Build once in the stage `build`, and deploy that by its digest."],
      });
    }
  }
}
