/** The names that reach a program unless `inherit` says otherwise; `*` at the end stands for any rest. */
export const usualNames = ["PATH", "HOME", "LANG", "LC_*", "TERM", "TMPDIR", "CI", "USER", "SHELL"] as const;

const word = { type: "string", template: true } as const;

/** A program and its arguments. There is no shell, so nothing in an argument is ever read as code. */
function argv<const D extends string>(description: D) {
  return {
    type: "array",
    minItems: 1,
    items: word,
    expects: "a list of the program and each of its arguments, such as [npm, test]",
    description,
  } as const;
}

export const command = argv(
  "The program and its arguments, each a string of its own: `[npm, test]`. There is no shell; for one, write `[sh, -c, …]`.",
);

export const check = argv(
  "A program that says whether this is done already: exit code 0 is yes, 1 is no, anything else means that it cannot tell. It must not change anything.",
);

export const undo = argv("The program that takes this back. Without it, `relspec undo` reports the step as final.");

export const cwd = {
  type: "string",
  minLength: 1,
  description: "Folder to run in, relative to the project's root and inside it.",
} as const;

export const env = {
  type: "object",
  propertyNames: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
  additionalProperties: { type: "string", template: true, secret: true },
  template: true,
  secret: true,
  description: "Environment variables to set. A value may be `{{secrets.NAME}}`.",
} as const;

export const inherit = {
  type: "array",
  items: { type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]*\\*?$" },
  default: usualNames,
  description:
    "Names of the environment variables that are passed on; `LC_*` stands for all that begin so. What is not named is not passed on.",
} as const;

export const output = {
  enum: ["none", "json"],
  default: "none",
  description: "`json`: stdout is one JSON document, and is kept as the step's result for the steps after it.",
} as const;
