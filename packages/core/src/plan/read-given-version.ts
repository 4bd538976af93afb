import { RelspecError } from "../errors/index.ts";
import type { Spec } from "../model/spec.ts";
import type { ReadContext } from "../plugin/context.ts";
import { plainLine } from "../version/plain-text.ts";
import { isVersion } from "../version/satisfies.ts";

/**
 * The version that the strategy `manual` is given by the spec or by a file; null where the manifests hold it.
 * @throws `RS_PLAN_INVALID` for a file that is missing or holds no version.
 */
export async function readGivenVersion(
  { version: { manual } }: Pick<Spec, "version">,
  { files }: Pick<ReadContext, "files">,
): Promise<string | null> {
  if (manual === undefined) return null;
  if ("version" in manual) return manual.version;
  const text = await files.read(manual.path);
  const first = (text ?? "").slice(0, 1_000).split("\n", 1)[0]!.trim().replace(/^v/, "");
  if (isVersion(first)) return first;
  throw new RelspecError("RS_PLAN_INVALID", {
    message:
      text === null
        ? `There is no file ${plainLine(manual.path, 200)}, which \`version.manual\` names as the one that holds the version.`
        : `The first line of ${plainLine(manual.path, 200)} is ${JSON.stringify(plainLine(first, 80))}, which is not a semantic version.`,
    suggestions: [
      `Write the version into its first line, for example: \`echo 1.2.0 > ${plainLine(manual.path, 200)}\`.`,
    ],
  });
}
