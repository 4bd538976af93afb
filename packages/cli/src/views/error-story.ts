import type { ErrorStory } from "../services/find-error.ts";
import { indented } from "./layout.ts";
import type { Style } from "./style.ts";

export function renderErrorStory({ code, title, help, exitCode, ref }: ErrorStory, style: Style): string {
  return [
    `${style.bold(code)}  ${title}`,
    "",
    ...indented(help, style.width),
    "",
    `  ${style.dim(`exit code ${exitCode} ${style.symbols.dot} ${ref}`)}`,
  ].join("\n");
}
