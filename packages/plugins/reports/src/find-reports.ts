import type { ReadFiles } from "@relspec/core";

/** Ending of a file beside a report that says which build the report is of. */
export const besideEnding = ".relspec.json";

/** The reports that paths and globs name, each once, in their order. A path is kept although nothing is there; `without` has the globs that fit nothing. */
export async function findReports(
  files: ReadFiles,
  patterns: string | readonly string[],
): Promise<{ readonly paths: readonly string[]; readonly without: readonly string[] }> {
  const paths = new Set<string>();
  const without: string[] = [];
  for (const pattern of typeof patterns === "string" ? [patterns] : patterns) {
    const exact = !/[*?[{]/.test(pattern) || (await files.exists(pattern));
    const found = exact ? [pattern] : (await files.glob(pattern)).filter((path) => !path.endsWith(besideEnding));
    if (found.length === 0) without.push(pattern);
    for (const path of found) paths.add(path);
  }
  return { paths: [...paths], without };
}
