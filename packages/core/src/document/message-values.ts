import { RelspecError } from "../errors/relspec-error.ts";
import type { Json } from "../model/json.ts";
import type { PlannedRelease } from "../model/plan.ts";
import type { Moment } from "../model/spec.ts";
import type { ReadFiles } from "../plugin/context.ts";
import type { PlanningFacts } from "../plugin/facts.ts";
import { plainLine } from "../version/plain-text.ts";

const happened = {
  planned: "is planned",
  approved: "is approved",
  live: "is released",
  "rolled-back": "was rolled back",
} as const satisfies Record<Moment, string>;

/** What a message tells, in one line: `payments 1.2.0 is released`. */
export function headlineOf(moment: Moment, { name, version }: Pick<PlannedRelease, "name" | "version">): string {
  return `${name} ${version} ${happened[moment]}`;
}

/** What the template of a message may name. Plain data: text of commits in it is text. */
export function messageValues(
  moment: Moment,
  audience: string,
  { release, packages, changes, notes, url, base }: PlanningFacts,
): { readonly [key: string]: Json } {
  return JSON.parse(
    JSON.stringify({
      moment,
      audience,
      name: release.name,
      version: release.version,
      previous: release.previous,
      channel: release.channel,
      type: release.type,
      commit: base.commit,
      date: base.date.slice(0, 10),
      url,
      notes,
      packages,
      changes,
    }),
  ) as { readonly [key: string]: Json };
}

/** The template of a message. @throws `RS_SPEC_INVALID` when there is no such file. */
export async function readTemplate(path: string, files: Pick<ReadFiles, "read">): Promise<string> {
  const source = await files.read(path);
  if (source !== null) return source;
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `There is no template ${path}.`,
    suggestions: [`Write ${path}, or remove \`template\` for the plugin's own words.`],
  });
}

/** What the template of a message wrote, where that is to be JSON. @throws `RS_SPEC_TEMPLATE`. */
export function parseRendered(text: string, path: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new RelspecError("RS_SPEC_TEMPLATE", {
      message: `What the template ${path} writes is not JSON: ${plainLine((error as Error).message, 200)}`,
      suggestions: [
        "Let every value go in as `{{json NAME}}`, without quotes around it, and leave a space before a `}` that follows.",
      ],
      cause: error,
    });
  }
}
