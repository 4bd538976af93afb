import { createHash } from "node:crypto";
import type { Schema } from "../plugin/infer.ts";

/**
 * What a schema's validator is found by. Made of the text as it is and not of its canonical form, which takes longer than to
 * validate: a schema whose keys stand in another order is another one, and is compiled when it is used.
 */
export function schemaKey(schema: Schema): string {
  return createHash("sha256").update(JSON.stringify(schema)).digest("base64url").slice(0, 22);
}
