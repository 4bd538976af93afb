import { RelspecError } from "../../errors/relspec-error.ts";
import { plainLine } from "../plain-text.ts";

/** Prereleases as changesets counts them: `pre` while they go on, `exit` for the stable release that ends them. */
export interface PreState {
  readonly mode: "pre" | "exit";
  /** Identifier of the prereleases, and their channel. */
  readonly tag: string;
  /**
   * Names of the intents that prereleases have used, where the file lists them (changesets 2); null where they are moved to
   * a folder instead (changesets 3).
   */
  readonly used: readonly string[] | null;
}

export const preStatePath = ".changeset/pre.json";

/** Read `pre.json`. `initialVersions` is left aside: the versions go on from the prerelease. @throws `RS_SPEC_INTENT`. */
export function readPreState(text: string): PreState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse(`it is not JSON: ${plainLine((cause as Error).message, 200)}`);
  }
  const { mode, tag, changesets } = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (mode !== "pre" && mode !== "exit") throw refuse('`mode` is neither "pre" nor "exit"');
  if (typeof tag !== "string" || !/^[0-9A-Za-z-]{1,100}$/.test(tag) || /^\d+$/.test(tag))
    throw refuse("`tag` is not an identifier of letters, digits and hyphens");
  if (changesets === undefined || changesets === null) return { mode, tag, used: null };
  if (!Array.isArray(changesets) || !changesets.every((each) => typeof each === "string"))
    throw refuse("`changesets` is not a list of names");
  return { mode, tag, used: changesets };
}

function refuse(what: string): RelspecError {
  return new RelspecError("RS_SPEC_INTENT", {
    message: `${preStatePath} cannot be used: ${what}.`,
    details: { file: preStatePath },
    suggestions: [
      'Write `{ "mode": "pre", "tag": "beta" }` to it for prereleases, and `"mode": "exit"` to end them.',
      `Or remove it: \`git rm ${preStatePath}\`.`,
    ],
  });
}
