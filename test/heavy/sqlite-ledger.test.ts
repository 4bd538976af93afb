import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeLedger } from "@relspec/core/testing";
import { describe, it } from "vitest";
import { openSqliteLedger } from "../../packages/core/src/ledger/open-sqlite-ledger.ts";

describeLedger({ describe, it }, "sqlite, with a long history and many writers", {
  many: 10_000,
  few: 200,
  start: async () => {
    const dir = await mkdtemp(join(tmpdir(), "relspec-ledger-"));
    const file = join(dir, "ledger.db");
    return {
      open: (clock = { now: () => new Date() }) => openSqliteLedger(file, clock),
      elsewhere: {
        module: new URL("../../packages/core/src/ledger/open-sqlite-ledger.ts", import.meta.url).href,
        export: "openSqliteLedger",
        argument: file,
      },
      close: () => rm(dir, { recursive: true, force: true }),
    };
  },
});
