import { digestOf } from "../model/digest.ts";
import type { Json } from "../model/json.ts";
import type { Plan, PlannedStep } from "../model/plan.ts";

/**
 * The digest of what a plan will do. Left out is what is of the moment or of the machine: states, verdicts, warnings, the
 * branch's name, the hosting URL that notes link to, and the release's id, which is made from the digest.
 */
export function digestOfPlan(plan: Omit<Plan, "digest">): string {
  const { rule: _, ...rest } = plan.release ?? {};
  const release = plan.release && { ...rest, id: null };
  const view = {
    apiVersion: plan.apiVersion,
    name: plan.name,
    spec: plan.spec,
    ...(plan.policy && { policy: plan.policy }),
    commit: plan.base.commit,
    release,
    packages: plan.packages.map(({ name, path, private: hidden, from, to, tag }) => ({
      name,
      path,
      private: hidden,
      from,
      to,
      tag,
    })),
    stages: plan.stages.map((stage) => ({
      name: stage.name,
      environment: stage.environment ?? null,
      gates: stage.gates
        .filter(({ standing }) => standing !== true)
        .map(({ id, kind, options }) => ({ id, kind, options })),
      steps: stage.steps.map(viewOfStep),
      // Absent where there is none, so that plans without them keep the digest they had.
      ring: stage.ring,
      verify: stage.verify,
      onFailure: stage.onFailure,
      back: stage.back?.map((back) => ({ for: back.for, step: viewOfStep(back.step) })),
    })),
    messages: plan.messages,
  };
  // Through JSON, so that a plan read back from a file gives the same digest as the one it was written from.
  return digestOf(JSON.parse(JSON.stringify(view)) as Json);
}

function viewOfStep(step: PlannedStep) {
  return {
    id: step.id,
    uses: step.uses,
    target: step.target,
    needs: step.needs,
    effect: step.effect,
    critical: step.critical,
    retry: step.retry,
    timeout: step.timeout,
    secrets: step.secrets,
    knownAfter: step.knownAfter ?? null,
    irreversible: step.irreversible ?? null,
    tree: step.tree,
  };
}

/** `NAME-VERSION-XXXXXXXX`: unique for each plan, and the same for the same plan. */
export function releaseId(name: string, version: string, digest: string): string {
  return `${name}-${version}-${digest.slice("sha256:".length, "sha256:".length + 8)}`;
}
