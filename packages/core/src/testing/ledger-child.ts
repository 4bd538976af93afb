// One process of its own for `describeLedger`: it opens the ledger by a module's function, claims, and appends, and prints each key
// once it is acknowledged. It is started with one argument, a JSON document, and may be killed anywhere.
import { isRelspecError } from "../errors/index.ts";
import { thisOwner } from "../ledger/owner.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Json } from "../model/json.ts";
import { eventDraft } from "./event-draft.ts";

interface Orders {
  readonly module: string;
  readonly export: string;
  readonly argument: Json;
  readonly scope: string;
  /** Begins each key. */
  readonly name: string;
  readonly events: number;
  /** Milliseconds. */
  readonly ttl: number;
}

const orders = JSON.parse(process.argv[2] ?? "") as Orders;
const module = (await import(orders.module)) as Record<string, (argument: Json) => Promise<Ledger>>;
const open = module[orders.export];
if (!open) throw new Error(`${orders.module} has no export ${orders.export}`);
const ledger = await open(orders.argument);
const epoch = await claim();
for (let n = 1; n <= orders.events; n++) {
  const key = `${orders.name}/${n}`;
  await ledger.append(orders.scope, epoch, key, eventDraft({ data: { n, filling: "x".repeat(n % 700) } }));
  process.stdout.write(`${key}\n`);
}
await ledger.yield(orders.scope, epoch);
await ledger.close();

/** Whoever comes second tries again. */
async function claim(): Promise<number> {
  for (;;) {
    try {
      return await ledger.claim(orders.scope, thisOwner(), orders.ttl);
    } catch (error) {
      if (!isRelspecError(error) || error.code !== "RS_LOCK_HELD") throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
