import type { Identity, Spec } from "../model/spec.ts";
import { pointerOf } from "../schema/pointer.ts";
import type { SpecRule } from "./spec-rules.ts";

/**
 * Where identities are verified, an approval needs members who can prove who they are: a role of mere addresses opens no gate.
 */
export function approvalsCanBeProven(spec: Spec): ReturnType<SpecRule> {
  if (spec.policy.identity !== "verified") return [];
  return spec.stages.flatMap((stage) => [
    ...closedFor(spec, stage.gates, ["stages", stage.name]),
    ...stage.environments.flatMap(({ gates }, index) =>
      closedFor(spec, gates, ["stages", stage.name, "environments", index]),
    ),
  ]);
}

function closedFor(
  { roles }: Spec,
  gates: Spec["stages"][number]["gates"],
  path: readonly (string | number)[],
): ReturnType<SpecRule> {
  return gates.flatMap(({ kind, options }, index) => {
    if (kind !== "approval") return [];
    const { role, allOf = [] } = options as unknown as {
      readonly role?: string;
      readonly allOf?: readonly { readonly role: string; readonly min?: number }[];
    };
    const seats = [...(role === undefined ? [] : [{ role, min: undefined }]), ...allOf];
    return seats.flatMap((seat) => {
      const found = roles.find(({ name }) => name === seat.role);
      const provable = found?.members.filter(canProve).length ?? 0;
      if (!found || provable >= (seat.min ?? found.quorum)) return [];
      const who = provable === 0 ? "no member" : `only ${provable} of the members`;
      return [
        {
          severity: "warning" as const,
          pointer: pointerOf([...path, "gates", index, "approval"]),
          message: `Nobody can open this gate: identities are verified, and ${who} of the role "${found.name}" has a key or an identity token to prove it with.`,
          suggestions: [
            `Say their keys: \`roles: { ${found.name}: [{ email: …, ssh: "SHA256:…" }] }\` (or \`gpg\`, \`oidc\`).`,
            "Where people trust each other: `policy: { identity: claimed }`.",
          ],
        },
      ];
    });
  });
}

function canProve({ ssh, gpg, oidc, delegates = [] }: Identity): boolean {
  return ssh !== undefined || gpg !== undefined || oidc !== undefined || delegates.some(canProve);
}
