import { isRelspecError, RelspecError } from "../errors/index.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import type { Checkup, CheckupAnswer } from "../plugin/plugin.ts";
import { worldContext } from "../world/contexts.ts";
import type { World } from "../world/world.ts";
import { asRelspecError } from "./step-errors.ts";

export type CheckupResult = CheckupAnswer & { readonly id: string; readonly title: string };

/** Every capability the plugins can prove, side by side; one that throws has failed. */
export async function examineCheckups(
  catalogue: Catalogue,
  {
    world,
    signal,
    only,
  }: { readonly world: World; readonly signal: AbortSignal; readonly only?: (checkup: Checkup) => boolean },
): Promise<readonly CheckupResult[]> {
  const checkups = catalogue.plugins
    .flatMap(({ contributions }) => contributions.checkups ?? [])
    .filter(only ?? (() => true));
  const context = worldContext(world, signal);
  return Promise.all(
    checkups.map(async (checkup) => {
      const { id, title } = checkup;
      try {
        return { ...(await checkup.examine(context)), id, title };
      } catch (error) {
        signal.throwIfAborted();
        return { ...failedBy(error, world.redact), id, title };
      }
    }),
  );
}

/** What was thrown, as an answer with the error's own remedies. */
export function failedBy(error: unknown, redact: (text: string) => string): CheckupAnswer {
  const told = asRelspecError(error);
  return {
    verdict: "failed",
    message: redact(told.message),
    ...(told.suggestions.length > 0 && { fix: told.suggestions.map(redact) }),
    ...(isRelspecError(error) && { code: error.code }),
  };
}

/** Refuse to open a release where a blocking checkup fails. @throws the checkup's own code, by default `RS_PLAN_TREE`. */
export async function refuseUnfit(
  catalogue: Catalogue,
  { world, signal }: { readonly world: World; readonly signal: AbortSignal },
): Promise<void> {
  const results = await examineCheckups(catalogue, { world, signal, only: ({ blocks }) => blocks === true });
  const failed = results.filter(({ verdict }) => verdict === "failed");
  const [first] = failed;
  if (!first) return;
  throw new RelspecError(first.code ?? "RS_PLAN_TREE", {
    message: failed.map(({ message }) => message).join(" "),
    details: { checkups: failed.map(({ id }) => id) },
    suggestions: failed.flatMap(({ fix }) => fix ?? []),
  });
}
