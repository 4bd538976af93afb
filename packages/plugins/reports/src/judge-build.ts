import type { Build, BuildFact, Json, ReadFiles } from "@relspec/core";
import { besideEnding } from "./find-reports.ts";
import { textOf } from "./walk-json.ts";

/** What the file beside a report says of it: `{ commit, digest, kind, environment }`; none where there is no such file. */
export async function statedBeside(files: ReadFiles, path: string): Promise<readonly BuildFact[]> {
  const text = await files.read(`${path}${besideEnding}`);
  if (text === null) return [];
  let stated: Json;
  try {
    stated = JSON.parse(text) as Json;
  } catch {
    throw new Error(`${path}${besideEnding} is not JSON`);
  }
  const [commit, digest, tests, environment] = ["commit", "digest", "kind", "environment"].map((key) =>
    textOf(stated, key),
  );
  return [
    {
      kind: "build",
      ...(commit !== undefined && { commit }),
      ...(digest !== undefined && { digest }),
      ...(tests !== undefined && { tests }),
      ...(environment !== undefined && { environment }),
    },
  ];
}

/** Why a report is no evidence for this build; null where it is. A sentence that names the report. */
export function refusalOfBuild(
  path: string,
  stated: readonly BuildFact[],
  build: Build | null,
  { bound }: { readonly bound: boolean },
): string | null {
  if (build === null) return null;
  for (const { commit, digest } of stated) {
    if (commit !== undefined && !isOf(commit, build.commit))
      return `${path} is of another build: it says commit ${commit.slice(0, 40)}, and this release is of ${build.commit}.`;
    if (digest !== undefined && !build.digests.includes(digest))
      return `${path} is of another build: it says ${digest.slice(0, 80)}, which is neither this plan nor any artifact of this release.`;
  }
  const says = stated.some(({ commit, digest }) => commit !== undefined || digest !== undefined);
  return bound && !says ? `${path} does not say which build it is of.` : null;
}

/** A commit may be shortened to seven digits at the least. */
function isOf(stated: string, commit: string): boolean {
  return stated.length >= 7 && commit.startsWith(stated.toLowerCase());
}

/** For the record: what the reports say they are of. */
export function statedIn(facts: readonly BuildFact[]): Readonly<Record<string, string>> {
  return Object.assign({}, ...facts.map(({ kind: _, ...rest }) => rest)) as Record<string, string>;
}
