import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { ReadContext } from "@relspec/core";

type Asked = Pick<ReadContext, "root" | "env" | "secrets">;

/** What npm is configured with, read without starting npm: from the environment, the project's, the user's and the global npmrc. */
export interface NpmConfig {
  /** A key as npm writes it: `registry`, `@acme:registry`; the strongest place wins. */
  readonly get: (key: string) => string | undefined;
  /** Where a package goes or comes from, with a final slash. */
  readonly registryOf: (name: string) => string;
  /** Value for an `authorization` header of requests to a registry; null when nothing is configured. */
  readonly authorization: (registry: string) => string | null;
}

const defaultRegistry = "https://registry.npmjs.org/";

/** @param folder the npm project's root, relative to the spec's. */
export async function readNpmConfig(asked: Asked, folder: string): Promise<NpmConfig> {
  const { env } = asked;
  const home = env["HOME"] || env["USERPROFILE"] || homedir();
  const prefix =
    setting(env, "prefix") ??
    env["PREFIX"] ??
    (process.platform === "win32" ? dirname(process.execPath) : dirname(dirname(process.execPath)));
  const places = [
    join(asked.root, folder, ".npmrc"),
    setting(env, "userconfig") ?? join(home, ".npmrc"),
    setting(env, "globalconfig") ?? join(prefix, "etc", "npmrc"),
  ];
  const layers = await Promise.all(places.map((place) => readLayer(place, (name) => valueOf(asked, name))));

  const get = (key: string): string | undefined =>
    setting(env, key) ?? secretSetting(asked, key) ?? layers.find((layer) => layer.has(key))?.get(key);
  return {
    get,
    registryOf: (name) => {
      const scope = name.startsWith("@") ? name.split("/")[0] : undefined;
      return withSlash((scope && get(`${scope}:registry`)) || get("registry") || defaultRegistry);
    },
    authorization: (registry) => {
      for (const place of placesOf(registry)) {
        const token = get(`${place}:_authToken`);
        if (token) return `Bearer ${token}`;
        const basic = get(`${place}:_auth`);
        if (basic) return `Basic ${basic}`;
        const [user, password] = [get(`${place}:username`), get(`${place}:_password`)];
        if (user && password)
          return `Basic ${Buffer.from(`${user}:${Buffer.from(password, "base64").toString()}`).toString("base64")}`;
      }
      return null;
    },
  };
}

/** `//host/path/` and every folder above it, as credentials are written in an npmrc; each with and without its slash. */
export function placesOf(registry: string): readonly string[] {
  if (!URL.canParse(registry)) return [];
  const { host, pathname } = new URL(registry);
  const parts = pathname.split("/").filter((part) => part !== "");
  return parts
    .map((_, index) => parts.slice(0, parts.length - index))
    .concat([[]])
    .flatMap((above) => {
      const place = `//${[host, ...above].join("/")}`;
      return [`${place}/`, place];
    });
}

export function withSlash(registry: string): string {
  return registry.endsWith("/") ? registry : `${registry}/`;
}

async function readLayer(
  path: string,
  lookUp: (name: string) => string | undefined,
): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null || text.trim() === "") return new Map();
  const { parse } = await import("ini");
  const settings = new Map<string, string>();
  for (const [key, value] of Object.entries(parse(text))) {
    if (["string", "boolean", "number"].includes(typeof value))
      settings.set(filled(key, lookUp), filled(String(value), lookUp));
  }
  return settings;
}

/** `${NAME}` from the environment, left as it is when there is none; `${NAME?}` is then empty. */
function filled(text: string, lookUp: (name: string) => string | undefined): string {
  return text.replace(
    /(?<!\\)((?:\\\\)*)\$\{([^${}?]+)(\?)?\}/g,
    (whole, slashes: string, name: string, optional?: string) => {
      const value = lookUp(name);
      return value === undefined ? (optional ? slashes : whole) : slashes.slice(slashes.length / 2) + value;
    },
  );
}

/** A variable from the environment. One whose name says that it is a secret is taught to the redactor on the way. */
function valueOf({ env, secrets }: Asked, name: string): string | undefined {
  if (env[name] !== undefined) return env[name];
  if (!secrets.has(name)) return undefined;
  try {
    return secrets.read(name);
  } catch {
    return undefined;
  }
}

/** `npm_config_…` in any case; `_` in the name stands for `-`. */
function setting(env: ReadContext["env"], key: string): string | undefined {
  const wanted = normal(`npm_config_${key}`);
  const name = Object.keys(env).find((each) => normal(each) === wanted);
  return (name && env[name]) || undefined;
}

function normal(name: string): string {
  const key = name.replace(/^npm_config_/i, "");
  if (key === name) return "";
  return key.startsWith("//") ? key : key.toLowerCase().replace(/(?!^)_/g, "-");
}

/** Credentials in the environment, `npm_config_//host/:_authToken`, are not among the plain variables. */
function secretSetting(asked: Asked, key: string): string | undefined {
  return key.startsWith("//") ? valueOf(asked, `npm_config_${key}`) || undefined : undefined;
}
