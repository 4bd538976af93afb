import { closest } from "../schema/closest.ts";
import type { SpecRule } from "./spec-rules.ts";

/** A cohort that is only a name must be that of a role or an audience, or nobody's feedback would ever count. */
export const cohortHasMembers: SpecRule = ({ acceptance, roles, audiences }) => {
  if (acceptance?.cohort.members?.length !== 0) return [];
  const { name } = acceptance.cohort;
  const near = closest(name, [
    "public",
    ...roles.map((role) => role.name),
    ...audiences.map((audience) => audience.name),
  ]);
  return [
    {
      pointer: "/stages/accept/cohort",
      message: `The cohort \`${name}\` has no members: there is no role and no audience of that name with addresses.`,
      suggestions: [
        near === undefined
          ? `Say who is in it: \`cohort: { name: ${name}, members: [eva@example.com] }\`, or \`public\`.`
          : `Did you mean \`${near}\`?`,
      ],
    },
  ];
};
