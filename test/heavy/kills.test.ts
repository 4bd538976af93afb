import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ended, Moment } from "./kill-run.ts";
import { type Demo, openDemo } from "./release-demo.ts";
import { seeded } from "./seeded.ts";

/** `RELSPEC_SEED=123 npm run test:heavy` meets the same moments again; `RELSPEC_KILLS` is how many there are. */
const seed = Number(process.env["RELSPEC_SEED"] ?? Date.now() % 1_000_000);
const wanted = Number(process.env["RELSPEC_KILLS"] ?? 100);
/** Milliseconds; more would be no test that anybody runs. */
const patience = 8 * 60_000;
/** Kills of one release at the most, so that there are many releases, and not one that begins again and again. */
const perRelease = 8;

const random = seeded(seed);
const below = (limit: number): number => Math.floor(random() * limit);

/** One suite for each place of the ledger: the project's own folder, and the remote of machines that do not last. */
describe.each(["sqlite", "git"] as const)("with the ledger %s", (ledger) => {
  let demo: Demo;
  beforeAll(async () => void (demo = await openDemo(ledger)));
  afterAll(() => demo.close());

  /** How long one undisturbed run takes, in milliseconds; learnt on the way. */
  let usual = 3000;

  /** Half of the moments are anywhere in time, half are close to when a server has just done something that stays. */
  function anyMoment(): Moment {
    return random() < 0.5
      ? { kind: "clock", after: below(usual) }
      : { kind: "touch", nth: 1 + below(2), after: below(8) };
  }

  /** Calls relspec until it is not killed. */
  async function persist(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
    const limit = args[0] === "run" ? perRelease : 1;
    for (let killed = 0; ; killed++) {
      const moment = killed < limit && demo.seen.kills < wanted ? anyMoment() : null;
      const ended = await demo.call(args, env, moment);
      if (ended.killed) continue;
      if (killed > 0) usual = Math.max(1000, Math.min(usual, ended.milliseconds * 1.5));
      return ended;
    }
  }

  it(`SIGKILLs at random moments leave every effect exactly once (RELSPEC_SEED=${seed})`, async () => {
    console.log(`RELSPEC_SEED=${seed}, ledger ${ledger}`);
    const begun = performance.now();
    const { seen } = demo;
    while (seen.kills < wanted && performance.now() - begun < patience) {
      const { plan, before } = await demo.begin();
      await demo.finish(before, persist);
      await demo.expectOnce(plan, before);
    }
    // A slow machine has fewer kills in its time, and says how many.
    expect(seen.kills).toBeGreaterThanOrEqual(Math.min(wanted, 20));
    await demo.expectHistory();
    console.log(`ledger ${ledger}: ${JSON.stringify(seen)} in ${Math.round((performance.now() - begun) / 1000)} s`);
  });
});
