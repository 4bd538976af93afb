import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { RelspecError } from "../errors/index.ts";
import { printable } from "../schema/printable.ts";
import { fromSource, type MergedSpec, mergeSpecs } from "./merge-specs.ts";
import { readSpec, type SpecSource } from "./read-spec.ts";
import { shownPath } from "./shown-path.ts";

/**
 * A source with all its presets merged under it, left to right.
 * @throws `RS_SPEC_EXTENDS`: a preset that is not there, or extends itself in a circle; `RS_SPEC_SYNTAX` of a preset.
 */
export async function extendSpec(source: SpecSource, chain: readonly string[] = []): Promise<MergedSpec> {
  const file = existsSync(source.file) ? realpathSync(source.file) : source.file;
  if (chain.includes(file)) {
    const circle = [...chain.slice(chain.indexOf(file)), file].map(shownPath);
    throw new RelspecError("RS_SPEC_EXTENDS", {
      message: `Presets extend each other in a circle: ${circle.map((each) => printable(each, 200)).join(" → ")}.`,
      details: { circle },
      suggestions: ["Take one of them out of the other's `extends`."],
    });
  }
  let merged: MergedSpec | undefined;
  for (const name of presetsOf(source)) {
    const preset = await extendSpec(await readSpec(resolvePreset(name, source.file)), [...chain, file]);
    merged = merged ? mergeSpecs(merged, preset) : preset;
  }
  const own = fromSource(source);
  return merged ? mergeSpecs(merged, own) : own;
}

/** What is not a name is found by the schema. */
function presetsOf({ value }: SpecSource): readonly string[] {
  const written = value["extends"];
  const names = typeof written === "string" ? [written] : Array.isArray(written) ? written : [];
  return names.filter((name): name is string => typeof name === "string");
}

/** A path, from the file that names it; or a package whose main file is the preset. */
export function resolvePreset(name: string, from: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) {
    throw new RelspecError("RS_SPEC_EXTENDS", {
      message: `The preset "${printable(name, 300)}" is an address, and nothing is fetched while a spec is read.`,
      suggestions: ["Name a file of the repository, or a package: `npm install --save-dev PACKAGE`."],
    });
  }
  if (name.startsWith(".") || isAbsolute(name)) {
    const file = resolve(dirname(from), name);
    if (!isSpecFile(file)) {
      throw new RelspecError("RS_SPEC_EXTENDS", {
        message: `The preset "${printable(name)}" is no file of a spec.`,
        suggestions: ["Name a file that ends in .yaml, .yml, .json, .ts, .mjs or .js, for example `./base.yaml`."],
      });
    }
    refuseOutside(name, file, from);
    if (existsSync(file)) return file;
  } else {
    const found = packagePreset(name, from);
    if (found !== undefined) return found;
  }
  throw new RelspecError("RS_SPEC_EXTENDS", {
    message: `The preset "${printable(name)}" was not found from ${printable(shownPath(from), 200)}.`,
    suggestions: [
      name.startsWith(".")
        ? "Write the path from the file it stands in, with its ending."
        : `npm install --save-dev ${printable(name)}`,
    ],
  });
}

function isSpecFile(file: string): boolean {
  return /\.(?:ya?ml|json|[mc]?[jt]s)$/.test(file) || basename(file) === ".relspecrc";
}

/**
 * What is wrong with a file is shown with its lines, so a spec must not be a way to read other files than the repository's. A
 * preset that came as a package may refer to what came with it.
 */
function refuseOutside(name: string, file: string, from: string): void {
  const repository = repositoryOf(realPath(from));
  if (from === "" || repository === null || /[\\/]node_modules[\\/]/.test(from)) return;
  const path = relative(repository, realPath(file));
  if (path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path)) return;
  throw new RelspecError("RS_SPEC_EXTENDS", {
    message: `The preset "${printable(name)}" is outside of the repository, and is not read.`,
    suggestions: ["Bring it into the repository, or make it a package and install it."],
  });
}

function realPath(file: string): string {
  return existsSync(file) ? realpathSync(file) : file;
}

/** The folder that holds the repository of a file; null where there is none. */
function repositoryOf(file: string): string | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (folder === dirname(folder)) return null;
  }
}

function packagePreset(name: string, from: string): string | undefined {
  const require = createRequire(from);
  for (const folder of require.resolve.paths(name) ?? []) {
    const found = ["relspec.yaml", "relspec.yml", "relspec.json", "relspec.mjs"]
      .map((place) => join(folder, name, place))
      .find(existsSync);
    if (found !== undefined) return found;
  }
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
