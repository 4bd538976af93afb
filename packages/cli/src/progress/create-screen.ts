import type { Style } from "../views/style.ts";
import type { Screen } from "./follow-run.ts";
import { plainScreen } from "./plain-screen.ts";

/** A moving view where there is a terminal to move it on, lines elsewhere. It goes to stderr, beside the result. */
export async function createScreen(style: Style): Promise<Screen> {
  const { env, stderr } = process;
  const moves = stderr.isTTY && !env["CI"] && env["TERM"] !== "dumb";
  if (!moves) return plainScreen(stderr, env, () => new Date());
  const { liveScreen } = await import("./live-screen.ts");
  return liveScreen(stderr, style, () => performance.now());
}
