import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** Crashes, races and loads: minutes, not seconds. */
export default mergeConfig(
  base,
  defineConfig({
    test: {
      include: ["test/heavy/**/*.test.ts"],
      exclude: ["**/node_modules/**"],
      testTimeout: 40 * 60_000,
      fileParallelism: false,
    },
  }),
);
