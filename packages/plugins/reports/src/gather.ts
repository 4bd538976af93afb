import type { BuildFact, Fact, GateContext } from "@relspec/core";
import { findReports } from "./find-reports.ts";
import { refusalOfBuild, statedBeside, statedIn } from "./judge-build.ts";
import { type ReportFile, readReport } from "./read-report.ts";

export interface Wanted {
  readonly reports: string | readonly string[];
  readonly gives: Exclude<Fact["kind"], "build">;
  /** Every report must say which build it is of. */
  readonly bound?: boolean;
  /** Reports that say that they are of another kind or environment are left aside. */
  readonly tests?: string;
  readonly environment?: string;
}

export interface Gathered {
  /** What was read and counts, and what each says of itself. */
  readonly files: readonly (ReportFile & { readonly of?: Readonly<Record<string, string>> })[];
  /** Whole sentences: what is not there, cannot be read, or is of another build. */
  readonly problems: readonly string[];
}

/**
 * Read all the reports that are asked for. `start` is called before each, and gives what takes its facts; a report that turns
 * out not to count is dropped by `drop`.
 */
export async function gather(
  wanted: Wanted,
  { files, readers, build }: Pick<GateContext, "files" | "readers" | "build">,
  begin: (path: string) => { readonly take: (fact: Fact) => void; readonly keep: () => void },
): Promise<Gathered> {
  const { paths, without } = await findReports(files, wanted.reports);
  const problems = without.map((pattern) => `There is no report ${pattern}.`);
  const read: (ReportFile & { readonly of?: Readonly<Record<string, string>> })[] = [];
  for (const path of paths) {
    const stated: BuildFact[] = [...(await statedBeside(files, path))];
    const { take, keep } = begin(path);
    const { file, problem } = await readReport(path, {
      files,
      readers: readers.filter(({ gives }) => gives === wanted.gives),
      take: (fact) => void (fact.kind === "build" ? stated.push(fact) : take(fact)),
    });
    if (file === null) {
      problems.push(problem);
      continue;
    }
    if (isOfOther(stated, wanted)) continue;
    const refusal = refusalOfBuild(path, stated, build, { bound: wanted.bound ?? false });
    if (refusal !== null) {
      problems.push(refusal);
      continue;
    }
    keep();
    const of = statedIn(stated);
    read.push(Object.keys(of).length > 0 ? { ...file, of } : file);
  }
  return { files: read, problems };
}

function isOfOther(stated: readonly BuildFact[], { tests, environment }: Wanted): boolean {
  return stated.some(
    (said) =>
      (tests !== undefined && said.tests !== undefined && said.tests !== tests) ||
      (environment !== undefined && said.environment !== undefined && said.environment !== environment),
  );
}
