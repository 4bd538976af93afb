import { type ReadContext, RelspecError } from "@relspec/core";
import type { Question } from "./ask-registry.ts";
import { placesOf, readNpmConfig, withSlash } from "./npm-config.ts";

type Asked = Pick<ReadContext, "root" | "env" | "secrets">;

/** How a registry is reached from here: what npm is configured with, else a token from the environment. */
export interface RegistryAccess {
  readonly authorization: string | null;
  /** For npm itself: credentials it would not find on its own. */
  readonly env: Readonly<Record<string, string>>;
}

/** Where a token is looked for when npm's configuration has none for the registry. */
export const tokenVariables = ["NPM_TOKEN", "NODE_AUTH_TOKEN"] as const;
/** What a well-known CI action puts into NODE_AUTH_TOKEN when it was given nothing. */
const placeholder = /^(?:X{5}-){3}X{5}$/;

/**
 * @param folder the npm project's root, relative to the spec's.
 * @param lend give the registry a token from the environment. Not while planning: a pull request may name any registry.
 */
export async function accessTo(
  asked: Asked,
  { registry, folder, lend }: { registry: string; folder: string; lend: boolean },
): Promise<RegistryAccess> {
  const authorization = (await readNpmConfig(asked, folder)).authorization(registry);
  if (authorization !== null || !lend) return { authorization, env: {} };
  for (const name of tokenVariables) {
    if (!asked.secrets.has(name)) continue;
    const token = asked.secrets.read(name);
    if (placeholder.test(token)) continue;
    return { authorization: `Bearer ${token}`, env: { [`npm_config_${placesOf(registry)[0]}:_authToken`]: token } };
  }
  return { authorization: null, env: {} };
}

/** A question to a registry with the right credentials. */
export async function questionTo(
  asked: Asked,
  { timeout, ...place }: { registry: string; folder: string; lend: boolean; timeout: number },
): Promise<Question> {
  const { authorization } = await accessTo(asked, place);
  return { registry: place.registry, authorization, timeout };
}

/** A registry's address as it stands in a target. @throws `RS_SPEC_INVALID` for what is none, or holds a password. */
export function registryAddress(written: string): string {
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: `${JSON.stringify(written.slice(0, 200))} is no address of a registry.`,
      suggestions: ["Write it as npm does: https://registry.example.com/"],
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: `The address of the registry ${url.host} holds a user name or password, which would end up in the plan.`,
      suggestions: [`Move it to an npmrc: //${url.host}${withSlash(url.pathname)}:_authToken=\${NPM_TOKEN}`],
    });
  }
  url.search = "";
  url.hash = "";
  return withSlash(url.href);
}

/** Whether npm can get a token of its own from where this runs: trusted publishing. */
export function offersIdentity({ env, secrets }: Asked): boolean {
  return (
    (env["ACTIONS_ID_TOKEN_REQUEST_URL"] !== undefined && secrets.has("ACTIONS_ID_TOKEN_REQUEST_TOKEN")) ||
    secrets.has("NPM_ID_TOKEN")
  );
}
