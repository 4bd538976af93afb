import { RelspecError } from "../errors/index.ts";
import type { Plan } from "../model/plan.ts";
import { closest } from "../schema/closest.ts";
import type { RunInput } from "./run-input.ts";

/**
 * The words of `--assume` with the full ids of their steps: one may be named by a unique end of its id. A word about a step that
 * is none would be lost, and taken for said. @throws `RS_USAGE`.
 */
export function settleWords<R extends Pick<RunInput["request"], "assume">>(request: R, plans: readonly Plan[]): R {
  if (!request.assume) return request;
  const known = [...new Set(plans.flatMap(({ stages }) => stages.flatMap(({ steps }) => steps.map(({ id }) => id))))];
  return { ...request, assume: request.assume.map(({ step, done }) => ({ step: fullId(step, known), done })) };
}

function fullId(name: string, known: readonly string[]): string {
  if (known.includes(name)) return name;
  const ends = known.filter((id) => id.endsWith(`/${name}`) || id.endsWith(`:${name}`));
  const [only] = ends;
  if (only !== undefined && ends.length === 1) return only;
  const meant = closest(
    name,
    known.flatMap((id) => [id, id.slice(id.lastIndexOf("/") + 1)]),
  );
  throw new RelspecError("RS_USAGE", {
    message:
      ends.length > 1
        ? `\`--assume\` names "${name}", which could be ${ends.join(" or ")}.`
        : `\`--assume\` names "${name}", which is no step that is left to do.`,
    details: { step: name },
    suggestions: [
      ends.length > 1
        ? `Name one of: ${ends.join(", ")}.`
        : meant === undefined
          ? "relspec status"
          : `Write \`${meant}\`.`,
    ],
  });
}
