import { type ErrorCode, errorTable, exitCodeOf, RelspecError } from "@relspec/core";
import { closest } from "../closest.ts";

export interface ErrorStory {
  readonly code: string;
  readonly title: string;
  readonly help: string;
  readonly exitCode: number;
  readonly ref: string;
}

/** A row of the error table, however the code is written. @throws `RS_USAGE`. */
export function findError(name: string): ErrorStory {
  const codes = Object.keys(errorTable) as ErrorCode[];
  const upper = name.toUpperCase().replaceAll("-", "_");
  const code = codes.find((candidate) => candidate === upper || candidate === `RS_${upper}`);
  if (code === undefined) {
    const meant = closest(upper, codes);
    throw new RelspecError("RS_USAGE", {
      message: `There is no error \`${name}\`.`,
      details: { code: name },
      suggestions:
        meant === undefined
          ? ["The reference page docs/reference/errors.md lists all codes."]
          : [`Did you mean \`${meant}\`?`],
    });
  }
  const { title, help } = errorTable[code];
  return { code, title, help, exitCode: exitCodeOf(code), ref: `docs/reference/errors.md#${code.toLowerCase()}` };
}
