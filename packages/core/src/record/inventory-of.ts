import type { Event } from "../model/event.ts";
import type { Json } from "../model/json.ts";
import type { EnvironmentState, Running } from "../model/inventory.ts";
import { foldRecords } from "./fold-records.ts";

/** What ran somewhere, with what ran there before it. */
interface Place {
  readonly environment: string;
  readonly ring: string | null;
  readonly stack: Running[];
}

/**
 * What runs in each environment, ring by ring, since when and by which release: from the events of a line and nothing else.
 * What went back by itself, and what a release that was taken back had deployed, runs no more. Pure.
 * @param names environments to tell of although nothing was ever deployed to them.
 */
export function inventoryOf(events: readonly Event[], names: readonly string[]): readonly EnvironmentState[] {
  const places = new Map<string, Place>();
  const starting = new Map<string, EnvironmentState["deploying"]>();
  for (const { type, release, at, data } of events) {
    const environment = textOf(data["environment"]);
    if (type === "stage.started" && environment !== null)
      starting.set(environment, { version: textOf(data["version"]) ?? "", release, since: at });
    else if (type === "stage.done" && environment !== null) {
      const ring = textOf(data["ring"]);
      const place = places.get(keyOf(environment, ring)) ?? { environment, ring, stack: [] };
      places.set(keyOf(environment, ring), place);
      place.stack.push({ version: textOf(data["version"]) ?? "", release, digest: textOf(data["digest"]), since: at });
      starting.delete(environment);
    } else if (type === "environment.restored" && environment !== null) {
      takeOut(places.values(), release, at, environment);
      starting.delete(environment);
    } else if (type === "release.closed" && data["outcome"] === "undone") {
      takeOut(places.values(), release, at);
      for (const [name, each] of starting) if (each?.release === release) starting.delete(name);
    }
  }
  const open = foldRecords(events).find(({ outcome }) => outcome === "open");
  const known = [
    ...new Set([...names, ...[...places.values()].map(({ environment }) => environment), ...starting.keys()]),
  ];
  return known.map((environment): EnvironmentState => {
    const mine = [...places.values()].filter((place) => place.environment === environment);
    const rings = mine.flatMap(({ ring, stack }) => {
      const running = stack.at(-1);
      return ring === null || !running ? [] : [{ ring, ...running }];
    });
    // An environment as a whole runs what its last ring runs: that is where most of it is.
    const whole = mine.find(({ ring }) => ring === null)?.stack.at(-1) ?? null;
    const latest = [...(whole ? [whole] : []), ...rings].toSorted((a, b) => (a.since < b.since ? -1 : 1));
    const running = rings.length === 0 ? whole : (rings.at(-1) ?? whole);
    const held = open?.held.find((each) => each.environment === environment) ?? null;
    return {
      environment,
      running: running && {
        version: running.version,
        release: running.release,
        digest: running.digest,
        since: running.since,
      },
      rings: rings.filter(({ since }) => whole === null || since > whole.since || latest.at(-1) !== whole),
      deploying: starting.get(environment) ?? null,
      held: held && { reason: held.reason, since: held.at },
    };
  });
}

/** Whatever a release has put somewhere gives way to what was there before, which runs since now. */
function takeOut(places: Iterable<Place>, release: string, at: string, environment?: string): void {
  for (const { stack, ...place } of places) {
    if (environment !== undefined && place.environment !== environment) continue;
    if (stack.at(-1)?.release !== release) continue;
    while (stack.at(-1)?.release === release) stack.pop();
    const before = stack.pop();
    if (before) stack.push({ ...before, since: at });
  }
}

function keyOf(environment: string, ring: string | null): string {
  return ring === null ? environment : `${environment}/${ring}`;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}
