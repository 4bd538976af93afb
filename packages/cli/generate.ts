// Writes what is derived from the commands and schemas: the reference page of the command line, and the schema that comes
// with the package. Tests fail when one is stale.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { referencePage } from "./src/reference-page.ts";
import { shippedSchema } from "./build/shipped-schema.ts";

const root = join(import.meta.dirname, "../..");
writeFileSync(join(root, "docs/reference/cli.md"), await referencePage());
writeFileSync(join(import.meta.dirname, "schema.json"), await shippedSchema());
