import { RelspecError } from "../errors/index.ts";
import type { PackageSpec, Spec } from "../model/spec.ts";
import type { PackageFact } from "../plugin/facts.ts";

/** The packages of the spec, with what was found of them; or those found; or the project as one package of the spec's name. */
export function packagesOf(spec: Spec, found: readonly PackageFact[]): readonly PackageFact[] {
  const byPath = new Map(found.map((fact) => [fact.path, fact]));
  const packages = spec.packages === "auto" ? found : spec.packages.map((each) => written(each, byPath));
  const seen = new Set<string>();
  const twice = packages.find(({ name }) => seen.size === seen.add(name).size)?.name;
  if (twice !== undefined) {
    throw new RelspecError("RS_PLAN_INVALID", {
      message: `There are two packages named "${twice}": ${packages
        .filter(({ name }) => name === twice)
        .map(({ path }) => path)
        .join(" and ")}.`,
      suggestions: ["Rename one of them, or list the packages to release under `packages` in the spec."],
    });
  }
  return packages.length > 0
    ? packages
    : [{ name: spec.name, path: ".", version: null, private: false, dependencies: [] }];
}

function written({ name, path, private: hidden }: PackageSpec, found: ReadonlyMap<string, PackageFact>): PackageFact {
  const fact = found.get(path);
  return { version: null, dependencies: [], ...fact, name, path, private: hidden || (fact?.private ?? false) };
}
