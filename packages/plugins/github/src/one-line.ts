import { plainLine, RelspecError } from "@relspec/core";

/** A name as GitHub will show it. @throws `RS_PLAN_INVALID` where nothing is left of it. */
export function oneLine(text: string, what: string, limit = 200): string {
  const line = plainLine(text, limit);
  if (line !== "") return line;
  throw new RelspecError("RS_PLAN_INVALID", {
    message: `There is no text left for the ${what} on GitHub.`,
    suggestions: [`Write another ${what} in the spec.`],
  });
}
