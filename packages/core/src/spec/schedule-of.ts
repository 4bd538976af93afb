import type { Json } from "../model/json.ts";
import type { Booking, Schedule } from "../model/schedule.ts";
import { stageNames } from "../model/spec.ts";
import { isObject } from "./read-spec.ts";

/** The schedule with its defaults; null where there is none. */
export function scheduleOf(written: Json | undefined): Schedule | null {
  if (!isObject(written)) return null;
  const stages = stageNames.flatMap((name) =>
    typeof written[name] === "string" ? [[name, written[name]] as const] : [],
  );
  return {
    timezone: (written["timezone"] ?? "UTC") as string,
    stages: Object.fromEntries(stages),
    bookings: (written["bookings"] ?? []) as unknown as readonly Booking[],
  };
}
