import { isRelspecError, RelspecError } from "../errors/index.ts";
import { closest } from "../schema/closest.ts";

/** What Handlebars and JSON ask of whatever they print. */
const asked: readonly string[] = ["toHTML", "toJSON"];

/**
 * Plain data that refuses to be asked for what it does not have. Handlebars is strict about `{{name}}` and takes whatever an
 * unknown name gives in `{{#if name}}` and `{{#each name}}`. @throws `RS_SPEC_TEMPLATE` naming the keys there are.
 */
export function guarded<T>(data: T): T {
  if (typeof data !== "object" || data === null) return data;
  return new Proxy(data, {
    get(target, key) {
      const value = Reflect.get(target, key) as unknown;
      if (typeof key === "symbol" || Object.hasOwn(target, key) || Array.isArray(target)) return guarded(value);
      if (asked.includes(key)) return undefined;
      throw unknown(key, Object.keys(target));
    },
  });
}

function unknown(key: string, known: readonly string[]): RelspecError {
  const meant = closest(key, known);
  return new RelspecError("RS_SPEC_TEMPLATE", {
    message: `There is no value "${key}" here.`,
    details: { key, known },
    suggestions: [...(meant === undefined ? [] : [`Write \`${meant}\`.`]), `Use one of: ${known.join(", ")}.`],
  });
}

/** The key that was asked for and is not there; null for any other error. */
export function unknownKey(error: unknown): string | null {
  const key = isRelspecError(error) ? error.details["key"] : null;
  return typeof key === "string" ? key : null;
}
