import { pathToFileURL } from "node:url";
import { RelspecError } from "@relspec/core";
import { cosmiconfig, type Loader } from "cosmiconfig";
import { parse } from "yaml";
import { isRecord } from "./migration.ts";
import type { Tool, ToolName } from "./tools.ts";

const fromYaml: Loader = (_, text) => parse(text) as unknown;
const fromJson: Loader = (_, text) => JSON.parse(text) as unknown;
/** Node reads TypeScript by itself. */
const fromProgram: Loader = async (path) =>
  ((await import(pathToFileURL(path).href)) as { readonly default?: unknown }).default;

const loaders: Readonly<Record<string, Loader>> = {
  noExt: fromYaml,
  ".yaml": fromYaml,
  ".yml": fromYaml,
  ".json": fromJson,
  ...Object.fromEntries([".js", ".cjs", ".mjs", ".ts"].map((ending) => [ending, fromProgram])),
};

/**
 * Another tool's configuration, read as that tool reads it: a configuration in JavaScript is a program of the project, and is run.
 * @throws `RS_USAGE` when there is none, or when it cannot be read.
 */
export async function readConfig(
  root: string,
  name: ToolName,
  { places }: Tool,
): Promise<{ readonly file: string; readonly config: Readonly<Record<string, unknown>> }> {
  for (const place of places) {
    const [file = "", key] = place.split("#");
    // Each by itself: another tool's key in the manifest must not end the search.
    const explorer = cosmiconfig(name, {
      searchPlaces: [file],
      searchStrategy: "none",
      loaders,
      ...(key !== undefined && { packageProp: key }),
    });
    const found = await explorer.search(root).catch((cause: unknown) => {
      throw new RelspecError("RS_USAGE", {
        message: `\`${file}\` cannot be read: ${(cause as Error).message.split("\n")[0]}`,
        details: { file },
        suggestions: [`Mend \`${file}\`, so that ${name} itself can read it.`],
        cause,
      });
    });
    if (!found || found.isEmpty) continue;
    if (!isRecord(found.config))
      throw new RelspecError("RS_USAGE", {
        message: `\`${place}\` does not hold an object, so it is no configuration of ${name}.`,
        details: { file },
        suggestions: ["Write `relspec init` without `--from` to begin anew."],
      });
    return { file: place, config: found.config };
  }
  throw new RelspecError("RS_USAGE", {
    message: `There is no configuration of ${name} in ${root}.`,
    details: { places },
    suggestions: [
      `Run it where one of these is: ${places.slice(0, 4).join(", ")}${places.length > 4 ? " …" : ""}.`,
      "Write `relspec init` without `--from` to begin anew.",
    ],
  });
}
