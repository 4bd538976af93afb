import type { GateKind } from "../plugin/gate.ts";
import { approval } from "./approval.ts";
import { command } from "./command.ts";
import { coverage } from "./coverage.ts";
import { http } from "./http.ts";
import { quality } from "./quality.ts";
import { requires } from "./requires.ts";
import { freeze, window } from "./window.ts";

/** The kinds of gates that need no plugin. */
export const coreGates: Readonly<Record<string, GateKind>> = {
  approval,
  coverage,
  command,
  quality,
  http,
  requires,
  window,
  freeze,
};
