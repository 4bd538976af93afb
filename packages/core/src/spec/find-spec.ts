import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, isAbsolute, parse, resolve } from "node:path";
import { RelspecError } from "../errors/index.ts";
import { printable } from "../schema/printable.ts";

const endings = ["yaml", "yml", "json", "ts", "mjs", "js"];
const places = [
  ...endings.map((ending) => `relspec.${ending}`),
  ...["ts", "mjs", "js", "yaml", "yml", "json"].map((ending) => `relspec.config.${ending}`),
  ".relspecrc",
  ...endings.map((ending) => `.relspecrc.${ending}`),
  "package.json",
];

/** Absolute path of the spec: the one named, or the first found from the directory upwards. @throws `RS_SPEC_NOT_FOUND`. */
export async function findSpec(cwd: string, named?: string): Promise<string> {
  if (named !== undefined) {
    const file = isAbsolute(named) ? named : resolve(cwd, named);
    if (existsSync(file)) return file;
    throw new RelspecError("RS_SPEC_NOT_FOUND", {
      message: `There is no spec at ${printable(named, 300)}.`,
      suggestions: ["Look at the path after `--spec`; it is taken from the working directory."],
    });
  }
  const found = await search(cwd);
  if (found !== null) return found;
  throw new RelspecError("RS_SPEC_NOT_FOUND", {
    message: `There is no spec in ${printable(cwd, 300)} or above it.`,
    suggestions: ["relspec init"],
  });
}

/** Other specs in the folder of the one that was found: whoever edits one of them wonders why nothing changes. */
export async function specsBeside(file: string): Promise<readonly string[]> {
  const folder = dirname(file);
  const there = new Set(await readdir(folder).catch(() => []));
  return places.filter((name) => name !== "package.json" && name !== basename(file) && there.has(name));
}

async function search(cwd: string): Promise<string | null> {
  const { cosmiconfig } = await import("cosmiconfig");
  // cosmiconfig only looks for the place. What is in it is read by our own reader, which knows lines and columns.
  const there = (): object => ({});
  try {
    const explorer = cosmiconfig("relspec", {
      searchPlaces: places,
      searchStrategy: "global",
      stopDir: parse(cwd).root,
      ignoreEmptySearchPlaces: false,
      loaders: {
        ...Object.fromEntries(endings.filter((ending) => ending !== "json").map((ending) => [`.${ending}`, there])),
        ".json": (path, text) => (path.endsWith("package.json") ? ownPart(text) : {}),
        noExt: there,
      },
    });
    return (await explorer.search(cwd))?.filepath ?? null;
  } catch (error) {
    // Before it looks anywhere, cosmiconfig reads the manifest for what it says of cosmiconfig.
    const [, file] = /^(?:JSON|YAML) Error in (.*package\.[a-z]+):$/m.exec((error as Error).message) ?? [];
    if (file === undefined) throw error;
    throw new RelspecError("RS_SPEC_MANIFEST", {
      message: `${printable(file, 300)} cannot be read: ${printable((error as Error).message.split("\n")[1] ?? "", 300)}.`,
      suggestions: [`Mend ${printable(file, 300)}: it is no well-formed JSON.`],
      cause: error,
    });
  }
}

/** A manifest that cannot be parsed has no spec in it; npm will have said so. */
function ownPart(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}
