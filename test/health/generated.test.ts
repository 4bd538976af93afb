import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { generatedPages } from "../../scripts/generated-pages.ts";
import { repository } from "./modules.ts";

it.each(Object.entries(generatedPages()))("%s is fresh (else: npm run generate)", (path, text) => {
  expect(readFileSync(join(repository, path), "utf8")).toBe(text);
});
