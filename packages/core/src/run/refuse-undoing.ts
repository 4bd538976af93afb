import { RelspecError } from "../errors/index.ts";
import type { EventType } from "../model/event.ts";

/** Steps that are taken back are not made again within an attempt, nor are those missed whose undo nobody saw the end of. */
export function refuseUndoing(release: string, has: (type: EventType) => boolean): void {
  if (!has("step.undoing") && !has("step.undone")) return;
  throw new RelspecError("RS_RUN_UNDOING", {
    message: `The release ${release} is being taken back: an undo of it has begun and did not come to its end.`,
    details: { release },
    suggestions: ["relspec undo   # to its end, then: relspec run"],
  });
}
