import { RelspecError } from "../errors/index.ts";
import type { Event } from "../model/event.ts";

/** Steps that are taken back are not made again within an attempt, nor are those missed whose undo nobody saw the end of. */
export function refuseUndoing(release: string, events: readonly Event[]): void {
  // An environment that went back by itself is held, and no undo of the release.
  const isUndo = ({ type, data }: Event): boolean =>
    (type === "step.undoing" || type === "step.undone") && data["environment"] === undefined;
  if (!events.some(isUndo)) return;
  throw new RelspecError("RS_RUN_UNDOING", {
    message: `The release ${release} is being taken back: an undo of it has begun and did not come to its end.`,
    details: { release },
    suggestions: ["relspec undo   # to its end, then: relspec run"],
  });
}
