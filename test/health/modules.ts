import { readFileSync } from "node:fs";
import { globSync } from "node:fs";
import { dirname, join, relative } from "node:path";

export const repository = join(import.meta.dirname, "../..");

export interface Import {
  /** Relative to the repository's root. */
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const statement =
  /^\s*(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

/** Every source file below the packages, relative to the repository's root; tests only when asked for. */
export function sourceFiles({ tests = false } = {}): readonly string[] {
  return globSync("packages/**/src/**/*.ts", {
    cwd: repository,
    exclude: (name) => name === "node_modules" || name === "dist",
  })
    .filter((file) => tests || !file.endsWith(".test.ts"))
    .sort();
}

/** Every import of a file, static and dynamic; a relative one as a path from the repository's root. */
export function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(repository, file), "utf8");
  return [...text.matchAll(statement)].map(([, type, still, lazy]) => {
    const target = (still ?? lazy) as string;
    const to = target.startsWith(".") ? relative(repository, join(repository, dirname(file), target)) : target;
    return { from: file, to, typeOnly: type !== undefined };
  });
}
