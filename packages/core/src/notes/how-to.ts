import type { Change } from "../model/change.ts";
import { plainLine } from "../version/plain-text.ts";
import type { HowTo } from "./notes-data.ts";

const trailer = /^how-?to:[ \t]*(\S.*)$/im;
const address = /https?:\/\/[^\s()<>"'`\\[\]{}|^]{1,1000}/g;
/** Pages about the work on a change, which tell nobody how to use it. */
const ofWork =
  /\/(?:issues|pull|pulls|pull-requests|pullrequest|merge_requests|commit|commits|compare|browse|_workitems)\//;

/** How to use what a commit brings: its trailer `How-To:`, else the first address in its body that is not about the work itself. */
export function howToOf({ body }: Pick<Change, "body">): HowTo | null {
  const said = plainLine(trailer.exec(body)?.[1] ?? "", 1_000);
  if (said !== "") return { text: said, url: new RegExp(`^${address.source}$`).test(said) ? said : null };
  // An address takes a few letters at least; most bodies have none.
  if (!body.includes("://")) return null;
  for (const [found] of body.matchAll(address)) {
    const url = found.replace(/[.,;:!?*_]+$/, "");
    if (URL.canParse(url) && !ofWork.test(url)) return { text: url, url };
  }
  return null;
}

/** Features that say nothing of how to use them. */
export function withoutHowTo(changes: readonly Change[]): readonly Change[] {
  return changes.filter(
    (change) =>
      change.bump !== undefined &&
      change.file === undefined &&
      change.type?.toLowerCase() === "feat" &&
      howToOf(change) === null,
  );
}
