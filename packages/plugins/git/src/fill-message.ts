import { RelspecError } from "@relspec/core";

/** The template with each `{{name}}` replaced by its value, as it is. @throws `RS_SPEC_TEMPLATE` for a name that is not among the values. */
export function fillMessage(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{([^{}]*)\}\}/g, (_, inner: string) => {
    const name = inner.trim();
    if (Object.hasOwn(values, name)) return values[name] as string;
    throw new RelspecError("RS_SPEC_TEMPLATE", {
      message: `A message of the git plugin names "${name}", which is not a value.`,
      suggestions: [
        `Use one of: ${Object.keys(values)
          .map((each) => `{{${each}}}`)
          .join(", ")}.`,
      ],
    });
  });
}
