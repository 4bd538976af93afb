import type { Json } from "../model/json.ts";
import { secretsIn } from "../template/secrets-in.ts";
import type { Secrets } from "./context.ts";
import type { CheckupAnswer } from "./plugin.ts";

/** What a checkup answers when secrets that options name are not in the environment; null when all are. */
export function missingSecrets(options: Json, who: string, secrets: Pick<Secrets, "has">): CheckupAnswer | null {
  const missing = secretsIn(options).filter((name) => !secrets.has(name));
  if (missing.length === 0) return null;
  return {
    verdict: "failed",
    message: `${who} needs what is not in the environment: ${missing.join(", ")}.`,
    fix: missing.map((name) => `Set the environment variable ${name}.`),
  };
}
