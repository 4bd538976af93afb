import { describe, it } from "vitest";
import { describeLedger } from "./describe-ledger.ts";
import { memoryLedger } from "./memory-ledger.ts";

describeLedger({ describe, it }, "in memory", {
  start: async () => {
    let time = () => new Date();
    const ledger = memoryLedger({ now: () => time() });
    return {
      open: async (clock) => {
        if (clock) time = clock.now;
        return ledger;
      },
      close: async () => undefined,
    };
  },
});
