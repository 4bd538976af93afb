import type { Json, JsonObject } from "@relspec/core";
import type { Account } from "./migration.ts";

/** What one of semantic-release's plugins is in a spec. */
export interface Part {
  readonly plugins?: Readonly<Record<string, JsonObject>>;
  readonly version?: JsonObject;
  readonly notes?: JsonObject;
  readonly gates?: readonly Json[];
  readonly steps?: Readonly<Record<string, readonly Json[]>>;
}

export type PartReader = (options: Readonly<Record<string, unknown>>, account: Account) => Part;
