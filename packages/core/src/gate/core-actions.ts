import type { Action } from "../plugin/action.ts";
import { verify } from "./verify-action.ts";

/** The actions that need no plugin: `relspec/NAME`. */
export const coreActions: Readonly<Record<string, Action>> = { verify };
