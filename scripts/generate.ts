// Writes what is derived from tables in the code: `npm run generate`. A health test fails when a page is stale.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedPages } from "./generated-pages.ts";

for (const [path, text] of Object.entries(generatedPages())) {
  writeFileSync(join(import.meta.dirname, "..", path), text);
  console.log(path);
}
