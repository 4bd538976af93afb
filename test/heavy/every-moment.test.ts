import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asBen, type Demo, openDemo } from "./release-demo.ts";

/** How many kills there are at the least for each ledger, time allowing; every moment is met once in any case. */
const wanted = Number(process.env["RELSPEC_KILLS"] ?? 160);
/** Milliseconds after which no further pass is begun. */
const patience = 6 * 60_000;

const preload = pathToFileURL(join(import.meta.dirname, "kill-at.ts")).href;
const killedAt = (moment: string) => ({ NODE_OPTIONS: `--import=${preload}`, RELSPEC_KILL_AT: moment });

describe.each(["sqlite", "git"] as const)("with the ledger %s", (ledger) => {
  let demo: Demo;
  beforeAll(async () => void (demo = await openDemo(ledger)));
  afterAll(() => demo.close());
  const met = { "before a record": 0, "after a record": 0, "at a touch of the outside": 0 };

  /** Whether the release at hand waits for the approval, as its record says. */
  async function waits(): Promise<boolean> {
    const events = await demo.events();
    const mine = events.slice(
      Math.max(
        events.findLastIndex(({ type }) => type === "release.opened"),
        0,
      ),
    );
    return (
      mine.some(({ type, data }) => type === "gate.evaluated" && data["verdict"] === "waiting") &&
      !mine.some(({ type }) => type === "approval.given")
    );
  }

  /** One process of the release at hand, the one it needs now, killed at a moment if it comes to it. */
  async function step(moment: string): Promise<"killed" | "ended"> {
    const approves = await waits();
    const args = approves ? ["approve", "product-manager", "--json"] : ["run", "--json"];
    const { killed, stderr, stdout } = await demo.call(args, { ...(approves && asBen), ...killedAt(moment) });
    expect(stderr + stdout).not.toContain("RS_BUG");
    return killed ? "killed" : "ended";
  }

  const isClosed = async (release: string): Promise<boolean> =>
    (await demo.events()).some((event) => event.release === release && event.type === "release.closed");

  /** Each write of events, once killed before it and once after it, so that each process comes one write further. */
  async function atEveryRecord(): Promise<void> {
    const { plan, before } = await demo.begin();
    for (let writes = 0; !(await isClosed(plan.release?.id ?? "")); writes++) {
      expect(writes, "writes of one release").toBeLessThan(100);
      if ((await step("before-record:1")) === "killed") met["before a record"] += 1;
      if ((await step("after-record:1")) === "killed") met["after a record"] += 1;
    }
    await demo.finish(before);
    await demo.expectOnce(plan, before);
  }

  /**
   * A release whose run is killed at its nth touch of the outside, once on the way to the approval and once after it; false
   * when neither run has that many.
   */
  async function atTouch(nth: number): Promise<boolean> {
    const { plan, before } = await demo.begin();
    let killed = (await step(`touch:${nth}`)) === "killed" ? 1 : 0;
    while (!(await waits())) await step("touch:0");
    await step("touch:0");
    if ((await step(`touch:${nth}`)) === "killed") killed += 1;
    met["at a touch of the outside"] += killed;
    await demo.finish(before);
    await demo.expectOnce(plan, before);
    return killed > 0;
  }

  it("SIGKILLs before and after every record and at every touch of the outside leave every effect exactly once", async () => {
    const begun = performance.now();
    const isTime = (): boolean => performance.now() - begun < patience;
    await atEveryRecord();
    // The first touches are met whatever the time, so that a slow machine sees each kind of moment too.
    for (let nth = 1; (await atTouch(nth)) && (nth < 10 || isTime()); nth += 1);
    while (demo.seen.kills < wanted && isTime()) await atEveryRecord();
    // So that a preload that no longer finds the ledger's writes is seen.
    expect(met["before a record"]).toBeGreaterThanOrEqual(10);
    expect(met["after a record"]).toBeGreaterThanOrEqual(10);
    expect(met["at a touch of the outside"]).toBeGreaterThanOrEqual(10);
    await demo.expectHistory();
    const seconds = Math.round((performance.now() - begun) / 1000);
    console.log(`every moment, ledger ${ledger}: ${JSON.stringify({ ...met, ...demo.seen })} in ${seconds} s`);
  });
});
