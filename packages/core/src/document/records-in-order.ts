import type { ReleaseRecord } from "../model/record.ts";

/** Oldest first: by the moment they were opened, then by id, so that the order they come in does not matter. */
export function inOrder(records: readonly ReleaseRecord[]): readonly ReleaseRecord[] {
  const key = ({ openedAt, id }: ReleaseRecord) => `${openedAt} ${id}`;
  return records.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
