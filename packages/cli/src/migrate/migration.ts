import type { JsonObject, Json } from "@relspec/core";

/** What relspec makes of another tool's configuration. */
export interface Migration {
  /** Keys of a written spec besides `apiVersion`; `name` where the other tool names the project. */
  readonly spec: JsonObject & { readonly plugins: Readonly<Record<string, JsonObject>> };
  /** What was carried over: a key of the other tool, and where it is now. */
  readonly carried: readonly Carried[];
  /** What was not, why, and what to do instead. */
  readonly left: readonly Left[];
}

export interface Carried {
  readonly from: string;
  readonly to: string;
}

export interface Left {
  readonly key: string;
  readonly reason: string;
}

/** What a migration may look at: nothing but the repository. */
export interface MigrationContext {
  /** What is written for the tool. Not checked by anybody yet. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Text of a file, null where there is none. */
  readonly read: (path: string) => Promise<string | null>;
  /** Names of the tags that HEAD has, the newest version first. */
  readonly tags: readonly string[];
  /** The options of plugins that find themselves of use in this repository. */
  readonly detected: Readonly<Record<string, JsonObject>>;
}

/** Collects a migration key by key, so that nothing of the other configuration is passed over in silence. */
export interface Account {
  carry(from: string, to: string): void;
  leave(key: string, reason: string): void;
  /** Names the keys of an object that nobody has looked at. */
  rest(given: Readonly<Record<string, unknown>>, known: readonly string[], prefix: string): void;
  readonly carried: readonly Carried[];
  readonly left: readonly Left[];
}

export function keepAccount(tool: string): Account {
  const carried: Carried[] = [];
  const left: Left[] = [];
  const leave = (key: string, reason: string) => void left.push({ key, reason });
  return {
    carried,
    left,
    leave,
    carry: (from, to) => void carried.push({ from, to }),
    rest: (given, known, prefix) => {
      for (const key of Object.keys(given))
        if (!known.includes(key)) leave(`${prefix}${key}`, `relspec has nothing that does what ${tool} does with it.`);
    },
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

/** A list, also of what was written without brackets. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((each) => typeof each === "string");
}

/** Without what is undefined, and without empty parts, so that a spec holds what says something. */
export function withoutEmpty(value: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, Json] => {
      const given = entry[1];
      if (given === undefined) return false;
      return typeof given !== "object" || given === null || Object.keys(given).length > 0;
    }),
  );
}
