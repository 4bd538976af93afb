import { RelspecError } from "../errors/index.ts";

interface DocumentOptions {
  /** Escape what is filled in for HTML. */
  readonly html: boolean;
  /** Path of the template, for the error. */
  readonly path?: string;
}

/**
 * A document or message from a Handlebars template: strict (an unknown name is an error), without access to prototypes, and
 * with a few pure helpers: `date`, `upper`, `join`, `eq`, `default`.
 * @throws `RS_SPEC_TEMPLATE`.
 */
export async function renderDocument(
  template: string,
  data: unknown,
  { html, path }: DocumentOptions,
): Promise<string> {
  const { default: handlebars } = await import("handlebars");
  const own = handlebars.create();
  own.registerHelper({
    date: (value: unknown) => String(value).slice(0, 10),
    upper: (value: unknown) => String(value).toUpperCase(),
    join: (list: unknown, separator: unknown) =>
      Array.isArray(list) ? list.join(typeof separator === "string" ? separator : ", ") : "",
    eq: (a: unknown, b: unknown) => a === b,
    default: (value: unknown, other: unknown) =>
      value === undefined || value === null || value === "" ? other : value,
  });
  try {
    const render = own.compile(template, { strict: true, noEscape: !html, knownHelpersOnly: false });
    return render(data, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false });
  } catch (error) {
    throw new RelspecError("RS_SPEC_TEMPLATE", {
      message: `The template${path === undefined ? "" : ` ${path}`} cannot be rendered: ${error instanceof Error ? error.message : String(error)}`,
      suggestions: [`Look at the names ${path ?? "the template"} uses.`],
      cause: error,
    });
  }
}
