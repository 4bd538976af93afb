import { isRelspecError, RelspecError } from "../errors/index.ts";
import { compileTemplate } from "./compile-template.ts";
import { guarded, unknownKey } from "./guarded.ts";
import { lineOf } from "./line-of.ts";

interface DocumentOptions {
  /** Escape what is filled in for HTML. */
  readonly html: boolean;
  /** Path of the template, for messages. */
  readonly path?: string;
  /** The data holds every key it can have, so that asking for another is an error in `{{#if}}` and `{{#each}}` too. */
  readonly complete?: boolean;
}

/**
 * A document or message from a Handlebars template: strict (an unknown name is an error), without access to prototypes, and
 * with a few pure helpers: `date`, `upper`, `lower`, `join`, `eq`, `default`, `link`, `json`.
 * @throws `RS_SPEC_TEMPLATE` with the file and line, where they are known.
 */
export async function renderDocument(template: string, data: unknown, options: DocumentOptions): Promise<string> {
  const { html, path, complete = false } = options;
  const { render, parse } = await compileTemplate(template, { html });
  try {
    return render(complete ? guarded(data) : data);
  } catch (error) {
    const line = lineOf(error, { key: unknownKey(error), parse });
    const at = [path, ...(line === null ? [] : [line])].filter((part) => part !== undefined);
    const where = at.length === 0 ? "" : path === undefined ? ` (line ${line})` : ` ${at.join(":")}`;
    throw new RelspecError("RS_SPEC_TEMPLATE", {
      message: `The template${where} cannot be rendered: ${saying(error)}`,
      details: { ...(path !== undefined && { file: path }), ...(line !== null && { line }) },
      suggestions: isRelspecError(error) ? error.suggestions : [`Look at the names ${path ?? "the template"} uses.`],
      cause: error,
    });
  }
}

function saying(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const name = /^"([^"]{1,200})" not defined in /.exec(text)?.[1];
  return name === undefined ? text : `There is no value "${name}" here.`;
}
