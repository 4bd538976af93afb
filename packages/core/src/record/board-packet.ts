import { digestOf } from "../model/digest.ts";
import type { Json } from "../model/json.ts";
import type { Plan, PlannedStage } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import { hasFailed } from "../plan/risk-of.ts";

/** What a change advisory board gets to judge a release by. Of the plan and the record alone: no clock, no machine. */
export interface BoardPacket {
  readonly apiVersion: Plan["apiVersion"];
  readonly kind: "BoardPacket";
  /** `sha256:…` of all else in it but how gates stand. */
  readonly digest: string;
  /** Digest of the plan that is asked for. */
  readonly plan: string;
  readonly release: {
    readonly name: string;
    readonly version: string;
    readonly previous: string | null;
    readonly type: string;
    readonly channel: string | null;
    readonly commit: string;
  };
  readonly scope: {
    readonly packages: readonly { readonly name: string; readonly from: string | null; readonly to: string }[];
    readonly changes: readonly {
      readonly id: string;
      readonly header: string;
      readonly breaking: boolean;
      readonly authors: readonly string[];
    }[];
  };
  readonly risk: Plan["risk"];
  readonly reach: {
    readonly environments: readonly string[];
    readonly audiences: readonly { readonly name: string; readonly moment: string; readonly addresses: number }[];
    /** Other packages of the release that are there because they depend on one that changed. */
    readonly dependants: readonly string[];
    readonly irreversible: readonly { readonly step: string; readonly why: string }[];
  };
  readonly evidence: readonly {
    readonly gate: string;
    readonly kind: string;
    readonly because: string | null;
    readonly verdict: string;
    readonly missing: readonly string[];
  }[];
  readonly deployment: readonly { readonly stage: string; readonly steps: readonly string[] }[];
  readonly wayBack: {
    /** The version that is current until then. */
    readonly to: string | null;
    readonly command: string | null;
    readonly undone: readonly string[];
  };
  readonly conflicts: readonly string[];
  readonly lessons: readonly { readonly release: string; readonly what: string }[];
}

/** The packet of a plan. @param records of the line, for what went wrong before; the release itself among them or not. */
export function boardPacket(plan: Plan, records: readonly ReleaseRecord[]): BoardPacket {
  const steps = plan.stages.flatMap((stage) => stage.steps);
  const own = records.find(({ id }) => id === plan.release?.id);
  const packet: Omit<BoardPacket, "digest" | "evidence"> = {
    apiVersion: plan.apiVersion,
    kind: "BoardPacket",
    plan: plan.digest,
    release: {
      name: plan.name,
      version: plan.release?.version ?? "",
      previous: plan.release?.previous ?? null,
      type: plan.release?.type ?? "release",
      channel: plan.release?.channel ?? null,
      commit: plan.base.commit,
    },
    scope: {
      packages: plan.packages.map(({ name, from, to }) => ({ name, from, to })),
      changes: plan.changes.map(({ id, header, breaking, authors }) => ({
        id,
        header,
        breaking,
        authors: authors.map(({ name }) => name),
      })),
    },
    risk: plan.risk,
    reach: {
      environments: [
        ...new Set(plan.stages.flatMap(({ environment }) => (environment === undefined ? [] : [environment]))),
      ],
      audiences: plan.messages.map(({ audience, moment, to }) => ({ name: audience, moment, addresses: to.length })),
      dependants: plan.packages
        .filter(({ reasons }) => reasons.length > 0 && reasons.every(({ commit }) => commit === null))
        .map(({ name }) => name),
      irreversible: steps.flatMap(({ id, irreversible }) =>
        irreversible === undefined ? [] : [{ step: id, why: irreversible }],
      ),
    },
    deployment: plan.stages
      .filter((stage) => stage.steps.length > 0)
      .map((stage) => ({ stage: nameOf(stage), steps: stage.steps.map(({ summary }) => summary) })),
    wayBack: {
      to: plan.release?.previous ?? null,
      command: plan.release?.previous ? `relspec rollback ${plan.release.previous}` : null,
      undone: steps.filter(({ irreversible }) => irreversible === undefined).map(({ id }) => id),
    },
    conflicts: plan.warnings.filter(({ code }) => code === "calendar").map(({ message }) => message),
    lessons: records
      .toSorted(byOpening)
      .filter((each) => each.id !== own?.id && hasFailed(each))
      .slice(-5)
      .flatMap(lessonsOf),
  };
  const evidence = plan.stages
    .flatMap(({ gates }) => gates)
    .map(({ id, kind, because, verdict, missing }) => ({
      gate: id,
      kind,
      because: because ?? null,
      verdict: own?.gates[id]?.verdict ?? verdict,
      missing: own?.gates[id]?.missing ?? missing,
    }));
  const fixed = { ...packet, evidence: evidence.map(({ gate, kind, because }) => ({ gate, kind, because })) };
  return { ...packet, digest: digestOf(JSON.parse(JSON.stringify(fixed)) as Json), evidence };
}

function byOpening(one: ReleaseRecord, other: ReleaseRecord): number {
  const [a, b] = [one, other].map(({ openedAt, id }) => `${openedAt} ${id}`) as [string, string];
  return a < b ? -1 : a > b ? 1 : 0;
}

function lessonsOf(record: ReleaseRecord): readonly { readonly release: string; readonly what: string }[] {
  const { version, steps, outcome, plan } = record;
  const failed = Object.entries(steps).flatMap(([id, { error }]) => (error ? [`${id} failed: ${error.message}`] : []));
  const ended =
    plan.release?.type === "rollback"
      ? [`rolled back${plan.release.previous === null ? "" : ` from ${plan.release.previous}`}`]
      : outcome === "undone" || outcome === "rejected"
        ? [`it was ${outcome}`]
        : [];
  return [...ended, ...failed].map((what) => ({ release: version, what }));
}

function nameOf({ name, environment, ring }: PlannedStage): string {
  return [name, environment, ring].filter((part) => part !== undefined).join("/");
}
