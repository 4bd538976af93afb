import type { FeedbackItem } from "../model/feedback.ts";
import type { Json } from "../model/json.ts";
import type { Plan } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import type { ReadContext } from "../plugin/context.ts";
import { buildOf } from "../plugin/evidence.ts";
import type { GateContext } from "../plugin/gate.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";

interface Asking {
  /** Of the release; null while it is not open. */
  readonly record: ReleaseRecord | null;
  /** All feedback on the way to it. */
  readonly feedback: readonly FeedbackItem[];
  readonly catalogue: Catalogue;
  readonly hooks: HookDriver;
  readonly asked: Omit<ReadContext, "step" | "results">;
}

type Evidence = "build" | "readers" | "changedLines" | "feedback" | "candidate" | "opened" | "published";

/** What gates that rest on evidence get to know of the build that it must be of. */
export function evidenceFor(
  plan: Plan,
  { record, feedback, catalogue, hooks, asked }: Asking,
): Pick<GateContext, Evidence> {
  const tag = plan.packages.find(({ previousTag }) => previousTag !== null)?.previousTag ?? null;
  return {
    build: buildOf(plan, record),
    readers: catalogue.readers,
    changedLines: async () => (tag === null ? "all" : ((await hooks.bail("changedLines", [tag, asked])) ?? null)),
    feedback,
    candidate: record?.candidate ?? 1,
    opened: record?.openedAt ?? null,
    published: record ? publishedBy(plan, record) : [],
  };
}

/** What stands under `channel`, `tag` or `tags` in the targets of the steps that are done. */
function publishedBy({ stages }: Plan, { steps }: ReleaseRecord): readonly string[] {
  return stages
    .flatMap((stage) => stage.steps)
    .filter(({ id }) => steps[id]?.state === "done")
    .flatMap(({ target }) => ["channel", "tag", "tags"].flatMap((key) => textsIn(target[key])));
}

function textsIn(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((each: Json): each is string => typeof each === "string") : [];
}
