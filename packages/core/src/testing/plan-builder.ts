import type { Change, Commit } from "../model/change.ts";
import { digestOf } from "../model/digest.ts";
import type { Actor } from "../model/event.ts";
import type { Json } from "../model/json.ts";
import type { NotesSpec } from "../model/notes-spec.ts";
import type {
  Plan,
  PlanBase,
  PlannedGate,
  PlannedPackage,
  PlannedRelease,
  PlannedStage,
  PlannedStep,
} from "../model/plan.ts";
import { apiVersion, type Spec, type StageName, stageNames, type StageSpec } from "../model/spec.ts";
import type { PackageFact, PlanningFacts } from "../plugin/facts.ts";

// Whole nouns from the parts a test cares about; everything else has a plain, fixed value.

const commitId = "c0ffee0000000000000000000000000000000001";
const date = "2026-01-02T03:04:05Z";

export const somebody: Actor = { kind: "human", name: "Ana", email: "ana@example.com", proof: "claimed" };

export function planBase(given: Partial<PlanBase> = {}): PlanBase {
  return { commit: commitId, branch: "main", date, ...given };
}

export function commit(given: Partial<Commit> = {}): Commit {
  return {
    id: commitId,
    parents: [],
    author: { name: "Ana", email: "ana@example.com" },
    date,
    message: "feat: add a thing",
    files: [],
    ...given,
  };
}

export function change(given: Partial<Change> = {}): Change {
  return {
    id: commitId,
    date,
    authors: [{ name: "Ana", email: "ana@example.com" }],
    header: "feat: add a thing",
    body: "",
    type: "feat",
    subject: "add a thing",
    breaking: false,
    references: [],
    bump: "minor",
    rule: "feat",
    packages: ["lib"],
    ...given,
  };
}

/** A normalised spec. `stages` may hold only the stages that matter, by name. */
export function spec(
  given: Partial<Omit<Spec, "stages">> & { readonly stages?: Partial<Record<StageName, Partial<StageSpec>>> } = {},
): Spec {
  const { stages = {}, ...rest } = given;
  const whole: Omit<Spec, "digest"> = {
    apiVersion,
    name: "lib",
    plugins: [],
    packages: "auto",
    groups: [],
    version: {
      strategy: ["conventional-commits"],
      preset: "relspec",
      rules: [],
      initial: "1.0.0",
      zero: "strict",
      branches: [{ name: "main" }],
      dependants: "needed",
      files: [],
    },
    ledger: { store: "auto", options: {} },
    executor: "local",
    concurrency: "queue",
    roles: [],
    policy: { identity: "claimed", separation: ["authors"], wayBack: [] },
    windows: [],
    schedule: null,
    needs: [],
    controls: [],
    risk: null,
    freezes: [],
    audiences: [],
    documents: [],
    notes: notesSpec(),
    aims: [],
    requirements: [],
    enablement: [],
    acceptance: null,
    tracks: [],
    ...rest,
    stages: stageNames.map((name) => ({ name, gates: [], steps: [], environments: [], ...stages[name] })),
  };
  return { digest: digestOf(whole as unknown as Json), ...whole };
}

/** How notes are made where a spec says nothing of it. */
export function notesSpec(given: Partial<NotesSpec> = {}): NotesSpec {
  return {
    groups: [],
    hidden: [],
    authors: false,
    contributors: false,
    mentions: false,
    host: {},
    howTo: "ignore",
    internal: { types: [], scopes: ["internal"] },
    ...given,
  };
}

export function packageFact(given: Partial<PackageFact> = {}): PackageFact {
  return { name: "lib", path: ".", version: "1.0.0", private: false, dependencies: [], ...given };
}

export function plannedPackage(given: Partial<PlannedPackage> = {}): PlannedPackage {
  return {
    name: "lib",
    path: ".",
    private: false,
    from: "1.0.0",
    to: "1.1.0",
    bump: "minor",
    tag: "v1.1.0",
    previousTag: "v1.0.0",
    reasons: [{ commit: commitId, rule: "feat" }],
    notes: "### Features\n\n- add a thing\n",
    dependencies: [],
    ...given,
  };
}

export function plannedRelease(given: Partial<PlannedRelease> = {}): PlannedRelease {
  return {
    id: "lib-1.1.0-00000000",
    name: "lib",
    version: "1.1.0",
    previous: "1.0.0",
    bump: "minor",
    channel: null,
    type: "release",
    ...given,
  };
}

/** What a plugin's `contribute` and an action's `plan` see. */
export function planningFacts(given: Partial<PlanningFacts> = {}): PlanningFacts {
  const packages = given.packages ?? [plannedPackage()];
  const { id: _, ...release } = plannedRelease();
  return {
    spec: given.spec ?? spec(),
    base: planBase(),
    url: "https://example.com/acme/lib",
    release,
    workspace: packages.map(({ name, path, from, to }) => ({
      ...packageFact({ name, path, version: from }),
      next: to,
    })),
    changes: [change()],
    notes: "### Features\n\n- add a thing\n",
    ...given,
    packages,
  };
}

export function plannedStep(given: Partial<PlannedStep> & { readonly id: string }): PlannedStep {
  return {
    uses: "test/step",
    summary: given.id,
    target: {},
    needs: [],
    effect: "A",
    critical: true,
    retry: { attempts: 1, delay: 1 },
    timeout: 10_000,
    secrets: [],
    tree: false,
    state: "to-do",
    ...given,
  };
}

export function plannedGate(given: Partial<PlannedGate> & { readonly id: string }): PlannedGate {
  return { kind: "test", options: {}, verdict: "waiting", missing: [], ...given };
}

type GivenStage = Partial<Omit<PlannedStage, "steps" | "gates">> & {
  readonly name: StageName;
  readonly steps?: readonly (Partial<PlannedStep> & { readonly id: string })[];
  readonly gates?: readonly (Partial<PlannedGate> & { readonly id: string })[];
};

/** A whole plan. Stages that are not given are left out. */
export function plan(given: Partial<Omit<Plan, "stages">> & { readonly stages?: readonly GivenStage[] } = {}): Plan {
  const { stages = [], ...rest } = given;
  const whole = {
    apiVersion,
    kind: "Plan",
    outcome: "release",
    base: planBase(),
    name: "lib",
    spec: spec().digest,
    packages: [plannedPackage()],
    changes: [change()],
    messages: [],
    notes: "### Features\n\n- add a thing\n",
    risk: { score: 0, tier: "low", reasons: [] },
    warnings: [],
    ...rest,
    stages: stages.map((stage) => ({
      ...stage,
      steps: (stage.steps ?? []).map(plannedStep),
      gates: (stage.gates ?? []).map(plannedGate),
    })),
  } satisfies Omit<Plan, "digest" | "release">;
  const digest = rest.digest ?? digestOf(whole as unknown as Json);
  return {
    ...whole,
    digest,
    release: rest.release === undefined ? plannedRelease({ id: `lib-1.1.0-${digest.slice(7, 15)}` }) : rest.release,
  };
}
