import { defineConfig } from "vitest/config";

const source = { conditions: ["source", "module", "node", "import", "default"] };

export default defineConfig({
  // Tests run from the sources: the workspace's packages name theirs under the export condition `source`.
  resolve: source,
  ssr: { resolve: source },
  test: {
    include: ["packages/**/src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "test/heavy/**"],
    // In CI a real server on a busy machine gets a second chance; at one's own desk a test that fails now and then is seen.
    retry: process.env["CI"] ? 1 : 0,
    // Bounds against hanging, not measurements: a busy machine takes its time.
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
