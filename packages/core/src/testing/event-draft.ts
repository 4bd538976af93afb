import type { EventDraft } from "../model/event.ts";
import { somebody } from "./plan-builder.ts";

/** A fact to append, about nothing in particular. */
export function eventDraft(given: Partial<EventDraft> = {}): EventDraft {
  return {
    type: "stage.started",
    release: "lib-1.1.0-00000000",
    at: "2026-01-02T03:04:05.000Z",
    actor: somebody,
    data: {},
    ...given,
  };
}
