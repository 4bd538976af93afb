import { canonicalJson } from "../model/digest.ts";
import type { Json } from "../model/json.ts";
import type { Statement } from "../model/proof.ts";

/** The text that is signed: the canonical form of the statement, with a line in front that no other text begins with. */
export function statementText(statement: Statement): string {
  return `relspec decision v1\n${canonicalJson(statement as unknown as Json)}\n`;
}
