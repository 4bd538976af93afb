import type { ReleaseType } from "../model/plan.ts";
import type { GateSpec, Need, Spec, StageName } from "../model/spec.ts";
import type { Scope } from "../model/window.ts";
import { slugOf } from "../spec/normalise-steps.ts";

export interface Place {
  readonly stage: StageName;
  readonly environment?: string | undefined;
  readonly ring?: string | undefined;
  readonly type: ReleaseType;
  /** That the release goes to; null is the default one. */
  readonly channel?: string | null | undefined;
}

type Restricting = Pick<Spec, "windows" | "freezes" | "needs" | "tracks">;

/**
 * The gates of a place for a kind of release: what is written there, without windows that do not hold for it, and the freezes
 * and windows that hold there without being named.
 */
export function gatesAt(spec: Restricting, written: readonly GateSpec[], place: Place): readonly GateSpec[] {
  const own = written.filter((gate) => !isExcepted(spec, gate, place.type));
  const taken = new Set(own.map(({ id }) => id));
  const isThere = (one: GateSpec): boolean =>
    own.some(({ kind, options }) => kind === one.kind && options["name"] === one.options["name"]);
  const added = restrictionsOf(spec, place).filter((each) => !isThere(each));
  return [
    ...own,
    ...added.map((each) => {
      let { id } = each;
      for (let n = 2; taken.has(id); n++) id = `${each.id}#${n}`;
      taken.add(id);
      return { ...each, id };
    }),
  ];
}

/** The gates that nobody has to write at a place: freezes, windows with a scope, and what is needed. They hold for `deploy`. */
export function restrictionsOf({ windows, freezes, needs, tracks }: Restricting, place: Place): readonly GateSpec[] {
  if (place.stage !== "deploy") return [];
  const scoped = windows.filter(({ scope }) => scope !== undefined).map((each) => ({ ...each, gate: "window" }));
  // A way back waits for nobody.
  const needed = place.type === "rollback" ? [] : needs.map(needGate);
  const closing = [...freezes.map((each) => ({ ...each, gate: "freeze" })), ...scoped]
    .filter(({ except, scope }) => !except.includes(place.type) && isInScope(scope, place, tracks))
    .map(({ gate, name, because }) => ({
      id: `${gate}:${slugOf(name)}`,
      kind: gate,
      options: { name },
      ...(because !== undefined && { because }),
    }));
  return [...closing, ...needed];
}

function needGate({ because, ...options }: Need): GateSpec {
  return {
    id: `needs:${slugOf(options.name)}`,
    kind: "release",
    options,
    ...(because !== undefined && { because }),
  };
}

function isExcepted({ windows, freezes }: Restricting, { kind, options }: GateSpec, type: ReleaseType): boolean {
  const named = kind === "window" ? windows : kind === "freeze" ? freezes : [];
  return named.some(({ name, except }) => name === options["name"] && except.includes(type));
}

function isInScope(
  scope: Scope | undefined,
  { environment, ring, channel = null }: Place,
  tracks: Spec["tracks"],
): boolean {
  const { environments, rings, tracks: names } = scope ?? {};
  return (
    (names === undefined || tracks.some(({ name, channels }) => names.includes(name) && channels.includes(channel))) &&
    (environments === undefined || (environment !== undefined && environments.includes(environment))) &&
    (rings === undefined || (ring !== undefined && rings.includes(ring)))
  );
}
