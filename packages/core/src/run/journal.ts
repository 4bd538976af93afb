import type { Notice } from "../engine.ts";
import { isRelspecError, RelspecError } from "../errors/index.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Actor, Event, EventDraft, EventType } from "../model/event.ts";
import type { JsonObject } from "../model/json.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";
import { cycleAfter, foldRecords } from "../record/fold-records.ts";
import { type EventKeys, eventKeys, type Rounds } from "./event-keys.ts";
import type { Hold } from "./hold.ts";
import { redactJson } from "./redact-json.ts";
import { beginsAnew } from "./step-history.ts";

export interface JournalInput {
  readonly ledger: Ledger;
  readonly scope: string;
  readonly hold: Hold;
  readonly release: string;
  /** Which attempt at the release. */
  readonly attempt: number;
  readonly actor: Actor;
  readonly now: () => Date;
  readonly redact: (text: string) => string;
  readonly hooks: HookDriver;
  readonly notify: (notice: Notice) => void;
}

interface HowToAppend {
  readonly soon?: boolean;
  /** Who did it, where that has been proven; default who runs. */
  readonly actor?: Actor;
}

/** The one way a run writes: every event of one attempt at a release, in its own order, and nothing after a halt. */
export interface Journal {
  readonly keys: EventKeys;
  /** Events of this attempt, in order, as of the last append. */
  events(): readonly Event[];
  /** Events of the attempts before this one. */
  readonly before: readonly Event[];
  /** How many events of a kind this attempt has that a test accepts. */
  count(type: EventType, test?: (data: JsonObject) => boolean): number;
  record(): ReleaseRecord;
  /**
   * Durable once it resolves. Data is redacted, except for a plan, whose digest must hold.
   * @throws what halted the run: `RS_LOCK_FENCED`, `RS_LEDGER_…`; from then on every append throws it.
   */
  append(key: string, type: EventType, data: JsonObject, how?: HowToAppend): Promise<void>;
  /** Make everything durable that was appended to be durable soon. @throws as `append`. */
  settle(): Promise<void>;
  /** An effect and its event in one transaction, where the ledger can; absent where not. @throws as `append`, and what `act` threw. */
  readonly together?: (
    key: string,
    type: EventType,
    data: JsonObject,
    act: (also: JsonObject) => Promise<void>,
  ) => Promise<void>;
  /** Aborted, with the error as its reason, once nothing can be written any more. */
  readonly halted: AbortSignal;
}

/** @param known events of the scope, as loaded under the claim. */
export function openJournal(input: JournalInput, known: readonly Event[]): Journal {
  const { ledger, scope, hold, release, attempt, actor, now, hooks, notify } = input;
  const halt = new AbortController();
  const mine = known.filter((event) => event.release === release);
  const begin = beginOf(mine, attempt);
  let events = mine.slice(begin);
  const [first] = events;
  const cycle = cycleAfter(known.filter(({ seq }) => !first || seq < first.seq));
  let seen = known.at(-1)?.seq ?? 0;
  let turn: Promise<unknown> = Promise.resolve();
  let folded: { readonly of: readonly Event[]; readonly record: ReleaseRecord } | undefined;

  if (hold.lost.aborted) halt.abort(hold.lost.reason);
  hold.lost.addEventListener("abort", () => halt.abort(hold.lost.reason), { once: true });

  /** Write with the ledger, then take in what it now has. Whatever keeps the ledger from being written halts the run. */
  const write = async (work: () => Promise<unknown>): Promise<void> => {
    halt.signal.throwIfAborted();
    let fresh: readonly Event[];
    try {
      await work();
      fresh = (await ledger.load(scope, seen)).filter(({ seq }) => seq > seen);
    } catch (error) {
      halt.abort(fatal(error));
      throw halt.signal.reason;
    }
    seen = fresh.at(-1)?.seq ?? seen;
    events = [...events, ...fresh.filter((event) => event.release === release)];
    for (const event of fresh) {
      notify({ kind: "event", event });
      await hooks.observe("eventRecorded", [event]);
    }
  };
  const draft = (type: EventType, data: JsonObject, by: Actor = actor): EventDraft => {
    const said = type === "release.opened" ? data : (redactJson(data, input.redact) as JsonObject);
    return { type, release, at: now().toISOString(), actor: by, data: said };
  };
  // One after the other: steps end side by side, and each must see what the one before has added.
  const queue = (work: () => Promise<void>): Promise<void> => {
    const written = turn.then(work);
    turn = written.catch(() => undefined);
    return written;
  };
  const { together } = ledger;

  return {
    keys: eventKeys(
      release,
      attempt,
      roundsOf(() => events),
    ),
    events: () => events,
    before: mine.slice(0, begin),
    count: (type, test = () => true) => events.filter((event) => event.type === type && test(event.data)).length,
    record: () => {
      if (folded?.of !== events) folded = { of: events, record: foldRecords(events, cycle).at(-1) as ReleaseRecord };
      return folded.record;
    },
    append: (key, type, data, how) =>
      queue(() => write(() => ledger.append(scope, hold.epoch, key, draft(type, data, how?.actor), how))),
    settle: () =>
      queue(async () => (ledger.flush ? write(() => ledger.flush?.(scope, hold.epoch) as Promise<void>) : undefined)),
    ...(together && {
      together: (key, type, data, act) =>
        queue(async () => {
          // What the effect's own side refuses is the step's failure, and no reason to halt.
          let refusal: { readonly error: unknown } | null = null;
          await write(async () => {
            try {
              await together.call(ledger, scope, hold.epoch, key, draft(type, data), act);
            } catch (error) {
              if (isRelspecError(error) && /^RS_(?:LOCK|LEDGER)_/.test(error.code)) throw error;
              refusal = { error };
            }
          });
          if (refusal) throw (refusal as { readonly error: unknown }).error;
        }),
    }),
    halted: halt.signal,
  };
}

/** Rounds are counted by the events that begin one. */
function roundsOf(events: () => readonly Event[]): Rounds {
  const released = () => events().filter(({ type }) => type === "environment.released");
  return {
    ofEnvironment: (environment) => 1 + released().filter(({ data }) => data["environment"] === environment).length,
    ofStep: (step) => 1 + released().filter(({ data }) => beginsAnew(data, step)).length,
  };
}

/** Attempts at one plan bear one id; each begins with an opening. */
function beginOf(events: readonly Event[], attempt: number): number {
  const begin = events.findIndex(({ type, data }) => type === "release.opened" && data["attempt"] === attempt);
  return begin < 0 ? events.length : begin;
}

function fatal(error: unknown): RelspecError {
  if (isRelspecError(error) && /^RS_(?:LOCK|LEDGER)_/.test(error.code)) return error;
  return new RelspecError("RS_LEDGER_UNWRITABLE", {
    message: `The ledger cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    suggestions: ["Make room or give access where the ledger is kept, then `relspec run`."],
    cause: error,
  });
}
