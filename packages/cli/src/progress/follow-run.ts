import type { Event, Notice, Plan } from "@relspec/core";
import { plainLine } from "../views/plain.ts";
import type { Style } from "../views/style.ts";
import { nameOfStage } from "../views/words.ts";
import { describeEvent, textOf } from "./describe-event.ts";

/** A step under way. */
export interface ActiveStep {
  readonly id: string;
  readonly phase: string;
  readonly since: number;
  /** The last line it said. */
  readonly line: string;
}

/** Where progress goes: lines that stay, sections of a CI's log, and a part that moves on a terminal. */
export interface Screen {
  line(text: string): void;
  section(name: string | null): void;
  active(steps: readonly ActiveStep[], plan: Plan | null): void;
  end(): void;
}

interface FollowOptions {
  readonly screen: Screen;
  readonly style: Style;
  /** The release's plan, when an open one goes on. */
  readonly plan: Plan | null;
  /** Whether what programs say is shown line by line. */
  readonly logs: boolean;
  /** Milliseconds, from any beginning. */
  readonly clock: () => number;
}

/** Turns the engine's notices into progress. Call the result for each notice. */
export function followRun({ screen, style, plan: known, logs, clock }: FollowOptions): (notice: Notice) => void {
  let plan = known;
  let stage: string | null = null;
  const active = new Map<string, ActiveStep>();
  const refresh = () => screen.active([...active.values()], plan);

  const onEvent = (event: Event) => {
    if (event.type === "release.opened") plan = event.data["plan"] as unknown as Plan;
    if (event.type === "stage.started" || event.type === "stage.done") stage = stageOf(event);
    if (event.type === "stage.started") screen.section(stage);
    const step = event.data["step"];
    const begun = typeof step === "string" ? active.get(step)?.since : undefined;
    const scene = { plan, stage, ...(begun !== undefined && { took: clock() - begun }) };
    for (const line of describeEvent(event, scene, style)) screen.line(line);
    if (typeof step === "string" && event.type !== "step.intent") active.delete(step);
    if (event.type === "stage.done") screen.section(null);
    refresh();
  };

  return (notice) => {
    if (notice.kind === "event") {
      onEvent(notice.event);
    } else if (notice.kind === "step") {
      const before = active.get(notice.step);
      const line = notice.detail === undefined ? (before?.line ?? "") : plainLine(notice.detail, 200);
      active.set(notice.step, { id: notice.step, phase: notice.phase, since: before?.since ?? clock(), line });
      if (notice.phase === "retrying")
        screen.line(
          `  ${style.yellow(style.symbols.warning)} ${plainLine(notice.step, 120)}  ${style.dim(`tries again${line === "" ? "" : `: ${line}`}`)}`,
        );
      refresh();
    } else {
      const before = notice.step === undefined ? undefined : active.get(notice.step);
      if (before) active.set(before.id, { ...before, line: plainLine(notice.line, 200) });
      if (logs) screen.line(`      ${style.dim(plainLine(notice.line, 2000))}`);
      refresh();
    }
  };
}

function stageOf({ data }: Event): string {
  const { environment, ring } = data;
  return nameOfStage({
    name: textOf(data["stage"]) as "deploy",
    ...(typeof environment === "string" && { environment }),
    ...(typeof ring === "string" && { ring }),
  });
}
