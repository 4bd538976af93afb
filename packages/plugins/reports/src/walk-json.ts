import type { Fact, Json } from "@relspec/core";
import { limits } from "./limits.ts";

/** A value at one of the paths that were asked for. `path` has its keys, and the places in lists as numbers. */
export type JsonHandler = (path: readonly (string | number)[], value: Json) => void;

/**
 * The facts in a JSON report: of all its values only those at `paths` (`$.runs.*.results.*`) are made, one at a time.
 * @throws where it is not JSON, ends too soon, or is built to exhaust its reader.
 */
export async function* factsOfJson(
  pieces: AsyncIterable<string>,
  paths: readonly string[],
  make: (give: (fact: Fact) => void) => { readonly value: JsonHandler; readonly end?: () => void },
): AsyncIterable<Fact> {
  const { TokenParser, Tokenizer, TokenType } = await import("@streamparser/json");
  let facts: Fact[] = [];
  const { value: take, end } = make((fact) => void facts.push(fact));
  const tokenizer = new Tokenizer({ stringBufferSize: 65_536 });
  const parser = new TokenParser({ paths: [...paths], keepStack: false });
  let depth = 0;
  let done = false;
  let tokens = 0;
  tokenizer.onToken = (token) => {
    tokens += 1;
    if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) depth += 1;
    if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) depth -= 1;
    if (depth > limits.depth) throw new Error(`its values are nested more than ${limits.depth} deep`);
    parser.write(token);
    if (depth === 0) done = true;
  };
  // Once its value is whole it would take no more, and what follows it is an error of its own.
  parser.onEnd = () => undefined;
  parser.onValue = ({ value, key, stack }) => {
    const keys = [...stack.slice(1).map((each) => each.key), key];
    take(keys as readonly (string | number)[], value as Json);
  };
  const inside = parser as unknown as { readonly stack: readonly { readonly emit: boolean }[] };
  let text = 0;
  let kept = 0;
  for await (const piece of pieces) {
    const before = tokens;
    const rest = done ? piece.trim() : piece;
    if (done && rest !== "") throw new Error("something follows its end");
    if (!done) tokenizer.write(piece);
    text = tokens === before ? text + piece.length : 0;
    kept = inside.stack.some(({ emit }) => emit) ? kept + piece.length : 0;
    if (text > limits.text) throw new Error(`a text in it is longer than ${limits.text} characters`);
    if (kept > limits.value) throw new Error(`one value in it is longer than ${limits.value} characters`);
    yield* facts;
    facts = [];
  }
  if (!done) throw new Error("it ends before its last bracket");
  end?.();
  yield* facts;
}

/** A property of the value itself, never one that all objects have. */
export function own(value: Json | undefined, name: string): Json | undefined {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as { readonly [key: string]: Json })[name]
    : undefined;
}

export function textOf(value: Json | undefined, name: string): string | undefined {
  const found = own(value, name);
  return typeof found === "string" ? found : undefined;
}

export function listOf(value: Json | undefined, name: string): readonly Json[] {
  const found = own(value, name);
  return Array.isArray(found) ? found : [];
}
