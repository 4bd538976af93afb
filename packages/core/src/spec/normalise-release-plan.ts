import type { Json, JsonObject } from "../model/json.ts";
import type { Deliverable, Requirement } from "../model/release-plan.ts";
import type { StageSpec } from "../model/spec.ts";
import { named } from "./named.ts";
import { isObject } from "./read-spec.ts";

/** Requirements with every default written out. A map by id is a list. */
export function normaliseRequirements(written: Json | undefined): readonly Requirement[] {
  const items = isObject(written)
    ? Object.entries(written).map(([id, each]) => ({ id, ...(each as JsonObject) }))
    : ((written ?? []) as unknown as readonly ({ readonly id: string } & Partial<Requirement>)[]);
  return items.map((each: { readonly id: string } & Partial<Requirement>) => ({
    id: each.id,
    title: each.title ?? each.id,
    must: each.must ?? false,
    tests: each.tests ?? [],
    issues: each.issues ?? [],
  }));
}

export function normaliseEnablement(written: Json | undefined): readonly Deliverable[] {
  return named<Partial<Deliverable> & Pick<Deliverable, "name" | "owner">>(written).map((each) => ({
    kind: "documentation",
    ...each,
  }));
}

/** Deliverables are a gate before the deployment, unless the spec places that gate itself. */
export function placeEnablement(
  stages: readonly StageSpec[],
  deliverables: readonly Deliverable[],
): readonly StageSpec[] {
  const isPlaced = stages.some(({ gates, environments }) =>
    [...gates, ...environments.flatMap((each) => each.gates)].some(({ kind }) => kind === "enablement"),
  );
  if (isPlaced || deliverables.length === 0) return stages;
  const gate = {
    id: "enablement",
    kind: "enablement",
    options: {},
    because: "The spec names what people need to know of the release: `enablement`.",
  };
  return stages.map((stage) => (stage.name === "deploy" ? { ...stage, gates: [...stage.gates, gate] } : stage));
}
