import type { WriteContext } from "@relspec/core";
import type { Asking } from "./context-fetch.ts";
import { credentialsOf } from "./credentials.ts";
import { type GitHub, openGitHub } from "./open-github.ts";
import type { GitHubOptions } from "./options.ts";
import type { Place } from "./place.ts";

/** Opens GitHub for one function of an action: to look, or to carry out. */
export interface Opener {
  toLook(place: Place, context: Asking): Promise<GitHub>;
  toWrite(place: Place, context: WriteContext): Promise<GitHub>;
}

export function openerOf(options: GitHubOptions): Opener {
  const find = credentialsOf(options);
  return {
    toLook: async (place, context) => openGitHub(place, context, await find(place, context, false)),
    toWrite: async (place, context) => openGitHub(place, context, await find(place, context, true)),
  };
}
