import { RelspecError } from "@relspec/core";
import type { Jira } from "./jira.ts";

/** What was asked, for messages: as in "Jira did not WHAT". */
export interface Attempt {
  readonly jira: Pick<Jira, "host" | "deployment" | "project">;
  readonly what: string;
}

/** @throws `RS_STEP_FAILED`: a login page, a proxy's greeting, an answer that was cut off. */
export function readJson(text: string, { jira, what }: Attempt): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const page = /^\s*</.test(text);
    throw new RelspecError("RS_STEP_FAILED", {
      message: `${jira.host} answers with ${page ? "a web page" : "something that is no JSON"} when asked to ${what}.`,
      details: { host: jira.host },
      suggestions: [
        "Look whether `site` of the plugin jira is the address of Jira itself, with nothing to log in to before it.",
      ],
      cause,
    });
  }
}

/** An answer that is not in the form Jira documents. Nothing is taken from it. */
export function misshapen({ jira, what }: Attempt, missing: string): RelspecError {
  return new RelspecError("RS_STEP_FAILED", {
    message: `${jira.host} answers in a form that Jira does not have when asked to ${what}: ${missing}.`,
    details: { host: jira.host },
    suggestions: ["Look whether `site` and `deployment` of the plugin jira are right: `relspec doctor`."],
  });
}

/** Reads one value of an answer, key by key; each throws {@link misshapen} where the type is another. */
export interface Part {
  part(key: string): Part;
  list(key: string): readonly Part[];
  text(key: string): string;
  /** The key of an issue, fit for a path. */
  key(key: string): string;
  /** Digits, fit for a path. */
  id(key: string): string;
  textOrNull(key: string): string | null;
  /** False when it is missing. */
  flag(key: string): boolean;
  whole(key: string): number;
  has(key: string): boolean;
  raw(key: string): unknown;
}

/** An answer that has to be an object. */
export function partOf(value: unknown, attempt: Attempt, at = "the answer"): Part {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw misshapen(attempt, `${at} is no object`);
  const get = (key: string): unknown =>
    Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  const must = (key: string, kind: string, fits: boolean): void => {
    if (!fits) throw misshapen(attempt, `\`${key}\` of ${at} is no ${kind}`);
  };
  return {
    part: (key) => partOf(get(key), attempt, `\`${key}\``),
    list: (key) => partsOf(get(key), attempt, `\`${key}\``),
    text: (key) => {
      const found = get(key);
      must(key, "text", typeof found === "string" && found !== "");
      return found as string;
    },
    key: (key) => {
      const found = get(key);
      must(key, "key of an issue", typeof found === "string" && /^[A-Z][A-Z0-9_]{1,254}-\d{1,10}$/.test(found));
      return found as string;
    },
    id: (key) => {
      const found = get(key);
      must(key, "number in digits", typeof found === "string" && /^\d{1,19}$/.test(found));
      return found as string;
    },
    textOrNull: (key) => {
      const found = get(key) ?? null;
      must(key, "text", found === null || typeof found === "string");
      return found as string | null;
    },
    flag: (key) => {
      const found = get(key) ?? false;
      must(key, "boolean", typeof found === "boolean");
      return found as boolean;
    },
    whole: (key) => {
      const found = get(key);
      must(key, "whole number", Number.isSafeInteger(found) && (found as number) >= 0);
      return found as number;
    },
    has: (key) => get(key) !== undefined && get(key) !== null,
    raw: get,
  };
}

/** An answer that has to be a list of objects. */
export function partsOf(value: unknown, attempt: Attempt, at = "the answer"): readonly Part[] {
  if (!Array.isArray(value)) throw misshapen(attempt, `${at} is no list`);
  return value.map((each) => partOf(each, attempt, `an entry of ${at}`));
}
