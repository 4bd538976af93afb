/** Options that all gates over reports share. */
export const reports = {
  description: "Path of the report, or several; * and ** stand for any part.",
  anyOf: [
    { type: "string", minLength: 1 },
    { type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
  ],
} as const;

export const bound = {
  type: "boolean",
  default: false,
  description: "Every report must say which build it is of; one that says another never counts.",
} as const;
