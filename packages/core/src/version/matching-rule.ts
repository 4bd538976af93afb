import type { Bump } from "../model/change.ts";
import type { BumpRule, VersionSpec } from "../model/spec.ts";
import { matchesGlob } from "./matches-glob.ts";
import { matchesPattern } from "./matches-pattern.ts";
import type { Form } from "./message-form.ts";

/** From the strongest; the classification above has the same order. */
const order = ["major", "minor", "patch"] as const satisfies readonly Bump[];

/**
 * What the spec's rules ask for; null where none matches. Any rule that matches decides alone, and what the preset would do is
 * not asked. Of several the highest wins; `false` takes back what came before it and gives way to what comes after it.
 * `major` ends the search.
 */
export function matchingRule(
  form: Form & { readonly reverts: boolean; readonly header?: string },
  { rules, compat, preset }: Pick<VersionSpec, "rules" | "compat" | "preset">,
): { readonly bump?: Bump; readonly rule: string } | null {
  let found: { readonly bump?: Bump; readonly rule: string } | null = null;
  // The other tool gives a revert no type: only its own default rules know of reverts.
  const type = form.type ?? (form.reverts && compat === undefined && preset === "relspec" ? "revert" : undefined);
  for (const [index, rule] of rules.entries()) {
    if (!matches({ ...form, ...(type !== undefined && { type }) }, rule, compat)) continue;
    const name = `version.rules ${index + 1}`;
    if (rule.release === false) found = { rule: name };
    else if (!found?.bump || order.indexOf(rule.release) < order.indexOf(found.bump))
      found = { bump: rule.release, rule: name };
    if (found?.bump === "major") break;
  }
  return found;
}

function matches(form: Form & { readonly header?: string }, rule: BumpRule, compat: VersionSpec["compat"]): boolean {
  const match = compat === undefined ? matchesPattern : matchesGlob;
  const fits = (text: string | undefined, pattern: string | undefined) =>
    pattern === undefined || (text !== undefined && match(text, pattern));
  // `breaking: false` says nothing to the other tool.
  const breaking = compat !== undefined && rule.breaking === false ? undefined : rule.breaking;
  return (
    fits(form.type, rule.type) &&
    fits(form.scope, rule.scope) &&
    // A header that is not in the form has no subject for the other tool.
    fits(compat !== undefined && form.subject === form.header ? undefined : form.subject, rule.subject) &&
    (breaking === undefined || breaking === form.breaking)
  );
}
