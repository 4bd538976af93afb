import {
  type Epoch,
  type EventDraft,
  isRelspecError,
  type Ledger,
  lockFenced,
  lockHeld,
  sealEvent,
  type StoreContext,
} from "@relspec/core";
import { endOf, type LedgerHead } from "./checkpoint.ts";
import { refOf } from "./ledger-options.ts";
import { readCheckpoint } from "./read-checkpoint.ts";
import { createRemote } from "./remote-ref.ts";
import { holderIn, type Known, movedMeanwhile, refuseRewritten, removed, reseal, rewritten } from "./known-state.ts";
import { persist } from "./persist.ts";
import { writeCheckpoint } from "./write-checkpoint.ts";

/** Milliseconds: pushes are dear, and hosts count them, so a claim is renewed seldom. */
const lease = 5 * 60_000;
/** How often a push that did not come through is made again. */
const tries = 6;

/** A way to push, and how often to try it. */
interface Push {
  readonly tries: number;
  readonly send: (refspec: string) => Promise<void>;
}

/**
 * The ledger in a ref of the git remote, for jobs on machines that do not last. Each push moves the ref forward by one commit,
 * and the server takes it only if nobody else has moved it, so the claim, its epoch and the events change together or not
 * at all. Events that may be `soon` wait for the next push.
 */
export async function openGitLedger(
  { remote: name, prefix }: { readonly remote: string; readonly prefix: string },
  context: StoreContext,
): Promise<Ledger> {
  const { run, now } = context;
  const known = new Map<string, Known>();
  /** Claims of this process that it has not given back, and for how many milliseconds each was asked. */
  const claimed = new Map<string, { readonly epoch: Epoch; readonly ttl: number }>();
  const refs = (scope: string) => refOf(prefix, scope);
  const remote = createRemote(name, context);
  const placeOf = (scope: string) => ({ scope, place: `${refs(scope)} on ${name}` });
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other: each push builds on the one before. */
  const queued = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  /** Take in what the remote has now. What is pending and has arrived after all is pending no more. */
  async function sync(scope: string): Promise<Known> {
    const before = known.get(scope);
    const commit = await remote.tip(refs(scope));
    if (before && before.checkpoint.commit === commit) return before;
    const checkpoint = await readCheckpoint(run, commit, placeOf(scope));
    if (before) refuseRewritten(before.checkpoint, checkpoint, placeOf(scope));
    else if (!(await remote.follows(refs(scope), commit)))
      throw commit === null ? removed(refs(scope), name) : rewritten(checkpoint.events, placeOf(scope));
    const keys = new Set(checkpoint.events.map(({ key }) => key));
    const state: Known = {
      checkpoint,
      pending: reseal(before?.pending.filter(({ key }) => !keys.has(key)) ?? [], checkpoint.events),
    };
    known.set(scope, state);
    await remote.remember(refs(scope), commit);
    return state;
  }

  /** What stands there, else what can be had: a reader may have to do without the network. */
  async function readable(scope: string): Promise<Known> {
    const before = known.get(scope);
    // Nobody else can have written past a holder, and who was fenced learns it from the next push.
    if (before && claimed.has(scope)) return before;
    try {
      return await sync(scope);
    } catch (error) {
      if (!isRelspecError(error) || !error.code.startsWith("RS_STEP_")) throw error;
      context.log(`${error.message} What this clone last saw of the ledger is shown.`);
      const checkpoint = await readCheckpoint(run, await remote.remembered(refs(scope)), placeOf(scope));
      return { checkpoint, pending: [] };
    }
  }

  /**
   * Push the pending events and a new head. `next` says the head from the state at hand, or throws; it is asked again
   * whenever the ref has moved meanwhile.
   */
  async function advance(
    scope: string,
    next: (state: Known) => Partial<LedgerHead>,
    push: Push = plain,
  ): Promise<void> {
    await persist({ tries: push.tries, unwritable: placeOf(scope).place }, async () => {
      const state = known.get(scope) ?? (await sync(scope));
      const { checkpoint, pending } = state;
      const events = [...checkpoint.events, ...pending];
      const head = { ...checkpoint.head, ...next(state), end: endOf(events) };
      const commit = await writeCheckpoint(run, checkpoint, head, pending, now());
      const refusal = await push.send(`${commit}:${refs(scope)}`).then(
        () => null,
        (error: unknown) => ({ error }),
      );
      // The answer may have been lost, and not the push: only what stands there now decides.
      if ((refusal || push !== plain) && (await remote.tip(refs(scope))) !== commit) {
        await sync(scope);
        throw refusal ? refusal.error : movedMeanwhile(placeOf(scope).place);
      }
      known.set(scope, { checkpoint: { commit, head, events }, pending: [] });
      await remote.remember(refs(scope), commit);
    });
  }

  const plain: Push = { tries, send: remote.push };

  /** Throws unless `epoch` still holds the scope. */
  function fence(scope: string, epoch: Epoch, { checkpoint: { head } }: Known): void {
    if (head.epoch !== epoch || head.holder === null) throw lockFenced(scope, epoch, holderIn(head, now().getTime()));
  }

  const holding =
    (scope: string, epoch: Epoch) =>
    (state: Known): Partial<LedgerHead> => {
      fence(scope, epoch, state);
      return { until: now().getTime() + (claimed.get(scope)?.ttl ?? lease) };
    };

  /** Put an event at the end of the pending ones; false when its key is there already. */
  async function enqueue(scope: string, epoch: Epoch, key: string, draft: EventDraft): Promise<boolean> {
    const state = known.get(scope) ?? (await sync(scope));
    fence(scope, epoch, state);
    const { checkpoint, pending } = state;
    const wanted = key.toWellFormed();
    if ([...checkpoint.events, ...pending].some((event) => event.key === wanted)) return false;
    const last = pending.at(-1) ?? checkpoint.events.at(-1) ?? null;
    known.set(scope, { checkpoint, pending: [...pending, sealEvent(draft, key, last)] });
    return true;
  }

  return {
    lease,

    claim: (scope, owner, ttl, { force = false } = {}) =>
      queued(async () => {
        await sync(scope);
        let epoch = 0;
        await advance(scope, ({ checkpoint: { head } }) => {
          // A push of ours whose answer was lost has made us the holder already.
          if (head.holder?.id === owner.id) epoch = head.epoch;
          else {
            const holder = holderIn(head, now().getTime());
            if (holder && !force) throw lockHeld(scope, holder);
            epoch = head.epoch + 1;
          }
          return { epoch, holder: owner, until: now().getTime() + ttl };
        });
        claimed.set(scope, { epoch, ttl });
        return epoch;
      }),

    renew: (scope, epoch, ttl) =>
      queued(() =>
        advance(scope, (state) => {
          fence(scope, epoch, state);
          return { until: now().getTime() + ttl };
        }),
      ),

    yield: (scope, epoch) =>
      queued(async () => {
        const state = known.get(scope) ?? (await sync(scope));
        if (claimed.get(scope)?.epoch === epoch) claimed.delete(scope);
        if (state.checkpoint.head.epoch !== epoch || state.checkpoint.head.holder === null) return;
        await advance(scope, (current) => {
          fence(scope, epoch, current);
          return { epoch: epoch + 1, holder: null, until: 0 };
        }).catch((error: unknown) => {
          if (!isRelspecError(error) || error.code !== "RS_LOCK_FENCED") throw error;
        });
      }),

    async holder(scope) {
      return holderIn((await readable(scope)).checkpoint.head, now().getTime());
    },

    append: (scope, epoch, key, draft, { soon = false } = {}) =>
      queued(async () => {
        if (!(await enqueue(scope, epoch, key, draft))) return "duplicate";
        if (!soon) await advance(scope, holding(scope, epoch));
        return "fresh";
      }),

    flush: (scope, epoch) =>
      queued(async () => {
        if ((known.get(scope)?.pending.length ?? 0) > 0) await advance(scope, holding(scope, epoch));
      }),

    together: (scope, epoch, key, draft, act) =>
      queued(async () => {
        if (!(await enqueue(scope, epoch, key, draft))) return;
        let came = false;
        const send = (refspec: string) => act({ remote: name, refspec }).then(() => void (came = true));
        try {
          await advance(scope, holding(scope, epoch), { tries: 1, send });
        } catch (error) {
          const state = known.get(scope);
          if (isRelspecError(error) && /^RS_(?:LOCK_|LEDGER_CORRUPT)/.test(error.code)) throw error;
          // Refused because another has moved the ref: whatever the effect's side said, that is the reason.
          if (state) fence(scope, epoch, state);
          // The effect is there and its record is not, where a server takes no two things at once: the record follows.
          if (came) return advance(scope, holding(scope, epoch));
          // The effect was refused, and with it its record: what was pending before is pending still.
          if (state) known.set(scope, { ...state, pending: state.pending.filter((event) => event.key !== key) });
          throw isRelspecError(error) && error.code === "RS_LEDGER_UNWRITABLE" ? (error.cause ?? error) : error;
        }
      }),

    async load(scope) {
      const { checkpoint, pending } = await readable(scope);
      return [...checkpoint.events, ...pending];
    },

    async scopes() {
      return remote.scopes(prefix);
    },

    async close() {
      await turn.catch(() => undefined);
    },
  };
}
