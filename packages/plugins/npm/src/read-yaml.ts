import { type ReadFiles, RelspecError } from "@relspec/core";

/** A YAML file as data; null when there is no such file. @throws `RS_SPEC_MANIFEST`. */
export async function readYaml(files: ReadFiles, file: string): Promise<unknown> {
  const text = await files.read(file);
  if (text === null) return null;
  const { parse } = await import("yaml");
  try {
    return parse(text, { maxAliasCount: 20 }) as unknown;
  } catch (cause) {
    throw new RelspecError("RS_SPEC_MANIFEST", {
      message: `${file} is not YAML.`,
      details: { file },
      suggestions: [`Mend ${file}.`],
      cause,
    });
  }
}
