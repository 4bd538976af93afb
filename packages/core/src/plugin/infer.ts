/** A JSON Schema (2020-12) written as a literal. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema | boolean>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  /** `{{…}}` is rendered in this string (or in the strings of this list or map) when the plan is made. */
  readonly template?: boolean;
  /** May hold `{{secrets.NAME}}`, which is filled in only while a step runs and is never recorded. */
  readonly secret?: boolean;
  readonly [keyword: string]: unknown;
}

type Simplify<T> = { [K in keyof T]: T[K] } & {};

type OfType<T> = T extends "string"
  ? string
  : T extends "integer" | "number"
    ? number
    : T extends "boolean"
      ? boolean
      : T extends "null"
        ? null
        : unknown;

type Present<P, R> = {
  [K in keyof P as K extends R ? K : P[K] extends { readonly default: unknown } ? K : never]: Infer<P[K]>;
};
type Optional<P, R> = {
  [K in keyof P as K extends R ? never : P[K] extends { readonly default: unknown } ? never : K]?: Infer<P[K]>;
};
type ObjectOf<S> = S extends { readonly properties: infer P }
  ? Simplify<Readonly<Present<P, Required<S>> & Optional<P, Required<S>>>>
  : S extends { readonly additionalProperties: infer A extends Schema }
    ? Readonly<Record<string, Infer<A>>>
    : Readonly<Record<string, unknown>>;
type Required<S> = S extends { readonly required: readonly (infer R)[] } ? R : never;

/**
 * The type of the values a schema accepts, after defaults are filled in: a property with a `default` is always present.
 * A keyword it does not know gives `unknown`, never a wrong type.
 */
export type Infer<S> = S extends { readonly const: infer C }
  ? C
  : S extends { readonly enum: readonly (infer E)[] }
    ? E
    : S extends { readonly type: "object"; readonly properties: object }
      ? // Branches beside properties only say which of them must come together.
        ObjectOf<S>
      : S extends { readonly oneOf: readonly (infer O)[] }
        ? Infer<O>
        : S extends { readonly anyOf: readonly (infer O)[] }
          ? Infer<O>
          : S extends { readonly type: "object" }
            ? ObjectOf<S>
            : S extends { readonly type: "array" }
              ? S extends { readonly items: infer I }
                ? readonly Infer<I>[]
                : readonly unknown[]
              : S extends { readonly type: readonly (infer T)[] }
                ? OfType<T>
                : S extends { readonly type: infer T }
                  ? OfType<T>
                  : unknown;
