import { defineConfig } from "vitest/config";

const source = { conditions: ["source", "module", "node", "import", "default"] };

export default defineConfig({
  // Tests run from the sources: the workspace's packages name theirs under the export condition `source`.
  resolve: source,
  ssr: { resolve: source },
  test: {
    include: ["packages/**/src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "test/heavy/**"],
    // Bounds against hanging, not measurements: a busy machine takes its time.
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
