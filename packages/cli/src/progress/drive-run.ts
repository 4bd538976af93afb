import type { Engine, Notice, RunResult } from "@relspec/core";
import { listenForStop } from "../services/listen-for-stop.ts";
import type { Style } from "../views/style.ts";
import { createScreen } from "./create-screen.ts";
import { followRun } from "./follow-run.ts";
import { nameOfRelease } from "./describe-event.ts";

interface Drive {
  readonly style: Style;
  readonly verbose: boolean;
  readonly withEngine: (
    use: (engine: Engine) => Promise<RunResult>,
    observe: (notice: Notice) => void,
  ) => Promise<RunResult>;
  readonly move: (engine: Engine, signal: AbortSignal) => Promise<RunResult>;
}

/** Moves a release while showing how it goes, and lets a signal end it at a safe place. */
export async function driveRun({ style, verbose, withEngine, move }: Drive): Promise<RunResult> {
  const screen = await createScreen(style);
  const stop = listenForStop((signal) =>
    screen.line(
      `${style.yellow(style.symbols.warning)} ${signal}: stopping once the steps under way are on record. Again to stop at once.`,
    ),
  );
  let follow: (notice: Notice) => void = () => undefined;
  const begin = (plan: Parameters<typeof followRun>[0]["plan"]) =>
    followRun({ screen, style, plan, logs: verbose || !process.stderr.isTTY, clock: () => performance.now() });
  try {
    return await withEngine(
      async (engine) => {
        const { open } = await engine.status();
        follow = begin(open?.plan ?? null);
        if (open) screen.line(`${style.bold(nameOfRelease(open.plan))}  ${style.dim("goes on")}`);
        return move(engine, stop.signal);
      },
      (notice) => follow(notice),
    );
  } finally {
    screen.end();
    stop.release();
  }
}
