import { posix } from "node:path";
import type { ReadContext } from "./context.ts";

/** What a plugin asks with, outside of any step. */
type Asked = Omit<ReadContext, "step" | "results">;

/** Hosts that only the project can tell, such as that of its git remote. */
export interface FoundHosts {
  /** For people: whose hosts these are. */
  readonly of: string;
  /** What a person writes where it is another one. */
  readonly otherwise?: string;
  find(context: Asked): Promise<readonly string[]>;
}

/**
 * All that a plugin needs of the outside; what is not named is refused to it. Secrets that its options or a step's options name
 * are always part of it: whoever wrote the spec has granted them.
 */
export interface Permissions {
  /**
   * Whom it asks by HTTP: `registry.npmjs.org`, `localhost:4873`, `*.ghe.com`, `env:NAME` for the host of the address in an
   * environment variable, `*` for any.
   */
  readonly hosts?: readonly (string | FoundHosts)[];
  /** Programs it runs, by name; a `*` stands for any part of one. */
  readonly commands?: readonly string[];
  /** Environment variables it reads as secrets; a `*` stands for any part of a name. */
  readonly secrets?: readonly string[];
  /** Globs of the project's files that it writes or removes. It may read every file of the project. */
  readonly paths?: readonly string[];
}

/** Permissions for people and machines. */
export interface DeclaredPermissions {
  readonly hosts: readonly string[];
  readonly commands: readonly string[];
  readonly secrets: readonly string[];
  readonly paths: readonly string[];
}

export const permissionKinds = ["hosts", "commands", "secrets", "paths"] as const;

/** @param secrets names that the spec grants. */
export function declaredPermissions(
  { hosts = [], commands = [], secrets = [], paths = [] }: Permissions,
  granted: readonly string[],
): DeclaredPermissions {
  return {
    hosts: hosts.map((host) => (typeof host === "string" ? host : host.of)),
    commands,
    secrets: [...new Set([...secrets, ...granted])].sort(),
    paths,
  };
}

/** Whether a program may be run. One that is named by a path must be declared by that path. */
export function allowsCommand({ commands = [] }: Permissions, program: string): boolean {
  const name = program.replace(/\.(?:exe|cmd|bat)$/i, "");
  return commands.some((each) => each === "*" || matches(each, name));
}

export function allowsSecret({ secrets = [] }: Permissions, name: string): boolean {
  // Variables of npm's configuration hold addresses, so their names have slashes.
  return secrets.some((each) => each === "*" || matches(each, name));
}

/** @param path from the project's root. What the release makes, below `.relspec/`, is every plugin's to write. */
export function allowsPath({ paths = [] }: Permissions, path: string): boolean {
  const plain = posix.normalize(path.replaceAll("\\", "/"));
  return plain.startsWith(".relspec/") || paths.some((each) => each === "**" || posix.matchesGlob(plain, each));
}

/** @param hosts without those that have to be found. */
export function allowsHost(
  hosts: readonly string[],
  url: string,
  valueOf: (variable: string) => string | undefined,
): boolean {
  if (hosts.includes("*")) return true;
  const asked = addressOf(url);
  if (asked === null) return true; // no address: the request itself says so
  return hosts.some((each) => {
    const host = each.startsWith("env:") ? addressOf((valueOf(each.slice(4)) ?? "").trim())?.host : each;
    if (host === undefined) return false;
    return matches(host, host.includes(":") ? asked.host : asked.hostname);
  });
}

/** The host of an address in a plugin's options; for one in a secret, the secret's name. Nothing for what is neither. */
export function hostsOf(written: string | undefined): readonly string[] {
  if (written === undefined) return [];
  const [, variable] = /^\s*\{\{\s*secrets\.([A-Za-z_]\w*)\s*\}\}/.exec(written) ?? [];
  if (variable !== undefined) return [`env:${variable}`];
  const host = addressOf(written.trim())?.host ?? "";
  return host === "" || /[{}%*]/.test(host) ? [] : [host];
}

function addressOf(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

/** A `*` stands for one or more characters, but for no slash. */
function matches(pattern: string, text: string): boolean {
  if (!pattern.includes("*")) return pattern === text;
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop() ?? "";
  if (text.includes("/") || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at + 1);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at + 1 <= text.length - last.length;
}
