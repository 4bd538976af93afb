import { digestOf } from "./digest.ts";
import type { Json } from "./json.ts";
import type { Policy, Role, Spec } from "./spec.ts";

/**
 * Who may decide on a plan, and how: fixed with the plan and part of its digest, so that nobody who may change the spec later
 * can change by whom an open release is approved.
 */
export interface PlanPolicy {
  /** `sha256:…` of the two below. */
  readonly digest: string;
  readonly rules: Policy;
  readonly roles: readonly Role[];
}

/** The policy of a spec, for a plan made from it. */
export function policyOf({ policy: rules, roles }: Pick<Spec, "policy" | "roles">): PlanPolicy {
  return { digest: digestOf({ rules, roles } as unknown as Json), rules, roles };
}

/** The spec with the policy that a plan was made under; one that was made before plans had a policy keeps the spec's. */
export function governedBy(spec: Spec, plan: { readonly policy?: PlanPolicy }): Spec {
  return plan.policy ? { ...spec, policy: plan.policy.rules, roles: plan.policy.roles } : spec;
}
