import { RelspecError } from "../errors/index.ts";
import type { PlannedGate, PlannedStage } from "../model/plan.ts";
import type { Overrun } from "../model/window.ts";
import { judge, restrictionsNow } from "./judge-gates.ts";
import type { RunInput } from "./run-input.ts";

/** Milliseconds between two looks at the clock while a step runs that a closing window ends. */
const interval = 500;

/** Watches what may close while the steps of a stage are under way. */
export interface Watch {
  /** What has closed meanwhile and must not be overrun: no other step begins. */
  closed(): Promise<readonly PlannedGate[]>;
  /** Aborted when a window closes that also ends the step under way. */
  readonly ended: AbortSignal;
  /** Ends the watch. */
  end(): void;
}

/**
 * Windows and freezes that a deployment under way must not overrun, by their `overrun`. With `finish-ring` there is nothing to
 * watch: the next ring is asked for itself.
 */
export async function watchOverrun(stage: PlannedStage, input: RunInput): Promise<Watch> {
  const watched = restrictionsNow(stage, input).filter((gate) => overrunOf(gate, input) !== "finish-ring");
  const ended = new AbortController();
  const stops = watched.filter((gate) => overrunOf(gate, input) === "stop");
  const moments = stops.length > 0 ? await closingMoments(stops, input) : [];
  const look = (): void => {
    const found = moments.find(({ at }) => input.world.now().getTime() >= at);
    if (found) ended.abort(endedBy(found.gate));
  };
  const timer = moments.length > 0 ? setInterval(look, interval) : undefined;
  return {
    closed: async () => (watched.length > 0 ? judge(watched, input) : []),
    ended: ended.signal,
    end: () => clearInterval(timer),
  };
}

function overrunOf({ kind, options }: PlannedGate, { spec }: RunInput): Overrun {
  const named = kind === "window" ? spec.windows : spec.freezes;
  return named.find(({ name }) => name === options["name"])?.overrun ?? "finish-ring";
}

async function closingMoments(
  gates: readonly PlannedGate[],
  { spec, world }: RunInput,
): Promise<readonly { readonly gate: PlannedGate; readonly at: number }[]> {
  const { freezeStanding, windowStanding } = await import("../time/standing.ts");
  const now = world.now().getTime();
  return gates.flatMap((gate) => {
    const name = gate.options["name"];
    const window = gate.kind === "window" ? spec.windows.find((each) => each.name === name) : undefined;
    const freeze = gate.kind === "freeze" ? spec.freezes.find((each) => each.name === name) : undefined;
    const standing = window ? windowStanding(window, now) : freeze ? freezeStanding(freeze, now) : null;
    const at = standing?.open === false ? now : standing?.nextClose;
    return at === null || at === undefined ? [] : [{ gate, at }];
  });
}

function endedBy({ id }: PlannedGate): RelspecError {
  return new RelspecError("RS_STEP_TIMEOUT", {
    message: `The step was ended because ${id} closed, which stops what is under way.`,
    details: { gate: id },
    suggestions: ["relspec run   # once it is open again"],
  });
}
