import type { Json } from "../model/json.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Section } from "./sections.ts";

/** Requirement, change, test, artifact: what belongs to what. */
export interface TraceData {
  readonly requirements: readonly {
    readonly id: string;
    readonly title: string;
    readonly must: boolean;
    readonly changes: readonly string[];
    /** How each test that it names ended; null where no report has told. */
    readonly tests: readonly { readonly name: string; readonly result: "passed" | "failed" | "skipped" | null }[];
  }[];
  readonly orphans: readonly { readonly commit: string; readonly subject: string }[];
  readonly artifacts: readonly {
    readonly package: string;
    readonly version: string;
    readonly step: string;
    readonly digests: readonly string[];
  }[];
}

export function traceData(record: ReleaseRecord): TraceData {
  const { plan } = record;
  const { requirements = [], orphans = [] } = plan.trace ?? {};
  const results = resultsIn(record);
  const subject = new Map(plan.changes.map((change) => [change.id, change.subject]));
  return {
    requirements: requirements.map(({ id, title, must, changes, tests }) => ({
      id,
      title,
      must,
      changes,
      tests: tests.map((name) => ({ name, result: results.get(name) ?? null })),
    })),
    orphans: orphans.map((commit) => ({ commit, subject: subject.get(commit) ?? "" })),
    artifacts: artifactsIn(record),
  };
}

/** From the gates that read reports of tests: the worst that any of them saw. */
function resultsIn({ gates }: ReleaseRecord): ReadonlyMap<string, "passed" | "failed" | "skipped"> {
  const found = new Map<string, "passed" | "failed" | "skipped">();
  for (const { evidence } of Object.values(gates)) {
    for (const [name, counts] of [...testsIn(evidence), ...requirementTestsIn(evidence)]) {
      const { passed = 0, failed = 0, skipped = 0 } = counts as Readonly<Record<string, number>>;
      const result = failed > 0 ? "failed" : passed > 0 ? "passed" : skipped > 0 ? "skipped" : undefined;
      if (result !== undefined && found.get(name) !== "failed") found.set(name, result);
    }
  }
  return found;
}

function testsIn(evidence: Json): readonly (readonly [string, Json])[] {
  return Object.entries(objectAt(evidence, "tests"));
}

function requirementTestsIn(evidence: Json): readonly (readonly [string, Json])[] {
  const list = objectOf(evidence)["requirements"];
  return Array.isArray(list) ? list.flatMap((each: Json) => Object.entries(objectAt(each, "tests"))) : [];
}

function objectAt(value: Json, key: string): { readonly [name: string]: Json } {
  return objectOf(objectOf(value)[key] ?? null);
}

function objectOf(value: Json): { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as { readonly [name: string]: Json })
    : {};
}

const digest = /\bsha256:[0-9a-f]{64}\b|\bsha(?:256|512)-[A-Za-z0-9+/]{43,88}={0,2}/g;

/** What steps have made, by the digests in their results. */
function artifactsIn({ plan, steps }: ReleaseRecord): TraceData["artifacts"] {
  return plan.stages
    .flatMap((stage) => stage.steps)
    .flatMap(({ id }) => {
      const found = steps[id];
      const digests = found?.state === "done" ? [...new Set(JSON.stringify(found.result ?? null).match(digest))] : [];
      if (digests.length === 0) return [];
      const named = plan.packages.find(({ name }) => id.endsWith(`:${name}`)) ?? plan.packages[0];
      return [{ package: named?.name ?? plan.name, version: named?.to ?? "", step: id, digests }];
    });
}

export function traceSections({ requirements, orphans, artifacts }: TraceData): readonly Section[] {
  return [
    {
      title: "Requirements",
      head: ["requirement", "title", "must", "changes", "tests", "state"],
      rows: requirements.map(({ id, title, must, changes, tests }) => [
        id,
        title,
        must ? "must" : "may",
        changes.map((commit) => commit.slice(0, 7)).join(", ") || "none",
        tests.map(({ name, result }) => `${name}: ${result ?? "no result"}`).join(", ") || "none named",
        stateOf(changes, tests),
      ]),
      none: "The spec names no requirements.",
    },
    {
      title: "Changes without a requirement",
      head: ["commit", "change"],
      rows: orphans.map(({ commit, subject }) => [commit.slice(0, 7), subject]),
      none: "None.",
    },
    {
      title: "Artifacts",
      head: ["package", "version", "made by", "digest"],
      rows: artifacts.map((each) => [each.package, each.version, each.step, each.digests.join(", ")]),
      none: "None yet.",
    },
  ];
}

function stateOf(changes: readonly string[], tests: TraceData["requirements"][number]["tests"]): string {
  if (changes.length === 0) return "not implemented";
  if (tests.some(({ result }) => result === "failed")) return "a test failed";
  return tests.every(({ result }) => result === "passed") ? "covered" : "not shown by all its tests";
}
