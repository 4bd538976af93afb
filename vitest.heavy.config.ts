import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** Crashes, races and loads: minutes, not seconds. Not merged: lists would be joined, and the base leaves these tests out. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["test/heavy/**/*.test.ts"],
    exclude: ["**/node_modules/**"],
    testTimeout: 40 * 60_000,
    fileParallelism: false,
  },
});
