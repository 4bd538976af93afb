import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ReadContext } from "@relspec/core";

/** Who to be at a registry. `identityToken` stands for a password where a registry gives those. */
export type Credentials = { readonly user: string; readonly password: string } | { readonly identityToken: string };

/** As a spec writes it; both may be `{{secrets.NAME}}`. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

type Asked = Pick<ReadContext, "secrets" | "env" | "query" | "log">;

/**
 * Credentials for a registry: the spec's, else what `docker login`, `podman login` or `buildah login` have left on this
 * machine, credential helpers included. Null: nobody in particular.
 *
 * @throws `RS_RUN_SECRET` when the spec names a secret that is not there.
 */
export async function credentialsFor(
  registry: string,
  login: Login | undefined,
  context: Asked,
): Promise<Credentials | null> {
  if (login) return { user: context.secrets.fill(login.username), password: context.secrets.fill(login.password) };
  for (const path of authFiles(context.env)) {
    const found = await readAuthFile(path, registry, context);
    if (found) return found;
  }
  return null;
}

/** The strongest first, each tool's own variable before its place. */
function authFiles(env: ReadContext["env"]): readonly string[] {
  const home = env["HOME"] ?? homedir();
  const runtime = env["XDG_RUNTIME_DIR"];
  return [
    env["REGISTRY_AUTH_FILE"],
    join(env["DOCKER_CONFIG"] ?? join(home, ".docker"), "config.json"),
    ...(runtime === undefined ? [] : [join(runtime, "containers", "auth.json")]),
    join(env["XDG_CONFIG_HOME"] ?? join(home, ".config"), "containers", "auth.json"),
  ].filter((path) => path !== undefined);
}

async function readAuthFile(path: string, registry: string, context: Asked): Promise<Credentials | null> {
  const config = record(parsed(await readFile(path, "utf8").catch(() => "")));
  const keys =
    registry === "docker.io" ? ["https://index.docker.io/v1/", "docker.io", "index.docker.io"] : namesOf(registry);
  const helpers = record(config["credHelpers"]);
  for (const key of keys) {
    const entry = record(record(config["auths"])[key]);
    if (typeof entry["identitytoken"] === "string" && entry["identitytoken"] !== "")
      return { identityToken: entry["identitytoken"] };
    const pair = typeof entry["auth"] === "string" ? Buffer.from(entry["auth"], "base64").toString() : "";
    const colon = pair.indexOf(":");
    if (colon > 0) return { user: pair.slice(0, colon), password: pair.slice(colon + 1) };
    const helper = helpers[key] ?? config["credsStore"];
    const found = typeof helper === "string" ? await askHelper(helper, key, context) : null;
    if (found) return found;
  }
  return null;
}

function namesOf(registry: string): readonly string[] {
  return [registry, `https://${registry}`, `http://${registry}`, `https://${registry}/v1/`];
}

/** The protocol of docker's credential helpers: the registry on stdin, JSON on stdout. */
async function askHelper(helper: string, key: string, { query, log }: Asked): Promise<Credentials | null> {
  if (!/^[A-Za-z0-9._-]+$/.test(helper)) return null;
  try {
    const { stdout } = await query([`docker-credential-${helper}`, "get"], {
      input: key,
      timeout: 10_000,
      limit: 2 ** 20,
    });
    const { Username: user, Secret: secret } = record(parsed(stdout));
    if (typeof user !== "string" || typeof secret !== "string" || secret === "") return null;
    return user === "<token>" ? { identityToken: secret } : { user, password: secret };
  } catch {
    // A helper without an entry for this registry ends with 1, as one that is broken does.
    log(`docker-credential-${helper} has no credentials for ${key}`);
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
