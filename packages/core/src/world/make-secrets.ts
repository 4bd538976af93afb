import { RelspecError } from "../errors/relspec-error.ts";
import type { Secrets } from "../plugin/context.ts";
import { type Redactor, shortestSecret } from "./redactor.ts";

const placeholder = /\{\{\s{0,8}secrets\.([A-Za-z_][A-Za-z0-9_]{0,127})\s{0,8}\}\}/g;

/** Secrets out of environment variables. Whatever is read is taught to the redactor before it is handed out. */
export function makeSecrets(env: Readonly<Record<string, string | undefined>>, redactor: Redactor): Secrets {
  const valueOf = (name: string) => (Object.hasOwn(env, name) ? (env[name] ?? "") : "");

  const read = (name: string): string => {
    const value = valueOf(name);
    if (value === "") {
      throw new RelspecError("RS_RUN_SECRET", {
        message: `The secret ${name} is not in the environment.`,
        suggestions: [`Set the environment variable ${name}.`],
        details: { secret: name },
      });
    }
    if (value.trim().length < shortestSecret) {
      throw new RelspecError("RS_RUN_SECRET", {
        message: `The secret ${name} is shorter than ${shortestSecret} characters, so it could not be kept out of logs without hiding everything else.`,
        suggestions: [`Set ${name} to the real, longer value.`],
        details: { secret: name },
      });
    }
    redactor.learn(name, value);
    return value;
  };

  return {
    read,
    // A function as replacement: a value may hold `$&`, which is a pattern in a replacement string.
    fill: (text) => text.replace(placeholder, (_, name: string) => read(name)),
    has: (name) => {
      const value = valueOf(name);
      if (value.trim().length >= shortestSecret) redactor.learn(name, value);
      return value !== "";
    },
  };
}
