import { RelspecError } from "@relspec/core";
import { readList } from "./answers.ts";
import type { GitHub } from "./open-github.ts";

/** GitHub shows no more of any list. A server that goes on and on is not followed further. */
const most = 10_000;

/**
 * All items of a list, page by page, until the caller has what it wants. An answer with fewer items than a page is the last.
 * @throws `RS_STEP_FAILED` when the list is longer than GitHub's are.
 */
export async function* listPages(
  github: GitHub,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  { doing, size = 100, of }: { readonly doing: string; readonly size?: number; readonly of?: string },
): AsyncGenerator<unknown, void, void> {
  for (let page = 1; (page - 1) * size < most; page++) {
    const { data } = await github.ask(route, { ...parameters, per_page: size, page }, { doing });
    const inner = of === undefined ? data : (data as Readonly<Record<string, unknown>> | null)?.[of];
    const items = readList(inner, github);
    yield* items;
    if (items.length < size) return;
  }
  throw new RelspecError("RS_STEP_FAILED", {
    message: `${new URL(github.place.api).host} has more than ${most} to ${doing}.`,
    details: { route },
  });
}
