import type { BranchFact, History } from "@relspec/core";
import type { Asked } from "./asked.ts";
import { cleanName } from "./clean-text.ts";
import { type Channels, fetchNotes, readChannels } from "./read-channels.ts";
import { channelNotes, readRefs, type Refs } from "./read-refs.ts";

/** Which channels versions are on matters only where there are several branches to release from. */
export async function findChannels(
  { query, env }: Pick<Asked, "query" | "env">,
  {
    branches,
    refs,
    remote,
  }: { readonly branches: readonly BranchFact[]; readonly refs: Refs; readonly remote: string | null },
): Promise<{ readonly channels: ReadonlyMap<string, Channels>; readonly warnings: History["warnings"] }> {
  if (branches.length < 2) return { channels: new Map(), warnings: [] };
  const asked = remote === null || (await fetchNotes(query, env, remote));
  const { notes } = remote === null || !asked ? refs : await readRefs(query);
  return {
    channels: await readChannels(query, { ...refs, notes }),
    warnings: asked ? [] : [unknownChannels(remote)],
  };
}

function unknownChannels(remote: string): History["warnings"][number] {
  return {
    code: "RS_PLAN_HISTORY",
    message: `The remote "${cleanName(remote)}" could not be asked which channels its versions are on; this is what the clone knows.`,
    suggestions: [`git fetch ${remote} "+${channelNotes}*:${channelNotes}*"`],
  };
}
