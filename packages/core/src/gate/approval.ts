import { duration } from "../model/written-spec/common.ts";
import type { Role } from "../model/spec.ts";
import { defineGate, type GateAnswer, type GateContext } from "../plugin/gate.ts";
import type { Seat } from "./assign-seats.ts";
import { judgeApproval } from "./judge-approval.ts";

/** People in a role, or in several, agree to this very plan. */
export const approval = defineGate({
  summary: "People in a role agree to this very plan.",
  shorthand: "role",
  options: {
    type: "object",
    additionalProperties: false,
    description: "A role, or several that must all agree.",
    // Nobody at all can never agree: the gate would stay closed for ever.
    anyOf: [{ required: ["role"] }, { required: ["allOf"] }],
    properties: {
      role: { type: "string", minLength: 1, description: "Role whose members may approve; its quorum says how many." },
      allOf: {
        type: "array",
        minItems: 1,
        description: "Every one of these must be met.",
        items: {
          type: "object",
          additionalProperties: false,
          required: ["role"],
          properties: {
            role: { type: "string", minLength: 1, description: "Name of the role." },
            min: { type: "integer", minimum: 1, description: "How many of its members; default the role's quorum." },
          },
        },
      },
      expires: { ...duration, description: "How long an approval is good for, for example P7D." },
      after: {
        type: "array",
        minItems: 1,
        uniqueItems: true,
        items: { type: "string", minLength: 1 },
        description: "Ids of approvals of the same release that must be complete before anyone may decide here.",
      },
    },
  },
  evaluate: (options, context) => evaluateApproval(options, context),
});

/** What stands under `approval` in a spec. */
export interface ApprovalOptions {
  readonly role?: string;
  readonly allOf?: readonly { readonly role: string; readonly min?: number }[];
  readonly expires?: string;
  readonly after?: readonly string[];
}

/** What a gate of this kind asks for, by the roles of the spec. */
export function seatsOf(options: Pick<ApprovalOptions, "role" | "allOf">, roles: readonly Role[]): readonly Seat[] {
  const asked = [...(options.role === undefined ? [] : [{ role: options.role }]), ...(options.allOf ?? [])];
  return asked.map((seat) => ({
    role: seat.role,
    min: ("min" in seat ? seat.min : undefined) ?? roles.find(({ name }) => name === seat.role)?.quorum ?? 1,
  }));
}

function evaluateApproval(options: ApprovalOptions, context: GateContext): GateAnswer {
  const { plan, spec, decisions, elsewhere = [], initiator, gate, now } = context;
  const rejected = decisions.findLast(({ kind, plan: digest }) => kind === "rejected" && digest === plan?.digest);
  if (rejected) {
    const by = rejected.by.email ?? rejected.by.name;
    return {
      verdict: "fail",
      missing: [`${by} rejected it${rejected.reason === null ? "" : `: ${rejected.reason}`}.`],
      evidence: { rejected: by },
    };
  }
  const all = [...elsewhere, ...decisions];
  const { missing, approvals } = judgeApproval({ gate, options, spec, plan, decisions: all, initiator, now: now() });
  const evidence = {
    approvals: approvals.map(({ by, role, at, onBehalfOf }) => ({
      by: by.email ?? by.name,
      role,
      at,
      ...(onBehalfOf !== undefined && { onBehalfOf }),
    })),
  };
  return missing.length === 0 ? { verdict: "pass", missing, evidence } : { verdict: "waiting", missing, evidence };
}
