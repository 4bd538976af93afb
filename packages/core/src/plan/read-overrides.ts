import type { Diagnostic } from "../errors/diagnostic.ts";
import { RelspecError } from "../errors/relspec-error.ts";
import type { Schema } from "../plugin/infer.ts";
import type { ReadFiles } from "../plugin/context.ts";
import type { Compile } from "../schema/compile-schema.ts";
import { readSource } from "../schema/source-map.ts";
import type { Override } from "../version/overrides.ts";

const because = { type: "string", minLength: 1, description: "Why; shown beside the change." } as const;

/** The file of `version.overrides`: the id of a commit → how it is to be read. */
const overridesSchema: Schema = {
  type: "object",
  description: "How single commits are to be read, by their ids.",
  propertyNames: { type: "string", pattern: "^[0-9a-f]{7,64}$" },
  additionalProperties: {
    oneOf: [
      {
        type: "object",
        additionalProperties: false,
        required: ["message", "because"],
        properties: {
          message: { type: "string", minLength: 1, description: "Read as if the commit said this." },
          because,
        },
      },
      {
        type: "object",
        additionalProperties: false,
        required: ["release", "because"],
        properties: {
          release: { enum: ["major", "minor", "patch", false], description: "What it asks for, whatever it says." },
          because,
        },
      },
    ],
  },
};

/**
 * Reads the file of `version.overrides`: it stands in the repository, so that what it says is reviewed like everything else.
 * @throws `RS_SPEC_INVALID` with every finding, also when it is not there: what it restricts must not be lost.
 */
export async function readOverrides(
  path: string | undefined,
  { files, compile }: { readonly files: Pick<ReadFiles, "read">; readonly compile: Compile },
): Promise<readonly Override[]> {
  if (path === undefined) return [];
  const text = await files.read(path);
  if (text === null) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: `\`version.overrides\` names ${path}, which is not there.`,
      suggestions: [`Write the path from the project's root, or make the file: \`touch ${path}\`.`],
    });
  }
  const map = await readSource(text, { file: path, format: path.endsWith(".json") ? "json" : "yaml" });
  if (map.errors.length > 0) throw invalid(map.errors);
  const value = map.value ?? {};
  const { findings } = (await compile(overridesSchema))(value);
  if (findings.length > 0)
    throw invalid(
      findings.map(({ message, suggestions, pointer }) => {
        const place = map.locate(pointer, "value");
        return {
          severity: "error" as const,
          code: "RS_SPEC_INVALID",
          message,
          suggestions,
          pointer,
          file: path,
          ...place,
          frame: map.frame(place),
        };
      }),
    );
  return Object.entries(value as Record<string, Omit<Override, "id">>).map(([id, override]) => ({ id, ...override }));
}

function invalid(diagnostics: readonly Diagnostic[]): RelspecError {
  const [first] = diagnostics;
  return new RelspecError("RS_SPEC_INVALID", {
    ...(first && { message: `${first.file}: ${first.message}`, suggestions: first.suggestions }),
    diagnostics,
  });
}
