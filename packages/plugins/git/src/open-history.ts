import type { OpenHistory } from "@relspec/core";
import type { Asked } from "./asked.ts";
import { type Fetching, fetchMore, fetchTrees, refuseHistory, remoteTags } from "./fetch-history.ts";
import type { GitOptions } from "./options.ts";
import { streamLog } from "./read-log.ts";
import { readPlace } from "./read-place.ts";
import { readRefs } from "./read-refs.ts";
import { readRemote } from "./read-remote.ts";
import { webUrl } from "./web-url.ts";

/**
 * Head, tags and remote side by side, and one `git log` when it is read. A clone that is cut off is completed first.
 * @throws `RS_PLAN_HISTORY` where it cannot be: nothing is told from half of a history.
 */
export async function openHistory({ remote }: Pick<GitOptions, "remote">, { query, env }: Asked): Promise<OpenHistory> {
  const [place, refs, told] = await Promise.all([
    readPlace(query),
    readRefs(query).then(
      (read) => ({ read }),
      (error: unknown) => ({ error }),
    ),
    readRemote(query, remote),
  ]);
  if ("error" in refs) throw refs.error;
  const head = place.commit;
  const fetching: Fetching = { reach: { run: query, env }, remote, head, branch: place.branch };
  const partial = place.shallow || told.withoutTags;
  if (partial && told.url === null) throw refuseHistory(remote, null);
  const tags = partial ? new Map([...refs.read.tags, ...(await remoteTags(fetching))]) : refs.read.tags;
  if (place.shallow) await fetchMore(fetching, "--unshallow");
  return {
    url: told.url === null ? null : webUrl(told.url),
    tags,
    prefix: place.prefix,
    async read(onCommit, { paths }) {
      if (paths && told.filter?.startsWith("tree:")) await fetchTrees(fetching, []);
      await streamLog(query, { head, without: [], paths }, onCommit);
    },
  };
}
