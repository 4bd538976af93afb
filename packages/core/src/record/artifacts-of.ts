import { digestOf } from "../model/digest.ts";
import type { Json } from "../model/json.ts";
import type { PlannedStage } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";

/** Something a step has made, told apart by its content. */
export interface Artifact {
  /** Full id of the step that made it. */
  readonly step: string;
  /** `sha256:…` of an image or a file, or npm's `sha512-…`. */
  readonly digest: string;
}

const keys = ["digest", "integrity", "sha256"] as const;
const shape = /^(?:sha(?:256|384|512)[:-])?[A-Za-z0-9+/=_-]{32,200}$/;

/** What the steps of some stages have made, as their results say, in the order of the plan. */
export function artifactsIn(record: ReleaseRecord, stages: readonly PlannedStage[]): readonly Artifact[] {
  return stages
    .flatMap((stage) => stage.steps)
    .flatMap(({ id }) => {
      const step = record.steps[id];
      const digest = step?.state === "done" ? digestIn(step.result) : null;
      return digest === null ? [] : [{ step: id, digest }];
    });
}

/** The one build of a release: what was made before anything is deployed. */
export function artifactsOf(record: ReleaseRecord): readonly Artifact[] {
  return artifactsIn(
    record,
    record.plan.stages.filter(({ name }) => name !== "deploy" && name !== "assess"),
  );
}

/**
 * What names the build as a whole: the digest of the only artifact; of several, the digest of their list; without any, the
 * digest of the commit and version, because that is what is deployed then.
 */
export function digestOfBuild(record: ReleaseRecord): string {
  const artifacts = artifactsOf(record);
  const [only] = artifacts;
  if (only && artifacts.length === 1) return only.digest;
  if (artifacts.length > 1) return digestOf(artifacts.map(({ step, digest }) => ({ step, digest })));
  return digestOf({ commit: record.plan.base.commit, version: record.version });
}

/** In a result, or in what a program printed as one. */
export function digestIn(result: Json): string | null {
  if (typeof result !== "object" || result === null || Array.isArray(result)) return null;
  const fields = result as { readonly [key: string]: Json };
  for (const key of keys) {
    const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (typeof value === "string" && shape.test(value)) return value;
  }
  return Object.hasOwn(fields, "output") ? digestIn(fields["output"] ?? null) : null;
}
