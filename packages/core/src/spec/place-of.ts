import type { Diagnostic } from "../errors/diagnostic.ts";
import type { MergedSpec } from "./merge-specs.ts";
import { shownPath } from "./shown-path.ts";

/** Where a part of a merged spec was written; for one that is not there, its nearest ancestor. */
export function placeOf(
  merged: MergedSpec,
  pointer: string,
  what: "key" | "value",
): Pick<Diagnostic, "file" | "line" | "column" | "pointer" | "frame"> {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const origin = merged.origins.get(at);
    if (origin) {
      const { file, map, prefix } = origin.source;
      const inFile = prefix + origin.pointer + pointer.slice(at.length);
      const name = { file: shownPath(file), pointer: inFile };
      if (!map) return name;
      const place = map.locate(inFile, what);
      return { ...name, ...place, frame: map.frame(place) };
    }
    if (at === "") return { pointer };
  }
}
