import type { Json } from "../model/json.ts";

interface StageName {
  readonly name: Json | undefined;
  readonly environment?: Json | undefined;
  readonly ring?: Json | undefined;
}

/** Whether two name the same stage, or the same environment or ring of `deploy`. */
export function isSameStage(one: StageName, other: StageName): boolean {
  return (
    one.name === other.name &&
    (one.environment ?? null) === (other.environment ?? null) &&
    (one.ring ?? null) === (other.ring ?? null)
  );
}
