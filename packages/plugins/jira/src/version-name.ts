import { plainLine, type PlanningFacts, RelspecError, renderDocument } from "@relspec/core";
import type { Jira } from "./jira.ts";

/** What Jira takes as the name of a version. */
const longest = 255;

/** The name in Jira of a version of this release's line: as given, or made by the plugin's template. */
export async function versionName(
  jira: Jira,
  given: { readonly name?: string; readonly version: string },
  { release }: Pick<PlanningFacts, "release">,
): Promise<string> {
  const { name, previous, channel, type } = release;
  const data = { name, version: given.version, previous: previous ?? "", channel: channel ?? "", type };
  const made = given.name ?? (await renderDocument(jira.version, data, { html: false }));
  // Jira takes white space off the ends by itself, and would then not be found to hold the name.
  if (made === plainLine(made, longest) && made !== "") return made;
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `${JSON.stringify(plainLine(made, 80))} cannot be the name of a version in Jira.`,
    suggestions: [`Use one line of at most ${longest} characters, without spaces at its ends.`],
  });
}
