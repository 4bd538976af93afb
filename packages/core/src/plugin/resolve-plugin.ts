import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { RelspecError } from "../errors/index.ts";
import { closest } from "../schema/closest.ts";
import { printable } from "../schema/printable.ts";

/** The workspace's packages name their sources under `source`; they are what runs when this very file is a source. */
const conditions = import.meta.url.endsWith(".ts")
  ? ["source", "import", "node", "default"]
  : ["import", "node", "default"];

/**
 * Absolute path of a plugin's module. A path is taken from the project's root. A short name `x` stands for
 * `@relspec/plugin-x`, then `relspec-plugin-x`; packages are looked up from the project, then from each directory in `from`.
 * @throws `RS_PLUGIN_NOT_FOUND`.
 */
export function resolvePlugin(
  name: string,
  { root, from }: { readonly root: string; readonly from: readonly string[] },
): string {
  if (name.startsWith(".") || isAbsolute(name)) {
    const file = resolve(root, name);
    if (existsSync(file)) return realpathSync(file);
    throw new RelspecError("RS_PLUGIN_NOT_FOUND", {
      message: `There is no file "${printable(name)}" to load a plugin from.`,
      suggestions: ["Write the path from the folder of the spec, with its ending."],
    });
  }
  const packages = packageNames(name);
  for (const base of [root, ...from]) {
    for (const each of packages) {
      const file = resolvePackage(each, base);
      if (file !== undefined) return file;
    }
  }
  // A word that is nearly the name of a plugin that is here is a slip, and installing it would be a risk.
  const meant = name.includes("/") ? undefined : closest(name, installedNames([root, ...from]));
  throw new RelspecError("RS_PLUGIN_NOT_FOUND", {
    message: `The plugin "${printable(name)}" is not installed: there is no package ${packages.map((each) => printable(each)).join(" or ")}.`,
    suggestions: [
      meant === undefined
        ? `npm install --save-dev ${printable(packages[0] as string)}`
        : `Write \`${meant}\` instead of \`${printable(name)}\`.`,
    ],
  });
}

/** Whether a plugin of that name is here. */
export function canResolve(name: string, places: Parameters<typeof resolvePlugin>[1]): boolean {
  try {
    resolvePlugin(name, places);
    return true;
  } catch {
    return false;
  }
}

function packageNames(name: string): readonly string[] {
  return name.includes("/") ? [name] : [`@relspec/plugin-${name}`, `relspec-plugin-${name}`];
}

/** Short names of the plugins in `node_modules` of these directories and of those above them. */
function installedNames(bases: readonly string[]): readonly string[] {
  const folders = new Set<string>();
  for (const base of bases) {
    for (let at = base; ; at = dirname(at)) {
      folders.add(join(at, "node_modules"));
      if (dirname(at) === at) break;
    }
  }
  return [...folders].flatMap((folder) => [
    ...namesIn(join(folder, "@relspec"), "plugin-"),
    ...namesIn(folder, "relspec-plugin-"),
  ]);
}

function namesIn(folder: string, prefix: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
}

/** The main module of a package as Node finds it: in `node_modules` of the directory and of those above it. */
function resolvePackage(name: string, base: string): string | undefined {
  if (!/^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*$/.test(name)) return undefined;
  for (let at = base; ; at = dirname(at)) {
    const folder = join(at, "node_modules", name);
    if (existsSync(join(folder, "package.json"))) {
      const real = realpathSync(folder);
      const manifest = JSON.parse(readFileSync(join(real, "package.json"), "utf8")) as {
        readonly exports?: unknown;
        readonly main?: string;
      };
      return join(real, entryOf(manifest.exports) ?? manifest.main ?? "index.js");
    }
    if (dirname(at) === at) return undefined;
  }
}

/** The path for `.` in a package's `exports`. */
function entryOf(exports: unknown): string | undefined {
  if (typeof exports === "string") return exports;
  if (typeof exports !== "object" || exports === null) return undefined;
  const map = exports as Readonly<Record<string, unknown>>;
  if ("." in map) return entryOf(map["."]);
  // Node takes the first condition in the order of the file that applies.
  const found = Object.keys(map).find((key) => conditions.includes(key));
  return found === undefined ? undefined : entryOf(map[found]);
}
