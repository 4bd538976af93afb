import type { Event } from "../model/event.ts";
import type { Ledger } from "../model/ledger.ts";
import { lockHeld } from "../ledger/lock-errors.ts";
import type { CheckupAnswer } from "../plugin/plugin.ts";
import { failedBy } from "./examine-checkups.ts";

interface Chosen {
  readonly isThere: () => Promise<boolean>;
  readonly open: () => Promise<Ledger>;
  readonly tryOut?: () => Promise<CheckupAnswer>;
  readonly leftBehind?: () => Promise<boolean>;
}

interface Found {
  readonly events: readonly Event[];
  /** Whether another run holds the scope, as an answer. */
  readonly holder: CheckupAnswer;
}

/**
 * Read the whole ledger, which proves its chain; look who holds it; and let its store try out what a run will ask of it. One
 * that is not there yet is not made. @throws `RS_LEDGER_…`, `RS_STEP_…`.
 */
export async function examineLedger(
  {
    spec,
    world,
  }: { readonly spec: { readonly name: string }; readonly world: { readonly redact: (text: string) => string } },
  choose: () => Promise<Chosen>,
): Promise<[CheckupAnswer, Found]> {
  const chosen = await choose();
  const tried = await chosen.tryOut?.();
  if (!(await chosen.isThere())) {
    const answer = tried ?? { verdict: "ok" as const, message: "There is none yet; the first run makes it." };
    return [answer, { events: [], holder: free }];
  }
  const ledger = await chosen.open();
  try {
    const [events, holder] = [await ledger.load(spec.name), await ledger.holder(spec.name)];
    const message = `It holds ${events.length} events${events.length > 0 ? ", and its chain is whole" : ""}.`;
    const whole: CheckupAnswer = { verdict: "ok", message: tried ? `${message} ${tried.message}` : message };
    const kept = tried && tried.verdict !== "ok" ? tried : whole;
    const answer = kept.verdict === "ok" && (await chosen.leftBehind?.()) ? moved : kept;
    return [answer, { events, holder: holder ? failedBy(lockHeld(spec.name, holder), world.redact) : free }];
  } finally {
    await ledger.close();
  }
}

const moved: CheckupAnswer = {
  verdict: "warning",
  message:
    "An embedded ledger of earlier releases is in `.relspec/ledger.db`, and `ledger` keeps new ones elsewhere: `relspec history` shows only those.",
  fix: [
    "Set `ledger: sqlite` in the spec to go on with it.",
    "mv .relspec/ledger.db relspec-history.db   # keep it apart",
  ],
};

const free: CheckupAnswer = { verdict: "ok", message: "It is free." };
