import type { JsonObject } from "@relspec/core";

/** Values of other tools' templates that relspec hands to a program in its environment. */
const inEnvironment: Readonly<Record<string, string>> = {
  version: "RELSPEC_VERSION",
  "nextRelease.version": "RELSPEC_VERSION",
  "nextRelease.gitHead": "RELSPEC_COMMIT",
  ".Version": "RELSPEC_VERSION",
  ".FullCommit": "RELSPEC_COMMIT",
};

const place = /\$\{\s*([\w.]+)\s*\}|<%=\s*([\w.]+)\s*%>|\{\{\s*([\w.]+)\s*\}\}/g;

/**
 * A step for a line that another tool gives to a shell after filling it in. Values reach the shell as variables, never as code.
 * Null when the line asks for a value that is no variable here, or for code of a template.
 */
export function shellStep(id: string, line: string, uses = "exec/run"): JsonObject | null {
  let whole = true;
  const script = line.replaceAll(place, (_, ...groups: (string | undefined)[]) => {
    const variable = inEnvironment[groups.find((group) => group !== undefined) ?? ""];
    if (variable === undefined) whole = false;
    return `\${${variable ?? ""}}`;
  });
  return whole && !/<%|\{\{/.test(script) ? { id, uses, with: { command: ["sh", "-c", script] } } : null;
}
