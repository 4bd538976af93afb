import { RelspecError } from "../errors/index.ts";
import { closest } from "../schema/closest.ts";
import type { RunInput } from "./run-input.ts";
import { describeHeld, heldOf, letGo } from "./way-back.ts";

/**
 * A person says that a release goes to an environment. Where it has gone back by itself before, their reason lets it go.
 * @throws `RS_USAGE` for an environment that the release does not go to, and for a held one without a reason.
 */
export async function letGoToPromote(input: RunInput): Promise<void> {
  const { plan, request } = input;
  const { promote, reason } = request;
  if (promote === undefined) return;
  const known = [...new Set(plan.stages.flatMap(({ environment }) => environment ?? []))];
  if (!known.includes(promote)) {
    const near = closest(promote, known);
    throw new RelspecError("RS_USAGE", {
      message: `The release ${plan.release?.id ?? ""} does not go to an environment "${promote}".`,
      details: { environment: promote },
      suggestions: [
        near === undefined ? `Name one of: ${known.join(", ") || "(there is none)"}.` : `Did you mean \`${near}\`?`,
      ],
    });
  }
  const held = heldOf(promote, input);
  if (held?.state !== "held") return;
  if (reason === undefined) {
    throw new RelspecError("RS_USAGE", {
      message: describeHeld(held),
      suggestions: [`Say why it may be tried again: relspec promote ${promote} --reason TEXT`],
    });
  }
  await letGo(promote, reason, input);
}
