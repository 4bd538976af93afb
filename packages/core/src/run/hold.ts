import { setTimeout as sleep } from "node:timers/promises";
import { isRelspecError, RelspecError } from "../errors/index.ts";
import type { Epoch, Ledger, Owner } from "../ledger/ledger.ts";

/** A claim that is kept alive in the background for as long as it is needed. */
export interface Hold {
  readonly epoch: Epoch;
  /** Aborted, with the error as its reason, once the claim is lost; nothing may be written from then on. */
  readonly lost: AbortSignal;
  /** Give the claim back, and stop renewing. Any number of times. */
  yield(): Promise<void>;
}

interface HoldOptions {
  /** Milliseconds a claim outlives its last renewal. */
  readonly ttl: number;
  /** Take it from a live holder. */
  readonly force?: boolean;
  /** Wait for another holder instead of throwing `RS_LOCK_HELD`. */
  readonly wait?: boolean;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** Milliseconds between two looks at a held claim; default 1000. */
  readonly every?: number;
}

/** Claim a scope and keep it. @throws `RS_LOCK_HELD`; `RS_RUN_INTERRUPTED` when the waiting was ended. */
export async function hold(ledger: Ledger, scope: string, owner: Owner, options: HoldOptions): Promise<Hold> {
  const { ttl } = options;
  const epoch = await claim(ledger, scope, owner, options);
  const lost = new AbortController();
  let until = performance.now() + ttl;
  let given: Promise<void> | undefined;
  let renewing = false;

  const renew = async (): Promise<void> => {
    // The machine slept, or the ledger did not answer, for longer than the claim lives: another may have it already.
    if (performance.now() >= until) return lose(expired(scope));
    if (renewing) return;
    renewing = true;
    const began = performance.now();
    try {
      await ledger.renew(scope, epoch, ttl);
      until = began + ttl;
    } catch (error) {
      // Anything but the word that it is lost may pass before the claim ends; the next turn tries again.
      if (isRelspecError(error) && error.code === "RS_LOCK_FENCED") lose(error);
    } finally {
      renewing = false;
    }
  };
  // It does not keep a process alive that has nothing else to do.
  const timer = setInterval(() => void renew(), Math.max(10, ttl / 3)).unref();
  const lose = (error: RelspecError): void => {
    clearInterval(timer);
    if (!given) lost.abort(error);
  };
  return {
    epoch,
    lost: lost.signal,
    yield: () => {
      clearInterval(timer);
      return (given ??= ledger.yield(scope, epoch));
    },
  };
}

async function claim(
  ledger: Ledger,
  scope: string,
  owner: Owner,
  { ttl, wait, signal, every = 1000, force = false }: HoldOptions,
): Promise<Epoch> {
  for (;;) {
    if (signal?.aborted) throw interrupted(scope);
    try {
      return await ledger.claim(scope, owner, ttl, { force });
    } catch (error) {
      if (!wait || !isRelspecError(error) || error.code !== "RS_LOCK_HELD") throw error;
    }
    await sleep(every, undefined, { ...(signal && { signal }) }).catch(() => undefined);
  }
}

function expired(scope: string): RelspecError {
  return new RelspecError("RS_LOCK_FENCED", {
    message: `This run could not renew its hold on "${scope}" in time, so another may have taken over.`,
    suggestions: ["relspec status", "relspec run"],
  });
}

function interrupted(scope: string): RelspecError {
  return new RelspecError("RS_RUN_INTERRUPTED", {
    message: `Interrupted while waiting for whoever holds "${scope}"; nothing was changed.`,
    suggestions: ["relspec run --wait"],
  });
}
