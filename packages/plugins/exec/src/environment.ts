import type { Secrets } from "@relspec/core";
import type { CommandTarget } from "./command.ts";

/** The names out of `present` that are asked for, by name or by a beginning (`LC_*`). */
export function namesToInherit(asked: readonly string[], present: readonly string[]): readonly string[] {
  const beginnings = asked.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1));
  const names = new Set(asked);
  return present.filter((name) => names.has(name) || beginnings.some((beginning) => name.startsWith(beginning)));
}

/** What is added to the environment: the release, the key of the step where there is one, then what the spec sets. */
export function addedEnvironment(
  target: CommandTarget,
  secrets: Secrets,
  running: { readonly release?: string; readonly key?: string },
): Readonly<Record<string, string>> {
  return {
    RELSPEC_VERSION: target.version,
    RELSPEC_COMMIT: target.commit,
    ...(running.release !== undefined && { RELSPEC_RELEASE: running.release }),
    ...(running.key !== undefined && { RELSPEC_KEY: running.key }),
    ...Object.fromEntries(Object.entries(target.env).map(([name, value]) => [name, secrets.fill(value)])),
  };
}

const placeholder = /\{\{\s*secrets\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g;

/**
 * Takes the values of the secrets this step was given out of a text, plain or as they stand in a JSON string. The engine
 * redacts whatever is recorded or shown; this comes before output is cut, so that no half of a secret is left over.
 */
export function secretMask(target: CommandTarget, secrets: Secrets): (text: string) => string {
  const names = new Set(
    Object.values(target.env).flatMap((value) => [...value.matchAll(placeholder)].map(([, name = ""]) => name)),
  );
  const masks = [...names].flatMap((name) => {
    const value = secrets.read(name);
    return [value, JSON.stringify(value).slice(1, -1)].map((form) => [form, `[secret ${name}]`] as const);
  });
  return (text) => masks.reduce((clean, [form, mask]) => clean.replaceAll(form, () => mask), text);
}
