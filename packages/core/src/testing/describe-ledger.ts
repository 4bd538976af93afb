import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { auditLedger } from "../ledger/audit-ledger.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { thisOwner } from "../ledger/owner.ts";
import { verifyChain } from "../ledger/verify-chain.ts";
import type { Json } from "../model/json.ts";
import { eventDraft } from "./event-draft.ts";
import type { Runner } from "./runner.ts";

/** One place for events, empty at first, and the ways into it. */
export interface LedgerPlace {
  /** Open it once more: another ledger on the same events, as another run would. */
  open(clock?: { readonly now: () => Date }): Promise<Ledger>;
  /**
   * How another process opens it: `export` of the module (a `file:` URL) is called with `argument` and gives the ledger.
   * Absent for a store that lives in one process; then nothing is shown about several.
   */
  readonly elsewhere?: { readonly module: string; readonly export: string; readonly argument: Json };
  /** Ways to damage what is kept, by a sentence; each must be found. It is called with nobody having it open. */
  readonly damages?: Readonly<Record<string, (scope: string) => Promise<void> | void>>;
  close(): Promise<void>;
}

export interface LedgerSuite {
  readonly start: () => Promise<LedgerPlace>;
  /** How many events make a long history; default 10,000. Less only where each write costs a round trip. */
  readonly many?: number;
  /** How many events a process appends where several or killed ones are at work; default 40. */
  readonly few?: number;
}

const scope = "lib";
const hour = 3_600_000;

/** Conformance of a ledger: what the engine relies on so that nothing is lost, done twice, or changed unseen. */
export function describeLedger({ describe, it }: Runner, name: string, suite: LedgerSuite): void {
  const { many = 10_000, few = 40 } = suite;
  const withPlace =
    (work: (place: LedgerPlace, ledger: Ledger) => Promise<void>, clock?: { now: () => Date }) => async () => {
      const place = await suite.start();
      const ledger = await place.open(clock);
      try {
        await work(place, ledger);
      } finally {
        await ledger.close();
        await place.close();
      }
    };
  const code = (wanted: string) => (error: unknown) => (error as { code?: string }).code === wanted;
  const somewhere = () => ({ ...thisOwner(), host: "another.example" });

  describe(`the ledger ${name}`, () => {
    it(
      "begins empty, and knows no scope",
      withPlace(async (_, ledger) => {
        assert.deepEqual(await ledger.load(scope), []);
        assert.deepEqual(await ledger.scopes(), []);
        assert.equal(await ledger.holder(scope), null);
      }),
    );

    it(
      "gives events back as they were appended, numbered from 1, each chained to the one before",
      withPlace(async (place, ledger) => {
        const epoch = await ledger.claim(scope, thisOwner(), hour);
        const data = [{ text: "ö \u0000 {{x}} $(id) \u001b[31m" }, { __proto__x: 1, deep: [{ a: null }, 1.5, -0] }, {}];
        for (const [index, each] of data.entries()) {
          assert.equal(await ledger.append(scope, epoch, `key/${index}`, eventDraft({ data: each })), "fresh");
        }
        await ledger.flush?.(scope, epoch);
        const other = await place.open();
        const events = await other.load(scope);
        await other.close();
        assert.deepEqual(
          events.map(({ seq, key }) => [seq, key]),
          data.map((_each, index) => [index + 1, `key/${index}`]),
        );
        assert.deepEqual(
          events.map((event) => event.data),
          JSON.parse(JSON.stringify(data)),
        );
        assert.deepEqual(verifyChain(events), { intact: true, head: events.at(-1)?.hash });
        assert.equal(new Set(events.map(({ id }) => id)).size, data.length);
        assert.deepEqual(
          (await ledger.load(scope, 2)).filter(({ seq }) => seq > 2),
          events.slice(2),
        );
        assert.deepEqual(await ledger.scopes(), [scope]);
      }),
    );

    it(
      "takes a key once, whoever comes with it and whatever the event says then",
      withPlace(async (_, ledger) => {
        const epoch = await ledger.claim(scope, thisOwner(), hour);
        await ledger.append(scope, epoch, "once", eventDraft({ data: { n: 1 } }));
        assert.equal(await ledger.append(scope, epoch, "once", eventDraft({ data: { n: 2 } })), "duplicate");
        await ledger.flush?.(scope, epoch);
        await ledger.yield(scope, epoch);
        const next = await ledger.claim(scope, thisOwner(), hour);
        assert.equal(await ledger.append(scope, next, "once", eventDraft({ data: { n: 3 } })), "duplicate");
        assert.deepEqual(
          (await ledger.load(scope)).map(({ data }) => data),
          [{ n: 1 }],
        );
      }),
    );

    it(
      "keeps scopes apart",
      withPlace(async (_, ledger) => {
        for (const each of ["a", "b/c", "ü ..", "__proto__"]) {
          const epoch = await ledger.claim(each, thisOwner(), hour);
          await ledger.append(each, epoch, "key", eventDraft({ data: { scope: each } }));
          await ledger.flush?.(each, epoch);
        }
        for (const each of ["a", "b/c", "ü ..", "__proto__"]) {
          assert.deepEqual(
            (await ledger.load(each)).map(({ data, seq }) => [seq, data]),
            [[1, { scope: each }]],
          );
        }
        assert.deepEqual([...(await ledger.scopes())].sort(), ["a", "b/c", "ü ..", "__proto__"].sort());
      }),
    );

    it(
      "lets one hold a scope, and tells the others who it is",
      withPlace(async (place, ledger) => {
        const owner = thisOwner();
        const epoch = await ledger.claim(scope, owner, hour);
        const other = await place.open();
        await assert.rejects(other.claim(scope, thisOwner(), hour), (error: { code?: string; details?: unknown }) => {
          assert.equal(error.code, "RS_LOCK_HELD");
          assert.partialDeepStrictEqual(error.details, { scope, host: owner.host, pid: owner.pid });
          return true;
        });
        assert.partialDeepStrictEqual(await other.holder(scope), { epoch, owner: { id: owner.id } });
        await ledger.renew(scope, epoch, hour);
        await ledger.yield(scope, epoch);
        assert.equal(await other.holder(scope), null);
        assert.ok((await other.claim(scope, thisOwner(), hour)) > epoch);
        await other.close();
      }),
    );

    it("refuses whoever has given the claim back or was taken over, and takes nothing from them", async () => {
      let time = Date.parse("2030-01-01T00:00:00Z");
      await withPlace(
        async (_, ledger) => {
          const old = await ledger.claim(scope, somewhere(), 1000);
          await ledger.append(scope, old, "kept", eventDraft());
          await ledger.flush?.(scope, old);
          time += 2000;
          const young = await ledger.claim(scope, somewhere(), hour);
          assert.ok(young > old);
          await assert.rejects(
            ledger.append(scope, old, "late", eventDraft()).then(() => ledger.flush?.(scope, old)),
            code("RS_LOCK_FENCED"),
          );
          await assert.rejects(ledger.renew(scope, old, hour), code("RS_LOCK_FENCED"));
          await ledger.yield(scope, old);
          assert.equal((await ledger.holder(scope))?.epoch, young);
          await ledger.append(scope, young, "next", eventDraft());
          await ledger.flush?.(scope, young);
          await ledger.yield(scope, young);
          await assert.rejects(
            ledger.append(scope, young, "after", eventDraft()).then(() => ledger.flush?.(scope, young)),
            code("RS_LOCK_FENCED"),
          );
          assert.deepEqual(
            (await ledger.load(scope)).map(({ key }) => key),
            ["kept", "next"],
          );
        },
        { now: () => new Date(time) },
      )();
    });

    it(
      "takes a scope over from a process of this machine that has ended, before its time is up",
      withPlace(async (_, ledger) => {
        const gone = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
        const pid = gone.pid ?? 0;
        await once(gone, "exit");
        await ledger.claim(scope, { ...thisOwner(), pid, born: null }, hour);
        assert.equal(await ledger.holder(scope), null);
        assert.ok(await ledger.claim(scope, thisOwner(), hour));
      }),
    );

    it(
      `keeps ${many} events in one chain`,
      withPlace(async (_, ledger) => {
        const epoch = await ledger.claim(scope, thisOwner(), hour);
        for (let n = 1; n <= many; n++)
          await ledger.append(scope, epoch, `k/${n}`, eventDraft({ data: { n } }), { soon: n < many });
        await ledger.flush?.(scope, epoch);
        const events = await ledger.load(scope);
        assert.equal(events.length, many);
        assert.ok(events.every(({ data }, index) => data["n"] === index + 1));
        assert.partialDeepStrictEqual(await auditLedger(ledger, scope), { intact: true, events: many });
      }),
    );

    it("finds every damage, and says so instead of giving the events", async () => {
      const first = await suite.start();
      const damages = Object.keys(first.damages ?? {});
      await first.close();
      for (const damage of damages) {
        const place = await suite.start();
        const ledger = await place.open();
        const epoch = await ledger.claim(scope, thisOwner(), hour);
        for (const n of [1, 2, 3, 4]) await ledger.append(scope, epoch, `k/${n}`, eventDraft({ data: { n } }));
        await ledger.yield(scope, epoch);
        await ledger.close();
        await place.damages?.[damage]?.(scope);
        await assert.rejects(
          async () => {
            const again = await place.open();
            try {
              await again.load(scope);
            } finally {
              await again.close();
            }
          },
          code("RS_LEDGER_CORRUPT"),
          damage,
        );
        await place.close();
      }
    });

    it(
      "lets processes that come at the same moment in one after the other, and loses nothing of any",
      withPlace(async (place, ledger) => {
        if (!place.elsewhere) return;
        const names = ["a", "b", "c", "d"];
        const ends = names.map((each) => endOf(childOf(place, { name: each, events: few, ttl: hour })));
        for (const { code: exit, said, errors } of await Promise.all(ends)) {
          assert.equal(exit, 0, errors);
          assert.equal(said.length, few);
        }
        const events = await ledger.load(scope);
        assert.equal(verifyChain(events).intact, true);
        assert.equal(events.length, names.length * few);
        // Who holds the scope is alone in it until it is given back.
        const order = events.map(({ key }) => key.split("/")[0]);
        assert.equal(order.filter((each, index) => each !== order[index - 1]).length, names.length);
      }),
    );

    it(
      "loses no acknowledged event and tears none when a process is killed while it appends",
      withPlace(async (place, ledger) => {
        if (!place.elsewhere) return;
        for (const round of [1, 2, 3]) {
          const child = childOf(place, { name: `round-${round}`, events: 1_000_000, ttl: hour });
          const end = endOf(child);
          let lines = 0;
          child.stdout?.on("data", (chunk: Buffer) => {
            lines += chunk.toString().split("\n").length - 1;
            if (lines >= (few * round) / 2) child.kill("SIGKILL");
          });
          const { said, signal, errors } = await end;
          assert.equal(signal, "SIGKILL", errors);
          const events = await ledger.load(scope);
          assert.equal(verifyChain(events).intact, true);
          const kept = new Set(events.map(({ key }) => key));
          assert.deepEqual(
            said.filter((key) => !kept.has(key)),
            [],
          );
          // One at the most was kept whose acknowledgement was lost.
          const own = events.filter(({ key }) => key.startsWith(`round-${round}/`));
          assert.ok(own.length - said.length <= 1, `${own.length} kept, ${said.length} acknowledged`);
          const epoch = await ledger.claim(scope, thisOwner(), hour);
          await ledger.append(scope, epoch, `after-${round}`, eventDraft());
          await ledger.flush?.(scope, epoch);
          await ledger.yield(scope, epoch);
        }
      }),
    );
  });
}

function childOf({ elsewhere }: LedgerPlace, orders: { name: string; events: number; ttl: number }): ChildProcess {
  // The kit's own sources run as they are, its build as it is.
  const source = import.meta.url.endsWith(".ts");
  const script = fileURLToPath(new URL(source ? "./ledger-child.ts" : "./ledger-child.js", import.meta.url));
  const argv = [...(source ? ["--conditions=source"] : []), script, JSON.stringify({ ...elsewhere, ...orders, scope })];
  return spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"] });
}

interface End {
  readonly code: number | null;
  readonly signal: string | null;
  /** Keys that were acknowledged, whole lines only. */
  readonly said: readonly string[];
  readonly errors: string;
}

async function endOf(child: ChildProcess): Promise<End> {
  let out = "";
  let errors = "";
  child.stdout?.on("data", (chunk: Buffer) => void (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => void (errors += chunk.toString()));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return { code, signal, said: out.split("\n").slice(0, -1), errors };
}
