import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { referencePage } from "../../packages/cli/src/reference-page.ts";
import { shippedSchema } from "../../packages/cli/build/shipped-schema.ts";

const root = join(import.meta.dirname, "../..");

describe("what is generated is fresh (else: npm run generate)", () => {
  it("docs/reference/cli.md", async () => {
    expect(readFileSync(join(root, "docs/reference/cli.md"), "utf8")).toBe(await referencePage());
  });

  it("packages/cli/schema.json", async () => {
    expect(readFileSync(join(root, "packages/cli/schema.json"), "utf8")).toBe(await shippedSchema());
  });
});
