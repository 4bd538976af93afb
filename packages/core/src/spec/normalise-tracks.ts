import type { Json, JsonObject } from "../model/json.ts";
import type { Track } from "../model/track.ts";
import { parseDuration } from "../time/parse-duration.ts";
import { named } from "./named.ts";
import { isObject } from "./read-spec.ts";

/** The main channel has no name of its own; a spec calls it so. */
const mainNames: readonly string[] = ["default", "latest"];

export function normaliseTracks(written: Json | undefined): readonly Track[] {
  return named<JsonObject & { readonly name: string }>(written).map((each) => ({
    name: each.name,
    channels: ((each["channels"] ?? [each.name]) as readonly string[]).map((name) =>
      mainNames.includes(name) ? null : name,
    ),
    cadence: parseDuration((each["cadence"] as string | undefined) ?? "PT0S"),
    soak: parseDuration((each["soak"] as string | undefined) ?? "PT0S"),
    promise: (each["promise"] ?? "none") as Track["promise"],
    support: supportOf(each["support"]),
  }));
}

function supportOf(written: Json | undefined): Track["support"] {
  if (written === undefined) return null;
  if (!isObject(written)) return { for: parseDuration(written as string), until: null };
  const { for: time, until } = written as { readonly for?: string; readonly until?: string };
  return { for: time === undefined ? null : parseDuration(time), until: until === undefined ? null : endOf(until) };
}

/** A day ends when it is over everywhere it may be read as the last one: at midnight in UTC. */
function endOf(until: string): string {
  return until.includes("T")
    ? new Date(until).toISOString()
    : new Date(Date.parse(`${until}T00:00:00Z`) + 86_400_000).toISOString();
}
