/**
 * What the kit needs of a test runner: vitest, `node:test`, Mocha and Jest all have these two. They are handed in, so that the
 * kit depends on no runner and asserts with Node's own `node:assert`:
 *
 *     import { describe, it } from "vitest";
 *     describeAction({ describe, it }, "acme/upload", { start });
 *
 * A suite talks to a real counterpart, so give the runner's timeout some room (vitest: `testTimeout: 30_000`).
 */
export interface Runner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
}
