interface Stop {
  readonly signal: AbortSignal;
  /** Gives the signals back. */
  readonly release: () => void;
}

const signals = ["SIGINT", "SIGTERM"] as const;
const numbers = { SIGINT: 2, SIGTERM: 15 } as const;

/** The first SIGINT or SIGTERM asks the run to stop at the next safe place; a second one ends the process as usual. */
export function listenForStop(onStop: (signal: string) => void): Stop {
  const controller = new AbortController();
  const stop = (name: (typeof signals)[number]) => {
    if (controller.signal.aborted) process.exit(128 + numbers[name]);
    controller.abort(name);
    onStop(name);
  };
  for (const name of signals) process.on(name, stop);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of signals) process.off(name, stop);
    },
  };
}
