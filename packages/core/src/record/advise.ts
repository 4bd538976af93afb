import type { Advice } from "../model/advice.ts";
import type { Metrics } from "../model/metrics.ts";
import type { Notebook } from "../model/notebook.ts";
import type { Plan } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Spec } from "../model/spec.ts";
import { median } from "./metrics-of.ts";

export interface Advising {
  readonly spec: Spec;
  /** What would be released now. */
  readonly plan: Plan;
  readonly records: readonly ReleaseRecord[];
  readonly notebook: Notebook;
  readonly metrics: Metrics;
}

/** The five pitfalls, each checked on the project's own figures. Pure. */
export function advise(given: Advising): readonly Advice[] {
  return [size(given), promises(given), groups(given), waiting(given), versions(given)];
}

/** How many releases it takes before what they have in common says anything. */
const enough = 3;

/** A release too big to manage. */
function size({ plan, records, notebook, metrics }: Advising): Advice {
  const closed = records.filter(({ outcome, plan: { release } }) => outcome !== "open" && release?.type !== "rollback");
  const sizes = closed.map((record) => record.plan.changes.length);
  const usual = median(sizes);
  const failed = (record: ReleaseRecord): boolean =>
    record.outcome === "undone" ||
    record.attempt > 1 ||
    notebook.incidents.some(({ release }) => release === record.id);
  const rateOf = (some: readonly ReleaseRecord[]): number | null =>
    some.length === 0 ? null : Math.round((some.filter(failed).length / some.length) * 100) / 100;
  const big = rateOf(closed.filter((record) => record.plan.changes.length > (usual ?? 0)));
  const small = rateOf(closed.filter((record) => record.plan.changes.length <= (usual ?? 0)));
  const all = rateOf(closed);
  const now = plan.outcome === "release" ? plan.changes.length : 0;
  const figures = {
    changes: now,
    usual,
    failedOfAll: all,
    failedOfBig: big,
    failedOfSmall: small,
    releases: closed.length,
  };
  if (closed.length < enough || usual === null || all === null)
    return noData(
      "size",
      `${closed.length} of the ${enough} releases are on record that it takes to compare sizes.`,
      figures,
    );
  const percent = (rate: number | null): string => (rate === null ? "–" : `${Math.round(rate * 100)} %`);
  const facts = `This release has ${now} changes, where ${usual} are usual. ${percent(all)} of ${closed.length} releases failed; of those above the usual size ${percent(big)}, of the others ${percent(small)}.`;
  const isBig = now > 2 * Math.max(1, usual);
  const fails = all >= 0.15 || (big ?? 0) > (small ?? 0);
  if (isBig && fails)
    return {
      pitfall: "size",
      verdict: "advice",
      message: facts,
      suggestion:
        "Release what is ready in smaller parts: merge and run more often, or keep risky changes for a release of their own.",
      figures: { ...figures, changeFailRate: metrics.dora.changeFailRate.value },
    };
  return good("size", facts, figures);
}

/** What users can rely on was never designed. */
function promises({ spec, records }: Advising): Advice {
  const supported = spec.tracks.filter(({ support }) => support !== null).length;
  const rhythm = spec.tracks.filter(({ cadence }) => cadence > 0).length;
  const figures = {
    audiences: spec.audiences.length,
    tracks: spec.tracks.length,
    tracksWithSupport: supported,
    tracksWithCadence: rhythm,
    releases: records.length,
  };
  const missing = [
    ...(spec.audiences.length === 0 ? ["who is told (`audiences`)"] : []),
    ...(supported === 0 ? ["how long a version is supported (`tracks`, `support`)"] : []),
    ...(rhythm === 0 ? ["how often releases come (`tracks`, `cadence`)"] : []),
  ];
  if (missing.length === 0) return good("promises", "Audiences, support and cadence are in the spec.", figures);
  return {
    pitfall: "promises",
    verdict: "advice",
    message: `The spec does not say ${missing.join(", nor ")}.`,
    suggestion:
      "Add for example `tracks: { default: { cadence: P14D, support: P365D } }`, then see `relspec support --at DATE`.",
    figures,
  };
}

/** Users who want new things and users who want none get the same releases. */
function groups({ spec, records }: Advising): Advice {
  const released = records.filter(({ outcome }) => outcome === "released");
  const channels = new Set(released.map(({ plan }) => plan.release?.channel ?? "default"));
  const majors = released.filter(({ plan }) => plan.release?.bump === "major" && plan.release.previous !== null).length;
  const promised = spec.tracks.filter(({ promise }) => promise !== "none").length;
  const figures = {
    tracks: spec.tracks.length,
    promised,
    channels: channels.size,
    breaking: majors,
    releases: released.length,
  };
  if (spec.tracks.length > 1)
    return good("groups", `${spec.tracks.length} tracks keep groups of users apart.`, figures);
  if (released.length < enough) return noData("groups", `${released.length} releases are on record.`, figures);
  const share = Math.round((majors / released.length) * 100);
  if (channels.size <= 1 && share < 20)
    return good(
      "groups",
      `One track is enough for ${released.length} releases of which ${majors} broke anything.`,
      figures,
    );
  return {
    pitfall: "groups",
    verdict: "advice",
    message: `Releases go to ${channels.size === 1 ? "one channel" : `${channels.size} channels`}, ${share} % of them broke something, and no track says which users get what.`,
    suggestion: "Describe each group as a track: `tracks: { fast: {}, stable: { promise: no-breaking, soak: P7D } }`.",
    figures,
  };
}

/** Time goes into waiting. */
function waiting({ metrics }: Advising): Advice {
  const { waiting: idle, working } = metrics.time;
  const total = (idle.value ?? 0) + (working.value ?? 0);
  const [gate] = metrics.gates;
  const figures = {
    waitingSeconds: idle.value,
    workingSeconds: working.value,
    costliestGateSeconds: gate?.waited ?? null,
  };
  if (total === 0) return noData("waiting", "No release has taken any time yet.", figures);
  const share = Math.round(((idle.value ?? 0) / total) * 100);
  const facts = `${share} % of the time of releases is waiting${gate && gate.waited > 0 ? `; the gate ${gate.gate} has cost most: ${Math.round(gate.waited / 60)} minutes in ${gate.blocked} releases, and said no ${gate.refused} times` : ""}.`;
  if (share <= 50) return good("waiting", facts, figures);
  const suggestion =
    gate?.refused === 0
      ? `It has never said no: see \`relspec explain gate ${gate.gate}\`, and ask whether it is needed.`
      : "Ask for it earlier, or of more people.";
  return { pitfall: "waiting", verdict: "advice", message: facts, suggestion, figures };
}

/** Versions that nobody can rely on. */
function versions({ spec, plan }: Advising): Advice {
  const unread = plan.warnings.filter(({ code }) => code === "RS_PLAN_COMMIT").length;
  const untyped = plan.changes.filter(({ type }) => type === undefined || type === null).length;
  const local = plan.warnings.filter(({ code }) => code === "RS_PLAN_LOCAL").length;
  const figures = { changes: plan.changes.length, untyped, unread, local, branches: spec.version.branches.length };
  const found = [
    ...(untyped > 0 ? [`${untyped} of ${plan.changes.length} changes do not say what kind of change they are`] : []),
    ...(unread > 0 ? [`${unread} commits may not be read as they were meant`] : []),
    ...(local > 0 ? ["tags stay in this clone"] : []),
    ...(spec.version.strategy.includes("manual") ? ["versions are written by hand"] : []),
  ];
  if (found.length === 0)
    return good("versions", "Versions come from the changes, on branches that the spec names.", figures);
  return {
    pitfall: "versions",
    verdict: "advice",
    message: `${found.join("; ")}.`,
    suggestion: "relspec explain version",
    figures,
  };
}

function good(pitfall: Advice["pitfall"], message: string, figures: Advice["figures"]): Advice {
  return { pitfall, verdict: "good", message, suggestion: null, figures };
}

function noData(pitfall: Advice["pitfall"], message: string, figures: Advice["figures"]): Advice {
  return { pitfall, verdict: "no-data", message, suggestion: null, figures };
}
