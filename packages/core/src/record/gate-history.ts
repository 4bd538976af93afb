import type { Event } from "../model/event.ts";
import type { Verdict } from "../model/plan.ts";

/** What one release met at a gate. */
export interface GatePassage {
  /** Id of the release. */
  readonly release: string;
  readonly attempt: number;
  readonly version: string;
  /** Milliseconds from the first time the gate was closed to when it opened, or to the release's end; null while it waits. */
  readonly waited: number | null;
  readonly verdict: Verdict;
  /** The gate refused, or the release came to its end before the gate opened. */
  readonly stopped: boolean;
}

interface Draft {
  readonly release: string;
  readonly attempt: number;
  readonly version: string;
  closedAt: number | null;
  openedAt: number | null;
  endedAt: number | null;
  verdict: Verdict | null;
  refused: boolean;
}

/** Every release that came to a gate, in order, with what waiting there has cost it. Pure. */
export function gateHistory(events: readonly Event[], gate: string): readonly GatePassage[] {
  const all: Draft[] = [];
  const current = new Map<string, Draft>();
  for (const { type, release, at, data } of events) {
    const time = Date.parse(at);
    if (type === "release.opened") {
      const { plan, attempt } = data as {
        readonly plan?: { readonly release?: { readonly version?: string } | null };
        readonly attempt?: number;
      };
      const draft: Draft = {
        release,
        attempt: attempt ?? 1,
        version: plan?.release?.version ?? "",
        closedAt: null,
        openedAt: null,
        endedAt: null,
        verdict: null,
        refused: false,
      };
      all.push(draft);
      current.set(release, draft);
      continue;
    }
    const draft = current.get(release);
    if (!draft) continue;
    if (type === "release.closed") draft.endedAt = time;
    if (type !== "gate.evaluated" || data["gate"] !== gate) continue;
    draft.verdict = data["verdict"] as Verdict;
    const isOpen = draft.verdict === "pass" || draft.verdict === "waived";
    if (isOpen) draft.openedAt = time;
    else {
      draft.openedAt = null;
      draft.closedAt ??= time;
      if (draft.verdict !== "waiting") draft.refused = true;
    }
  }
  return all.flatMap((draft) => (draft.verdict === null ? [] : [passageOf(draft, draft.verdict)]));
}

function passageOf(
  { release, attempt, version, closedAt, openedAt, endedAt, refused }: Draft,
  verdict: Verdict,
): GatePassage {
  const end = openedAt ?? endedAt;
  const waited = closedAt === null ? 0 : end === null ? null : Math.max(0, end - closedAt);
  return { release, attempt, version, waited, verdict, stopped: refused || (openedAt === null && endedAt !== null) };
}
