import { type ReadFiles, RelspecError } from "@relspec/core";

/** The PEM file of the authorities to trust; null when none is named. */
export async function readAuthorities(
  path: string | undefined,
  files: Pick<ReadFiles, "read">,
): Promise<string | null> {
  if (path === undefined) return null;
  const pem = await files.read(path);
  if (pem !== null) return pem;
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `There is no file ${path} with the authorities to trust.`,
    suggestions: ["Correct `ca` in the options of the plugin email."],
  });
}
