/** ISO 8601, for example `PT2H` or `P7D`. */
export const duration = {
  type: "string",
  pattern: "^P(?!$)(?:\\d+W|(?:\\d+D)?(?:T(?=\\d)(?:\\d+H)?(?:\\d+M)?(?:\\d+(?:\\.\\d+)?S)?)?)$",
  description: "A duration in ISO 8601, for example PT2H or P7D.",
} as const;

export const text = (description: string) => ({ type: "string", minLength: 1, description }) as const;

export const texts = (description: string) =>
  ({ type: "array", items: { type: "string", minLength: 1 }, description }) as const;

/** A part of the format that is recorded as it is written, or that this version refuses: see `spec/unsupported.ts`. */
export const open = (description: string) => ({ description }) as const;

/** A list of named things that may also be written as a map by name. */
export function listOrMap<const I extends { readonly properties: object; readonly required?: readonly string[] }>(
  item: I,
  description: string,
) {
  const { name: _, ...properties } = item.properties as Readonly<Record<string, unknown>>;
  const required = (item.required ?? []).filter((key) => key !== "name");
  return {
    description,
    oneOf: [
      { type: "array", items: item },
      { type: "object", additionalProperties: { ...item, properties, required } },
    ],
  } as const;
}
