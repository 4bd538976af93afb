import { RelspecError } from "../errors/index.ts";
import { promiseFindings } from "../plan/track-rules.ts";
import { wayBackFindings } from "../plan/way-back-findings.ts";
import type { RunInput } from "./run-input.ts";

/** Where policy asks for a way back, nothing begins without one. @throws `RS_POLICY_NO_WAY_BACK`. */
export function refuseNoWayBack({ plan, spec }: Pick<RunInput, "plan" | "spec">): void {
  const found = wayBackFindings(plan, spec).filter(({ environment }) => spec.policy.wayBack.includes(environment));
  if (found.length === 0) return;
  throw new RelspecError("RS_POLICY_NO_WAY_BACK", {
    message: found.map(({ message }) => message).join(" "),
    details: { environments: found.map(({ environment }) => environment) },
    suggestions: found.flatMap(({ suggestions }) => suggestions),
  });
}

/** A track's promise is kept, whatever the changes ask for. @throws `RS_POLICY_PROMISE`. */
export function refuseBrokenPromise({ plan, spec }: Pick<RunInput, "plan" | "spec">): void {
  const found = promiseFindings(plan, spec.tracks);
  if (found.length === 0) return;
  throw new RelspecError("RS_POLICY_PROMISE", {
    message: found.map(({ message }) => message).join(" "),
    suggestions: found.flatMap(({ suggestions }) => suggestions),
  });
}
