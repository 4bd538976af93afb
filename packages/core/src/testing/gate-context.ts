import type { GateContext } from "../plugin/gate.ts";
import { worldContext } from "../world/contexts.ts";
import type { World } from "../world/world.ts";
import { plan, somebody, spec } from "./plan-builder.ts";

/** What a gate sees of this world while a release is under way. */
export function gateContext(world: World, given: Partial<GateContext> = {}): GateContext {
  return {
    ...worldContext(world, new AbortController().signal),
    results: {},
    spec: spec(),
    plan: plan(),
    gate: "prepare/test",
    decisions: [],
    record: null,
    records: [],
    releasesOf: async () => [],
    released: [],
    initiator: somebody,
    build: null,
    readers: [],
    changedLines: async () => null,
    feedback: [],
    candidate: 1,
    opened: null,
    published: [],
    ...given,
  };
}
