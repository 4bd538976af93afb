import type { GateKind } from "../plugin/gate.ts";
import { aims } from "./aims.ts";
import { approval } from "./approval.ts";
import { command } from "./command.ts";
import { enablement } from "./enablement.ts";
import { feedback } from "./feedback.ts";
import { fixes } from "./fixes.ts";
import { http } from "./http.ts";
import { leadTime } from "./lead-time.ts";
import { quality } from "./quality.ts";
import { release } from "./release.ts";
import { requires } from "./requires.ts";
import { trial } from "./trial.ts";
import { soak } from "./soak.ts";
import { carryOvers, lessons } from "./settled.ts";
import { track } from "./track.ts";
import { freeze, window } from "./window.ts";

/** The kinds of gates that need no plugin. */
export const coreGates: Readonly<Record<string, GateKind>> = {
  approval,
  command,
  quality,
  http,
  requires,
  enablement,
  feedback,
  trial,
  fixes,
  window,
  freeze,
  soak,
  "lead-time": leadTime,
  release,
  aims,
  track,
  lessons,
  "carry-overs": carryOvers,
};
