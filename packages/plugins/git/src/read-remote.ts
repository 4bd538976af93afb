import type { RunProgram } from "@relspec/core";
import { tryGit } from "./run-git.ts";

/** What the clone's configuration says of a remote. */
export interface RemoteFacts {
  /** Its address; null when there is no such remote. */
  readonly url: string | null;
  /** The clone was told to leave tags out. */
  readonly withoutTags: boolean;
  /** What a partial clone leaves out, as `git clone --filter` takes it; null in a clone that has everything. */
  readonly filter: string | null;
}

/** In one git process, in two where the configuration rewrites addresses. */
export async function readRemote(run: RunProgram, remote: string): Promise<RemoteFacts> {
  const name = remote.replace(/[.]/g, "\\.");
  const pattern = `^remote\\.${name}\\.(url|tagopt|partialclonefilter)$|^url\\..*\\.insteadof$`;
  const { stdout } = await tryGit(run, ["config", "--null", "--get-regexp", pattern]);
  const values = new Map<string, string>();
  let rewritten = false;
  for (const entry of stdout.split("\0")) {
    const at = entry.indexOf("\n");
    const key = entry.slice(0, at);
    if (key.startsWith("url.")) rewritten = true;
    // Of several addresses the first is the one that is fetched from.
    else if (!key.endsWith(".url") || !values.has("url"))
      values.set(key.slice(key.lastIndexOf(".") + 1), entry.slice(at + 1));
  }
  const url = values.get("url") ?? null;
  const real = url !== null && rewritten ? await tryGit(run, ["remote", "get-url", "--end-of-options", remote]) : null;
  return {
    url: real?.code === 0 ? real.stdout.trim() : url,
    withoutTags: values.get("tagopt") === "--no-tags",
    filter: values.get("partialclonefilter") ?? null,
  };
}
