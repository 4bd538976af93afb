import type { Notice, RunRequest } from "../engine.ts";
import type { Actor } from "../model/event.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Plan } from "../model/plan.ts";
import type { Spec } from "../model/spec.ts";
import type { GateContext } from "../plugin/gate.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import type { Checkout } from "../plugin/facts.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";
import type { Compile } from "../schema/compile-schema.ts";
import type { World } from "../world/world.ts";
import type { Journal } from "./journal.ts";

/** Everything a run needs, as one argument. */
export interface RunInput {
  readonly spec: Spec;
  /** That of the open release, or the one it is to be opened with. */
  readonly plan: Plan;
  readonly request: Pick<RunRequest, "until" | "assume" | "signal" | "promote" | "reason">;
  readonly attempt: number;
  /** Of the line, as of the claim: what came before. */
  readonly records?: readonly ReleaseRecord[];
  readonly actor: Actor;
  readonly world: World;
  readonly catalogue: Catalogue;
  readonly hooks: HookDriver;
  readonly compile: Compile;
  readonly journal: Journal;
  readonly notify: (notice: Notice) => void;
  /** Absent: there are no others. */
  readonly releasesOf?: GateContext["releasesOf"];
  /** Ends the call of an action that is under way. */
  readonly ended?: AbortSignal;
  readonly checkout: (signal: AbortSignal) => Promise<Checkout | null>;
  /** Absolute path of a directory that exists. */
  readonly artifacts: string;
  /** From 0 to 1, for the waits between tries. */
  readonly random?: () => number;
}
