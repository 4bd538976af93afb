import { RelspecError } from "../errors/index.ts";
import type { Change } from "../model/change.ts";
import type { Json } from "../model/json.ts";
import type { InternalSpec } from "../model/notes-spec.ts";
import { isStandard } from "../version/footers.ts";
import { matchesWildcards } from "../version/matches-pattern.ts";

/** Issue keys and numbers anywhere, in an address too. */
const references = /(?<![A-Za-z0-9_])(?:[A-Z][A-Z0-9_]{1,9}-[1-9]\d{0,9}\b|[#!][1-9]\d{0,9}\b)/g;

/** A change that is for the team only. One that breaks something is for everybody. */
export function isInternal({ type, scope, breaking }: Change, { types, scopes }: InternalSpec): boolean {
  if (breaking) return false;
  const matches = (value: string | undefined, globs: readonly string[]) =>
    value !== undefined && globs.some((glob) => matchesWildcards(value.toLowerCase(), glob.toLowerCase()));
  return matches(type, types) || matches(scope, scopes);
}

/** Whether a reference is one that only the team knows. */
export function isInternalKey(reference: string, { keys }: InternalSpec): boolean {
  if (keys) return keys.some((glob) => matchesWildcards(reference, glob));
  return /^[A-Z]/.test(reference) && !isStandard(reference);
}

/** @throws `RS_POLICY_INTERNAL` when what an audience would get names something internal. */
export function refuseInternal(audience: string, message: Json, internal: InternalSpec): void {
  const found = new Set<string>();
  collect(message, internal, found);
  if (found.size === 0) return;
  const keys = [...found];
  const shown = keys.slice(0, 5).join(", ");
  throw new RelspecError("RS_POLICY_INTERNAL", {
    message: `The message to the audience "${audience}" would name what is internal: ${shown}${keys.length > 5 ? ` and ${keys.length - 5} more` : ""}.`,
    details: { audience, keys },
    suggestions: [
      "Say in `version.overrides` how the commit is to be read, without the key: `{ ID: { message: …, because: … } }`.",
      "Say in `notes.internal.keys` which keys are internal: `keys: [OPS-*]`.",
      `Take \`internal\` out of \`audiences.${audience}.hide\`, if they may know.`,
    ],
  });
}

function collect(value: Json, internal: InternalSpec, found: Set<string>): void {
  if (typeof value === "string") {
    for (const [reference] of value.matchAll(references)) if (isInternalKey(reference, internal)) found.add(reference);
  } else if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) collect(inner, internal, found);
  }
}
