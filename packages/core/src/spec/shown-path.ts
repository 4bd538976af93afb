import { relative } from "node:path";

/** A file as people are told of it: from the working directory where it is below that, else whole. */
export function shownPath(file: string): string {
  const shown = relative(process.cwd(), file);
  return shown === "" || shown.startsWith("..") ? file : shown;
}
