import { mkdir } from "node:fs/promises";
import type { Notice } from "../engine.ts";
import { thisOwner } from "../ledger/owner.ts";
import { foldRecords } from "../record/fold-records.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Plan, PlannedStep } from "../model/plan.ts";
import type { Action } from "../plugin/action.ts";
import { createCatalogue } from "../plugin/catalogue.ts";
import { createCompiler } from "../schema/compile-schema.ts";
import { createHooks } from "../plugin/create-hooks.ts";
import type { LoadedPlugin } from "../plugin/loaded-plugin.ts";
import { hold } from "../run/hold.ts";
import { openJournal } from "../run/journal.ts";
import type { RunInput } from "../run/run-input.ts";
import type { World } from "../world/world.ts";
import { coreGates } from "../gate/core-gates.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { plan, somebody, spec } from "./plan-builder.ts";

/** Everything one process needs to carry a plan out, without a project. */
export interface Acting {
  readonly ledger: Ledger;
  readonly world: World;
  /** Short name within the plugin `test` → action: `test/NAME`. */
  readonly actions: Readonly<Record<string, Action>>;
  readonly plan: Plan;
  /** Absolute. Made when it is not there. */
  readonly artifacts: string;
  readonly request?: RunInput["request"];
  readonly notify?: (notice: Notice) => void;
  /** Open the release if it is not, with these results of steps that are done. Absent: the work opens it itself. */
  readonly results?: Readonly<Record<string, Json>>;
}

/**
 * Do something as one process of the engine: claim, journal, work, give back. Called again on the same ledger it is the next
 * process, which goes on with what is on record. The claim of one that "was killed" is simply taken over.
 */
export async function act<T>(acting: Acting, work: (input: RunInput) => Promise<T>): Promise<T> {
  const { ledger, world, actions, artifacts, request = {}, notify = () => undefined, results } = acting;
  const scope = acting.plan.name;
  const release = acting.plan.release?.id ?? "";
  await mkdir(artifacts, { recursive: true }).catch(() => undefined);
  const plugin: LoadedPlugin = {
    name: "test",
    use: { name: "test", options: {} },
    plugin: { name: "test", setup: () => ({ actions }) },
    contributions: { actions },
    permissions: null,
    origin: "/test",
  };
  // The process before is dead or gone; its lease must not keep this one waiting.
  const held = await hold(ledger, scope, { ...thisOwner(), host: "test.example" }, { ttl: 60_000 });
  try {
    const known = await ledger.load(scope);
    const before = foldRecords(known).find(({ id }) => id === release);
    const attempt = before ? before.attempt + (before.outcome === "open" ? 0 : 1) : 1;
    const hooks = createHooks([plugin], world.log);
    const { now, redact } = world;
    const journal = openJournal(
      { ledger, scope, hold: held, release, attempt, actor: somebody, now, redact, hooks, notify },
      known,
    );
    const input: RunInput = {
      spec: spec(),
      plan: acting.plan,
      request,
      attempt,
      actor: somebody,
      world,
      catalogue: createCatalogue([plugin], { gates: coreGates, documents: {} }),
      hooks,
      compile: createCompiler(),
      journal,
      notify,
      checkout: async () => null,
      artifacts,
      random: () => 0,
    };
    if (results && journal.events().length === 0) await open(input, results);
    return await work(input);
  } finally {
    await held.yield().catch(() => undefined);
  }
}

/** Open the release, with some of its steps done. */
async function open(
  { journal, plan: given, attempt }: RunInput,
  results: Readonly<Record<string, Json>>,
): Promise<void> {
  await journal.append(journal.keys.opened, "release.opened", { plan: given as unknown as JsonObject, attempt });
  for (const [step, result] of Object.entries(results))
    await journal.append(journal.keys.step(step, "done"), "step.done", { step, result, adopted: false });
}

/** The plan of a release that has one step, and before it those whose results it needs. */
export function planOf(step: PlannedStep, results: Readonly<Record<string, Json>>): Plan {
  const before = Object.keys(results).map((id) => ({ id, uses: step.uses }));
  return plan({ stages: [{ name: "deploy", steps: [...before, step] }] });
}
