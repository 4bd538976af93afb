import { RelspecError } from "../errors/index.ts";
import type { JsonObject } from "../model/json.ts";
import { lookUp } from "./look-up.ts";

/** One reference; what is between the braces is checked by {@link referenceOf}. */
const braces = /\{\{([^{}]*)\}\}/g;
const plainReference = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*$/;

/**
 * The text with its `{{…}}` filled in: plain references and nothing else. `{{secrets.NAME}}` stays as it is, to be filled in while
 * a step runs. What is filled in is data: it is not looked at again.
 * @throws `RS_SPEC_TEMPLATE`.
 */
export function renderTemplate(text: string, values: JsonObject): string {
  return text.replace(braces, (whole, inner: string) => {
    const reference = inner.trim();
    if (reference.startsWith("secrets.") && plainReference.test(reference)) return whole;
    if (!plainReference.test(reference)) throw notPlain(whole);
    return lookUp(reference, values);
  });
}

function notPlain(whole: string): RelspecError {
  const shown = whole.length > 60 ? `${whole.slice(0, 60)}…` : whole;
  return new RelspecError("RS_SPEC_TEMPLATE", {
    message: `"${shown}" is not a plain reference such as {{version}} or {{release.channel}}.`,
    suggestions: ["Templates hold references only; compute the value in a plugin."],
  });
}
