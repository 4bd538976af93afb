import { coreGates } from "../../core/src/gate/core-gates.ts";
import { specSchema } from "../../core/src/spec/spec-schema.ts";
import { loadFirstParty } from "./first-party.ts";

/** The schema for editors that comes with the package: the spec with what every plugin that comes with relspec takes. */
export async function shippedSchema(): Promise<string> {
  return `${JSON.stringify(specSchema(await loadFirstParty(), coreGates), null, 2)}\n`;
}
