import type { Event } from "../model/event.ts";
import type { Json } from "../model/json.ts";
import type { HeldEnvironment } from "../model/record.ts";
import type { Draft } from "./fold-records.ts";

/** Takes an event of an environment that goes back by itself into the record. */
export function followEnvironment(record: Draft, { type, at, data }: Event): void {
  const environment = String(data["environment"]);
  const before = record.held.find((each) => each.environment === environment);
  const others = record.held.filter((each) => each !== before);
  switch (type) {
    case "environment.failed":
      record.held = [
        ...others,
        {
          environment,
          state: "going-back",
          step: textOf(data["step"]),
          reason: textOf(data["message"]),
          at,
          version: null,
        },
      ];
      return;
    case "environment.restored":
      if (before) record.held = [...others, { ...before, state: "held", version: versionOf(data["version"]), at }];
      return;
    case "environment.released":
      record.held = others;
      record.stages = record.stages.map((stage) =>
        stage.environment === environment ? { ...stage, state: "to-do", at: null } : stage,
      );
      record.steps = beginAnew(record, Array.isArray(data["steps"]) ? data["steps"].map(String) : []);
      return;
    default:
  }
}

/** Planned steps begin anew in their places; those of the way back, which no plan lists, are forgotten. */
function beginAnew({ steps, plan }: Draft, again: readonly string[]): Draft["steps"] {
  const planned = new Set(plan.stages.flatMap((stage) => stage.steps).map(({ id }) => id));
  return Object.fromEntries(
    Object.entries(steps).flatMap(([id, step]) =>
      !again.includes(id)
        ? [[id, step]]
        : planned.has(id)
          ? [[id, { state: "to-do", result: null, adopted: false, tries: 0, at: null }]]
          : [],
    ),
  );
}

function versionOf(value: Json | undefined): HeldEnvironment["version"] {
  return typeof value === "string" ? value : null;
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
