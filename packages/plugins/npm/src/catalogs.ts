import { posix } from "node:path";
import { type ReadFiles, RelspecError } from "@relspec/core";
import { readYaml } from "./read-yaml.ts";

/** Ranges that packages name instead of writing them: catalog → dependency → range. The unnamed one is `default`. */
export type Catalogs = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The catalogs of a project: of pnpm in `pnpm-workspace.yaml`, of yarn in `.yarnrc.yml`. */
export async function readCatalogs(files: ReadFiles, root: string): Promise<Catalogs> {
  const catalogs = new Map<string, Map<string, string>>();
  for (const name of ["pnpm-workspace.yaml", ".yarnrc.yml"]) {
    const given = await readYaml(files, posix.join(root, name));
    if (!isFields(given)) continue;
    const named = isFields(given["catalogs"]) ? Object.entries(given["catalogs"]) : [];
    for (const [catalog, ranges] of [["default", given["catalog"]] as const, ...named]) {
      if (!isFields(ranges)) continue;
      const known = catalogs.get(catalog) ?? new Map<string, string>();
      for (const [dependency, range] of Object.entries(ranges))
        if (typeof range === "string") known.set(dependency, range);
      catalogs.set(catalog, known);
    }
  }
  return catalogs;
}

/** The range a dependency stands for, where it names a catalog. @throws `RS_SPEC_MANIFEST` when the catalog does not have it. */
export function fromCatalog(name: string, range: string, catalogs: Catalogs, file: string): string {
  const [, catalog] = /^catalog:(.*)$/.exec(range.trim()) ?? [];
  if (catalog === undefined) return range;
  const found = catalogs.get(catalog.trim() || "default")?.get(name);
  if (found !== undefined) return found;
  throw new RelspecError("RS_SPEC_MANIFEST", {
    message: `${file} takes the range of ${JSON.stringify(name)} from ${JSON.stringify(range)}, and no such catalog has it.`,
    details: { file, dependency: name, range },
    suggestions: [`Write ${JSON.stringify(name)} to the catalog in pnpm-workspace.yaml or .yarnrc.yml.`],
  });
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
