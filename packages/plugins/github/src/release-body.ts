import { markedText } from "@relspec/core";

export { markerOf, sameText } from "@relspec/core";

/** GitHub takes no longer text, in characters. */
export const longestBody = 125_000;

/** Text with its marker, as long as GitHub takes it; `full` is where all of it can be read. */
export function bodyOf(text: string, given: { readonly marker: string; readonly full: string }): string {
  return markedText(text, { ...given, longest: longestBody });
}
