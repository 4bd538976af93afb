import type { PlanWarning } from "../model/plan.ts";
import type { Spec } from "../model/spec.ts";
import type { HistoryRequest } from "../plugin/facts.ts";
import { plainLine } from "../version/plain-text.ts";
import { compareVersions, isVersion } from "../version/satisfies.ts";

/**
 * Tags that look like versions where none is read as one: a project that was released before, by another name of tags, would be
 * taken for one that never was.
 */
export function unreadTags(
  names: readonly string[],
  branch: string | null,
  { ranked, spec }: { readonly ranked: NonNullable<HistoryRequest["ranked"]>; readonly spec: Pick<Spec, "version"> },
): readonly PlanWarning[] {
  const looking = names.flatMap((name) => {
    const [, before, version] =
      /^(.{0,200}?)(\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+][0-9A-Za-z.+-]{1,100})?)$/s.exec(name) ?? [];
    return before === undefined || version === undefined || !isVersion(version) ? [] : [{ name, before, version }];
  });
  const [first, ...rest] = looking;
  if (!first || ranked(names, branch).some((list) => list.length > 0)) return [];
  const newest = rest.reduce((one, other) => (compareVersions(other.version, one.version) > 0 ? other : one), first);
  const format = spec.version.tag ?? "v{{version}}";
  return [
    {
      code: "RS_PLAN_HISTORY",
      message: `The tag ${plainLine(newest.name, 100)} looks like a release, and tags are read as ${plainLine(format, 100)}: so this would be the first one.`,
      suggestions: [
        `If it is one, say so in the spec: \`version: { tag: "${plainLine(newest.before, 100)}{{version}}" }\`.`,
      ],
    },
  ];
}
