import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { chooseLedger } from "./choose-ledger.ts";
import type { Ledger } from "./model/ledger.ts";
import type { ReleaseRecord } from "./model/record.ts";
import type { LedgerSpec } from "./model/spec.ts";
import type { Project } from "./open-project.ts";
import { foldRecords } from "./record/fold-records.ts";

/** Reads the releases of another line, from the ledger of this one or another. Reading never makes a ledger. */
export type ReleasesOf = (name: string, ledger?: LedgerSpec) => Promise<readonly ReleaseRecord[]>;

/** @throws `RS_LEDGER_…`, `RS_SPEC_INVALID` for a store that no plugin offers. */
export function releasesOf(project: Project): ReleasesOf {
  return async (name, ledger = project.spec.ledger) => {
    const found = await openOther(project, name, ledger);
    try {
      return foldRecords((await found?.load(name)) ?? []);
    } finally {
      await found?.close();
    }
  };
}

async function openOther(project: Project, name: string, ledger: LedgerSpec): Promise<Ledger | null> {
  const { world, spec } = project;
  const file = ledger.store === "sqlite" ? ledger.options["value"] : undefined;
  if (typeof file === "string") {
    const path = resolve(world.root, file);
    if (!existsSync(path)) return null;
    const { openSqliteLedger } = await import("./ledger/open-sqlite-ledger.ts");
    return openSqliteLedger(path, { now: world.now });
  }
  const chosen = await chooseLedger({ ...project, spec: { ...spec, name, ledger } }, "remote");
  return (await chosen.isThere()) ? chosen.open() : null;
}
