import { createContext, runInContext } from "node:vm";

/** Milliseconds. What is in proportion to its input needs a thousandth of it, even on a busy machine. */
const patience = 120_000;

/**
 * Call something synchronous that must not hang: what goes on for two minutes is stopped, also in the middle of a regular
 * expression, where no test runner could. It is no measure of speed.
 * @returns true, to be asserted.
 * @throws what it throws; an error of Node's when it was stopped.
 */
export function comesToAnEnd(work: () => void): true {
  runInContext("work()", createContext({ work }), { timeout: patience });
  return true;
}
