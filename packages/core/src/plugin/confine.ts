import { RelspecError } from "../errors/relspec-error.ts";
import { printable } from "../schema/printable.ts";
import type { HttpRequest, ReadContext, RunProgram, WriteContext } from "./context.ts";
import {
  allowsCommand,
  allowsHost,
  allowsPath,
  allowsSecret,
  type FoundHosts,
  type permissionKinds,
  type Permissions,
} from "./permissions.ts";

/** What a plugin may do, and how it is called in an error. */
export interface Confinement {
  readonly plugin: string;
  readonly permissions: Permissions;
  /** Names of secrets that the spec grants. */
  readonly granted: readonly string[];
}

type Asked = Omit<ReadContext, "step" | "results">;
type Parts = Partial<Pick<WriteContext, "exec">> & Pick<ReadContext, "query"> & Partial<Omit<WriteContext, "query">>;

/** Whether something is a context: what has a door to the outside. */
export function isContext(given: unknown): given is Asked {
  return typeof given === "object" && given !== null && "query" in given && "secrets" in given;
}

/** The same context with doors that open only for what the plugin has declared. */
export function confine<C extends object>(context: C, confinement: Confinement): C {
  const { query, exec, http, files, secrets } = context as unknown as Parts;
  return Object.freeze({
    ...context,
    query: confineRun(query, confinement),
    ...(exec && { exec: confineRun(exec, confinement) }),
    ...(http && { http: confineHttp(http, context as unknown as Asked, confinement) }),
    ...(files && "write" in files && { files: confineFiles(files, confinement) }),
    ...(secrets && { secrets: confineSecrets(secrets, confinement) }),
  });
}

export function confineRun(
  run: RunProgram,
  { plugin, permissions }: Pick<Confinement, "plugin" | "permissions">,
): RunProgram {
  return async (argv, options) => {
    if (!allowsCommand(permissions, argv[0]))
      throw refused(plugin, "commands", `run ${printable(argv[0], 200)}`, argv[0]);
    return run(argv, options);
  };
}

function confineHttp(http: WriteContext["http"], context: Asked, confinement: Confinement): object {
  const { plugin, permissions } = confinement;
  const known = (permissions.hosts ?? []).filter((host) => typeof host === "string");
  const toFind = (permissions.hosts ?? []).filter((host): host is FoundHosts => typeof host !== "string");
  const { env, secrets } = context;
  const valueOf = (name: string): string | undefined =>
    env[name] ?? (secrets.has(name) ? secrets.read(name) : undefined);
  const refuse = async (url: string): Promise<void> => {
    if (allowsHost(known, url, valueOf)) return;
    for (const { find } of toFind) {
      // It may look around with what the plugin may do, but ask nobody.
      const asking = confine(context, { ...confinement, permissions: { ...permissions, hosts: [] } });
      if (allowsHost(await find(asking), url, valueOf)) return;
    }
    const { host } = new URL(url);
    const otherwise = toFind.flatMap((each) => each.otherwise ?? []);
    throw refused(plugin, "hosts", `ask ${printable(host, 200)}`, host, otherwise);
  };
  return Object.freeze({
    get: async (url: string, request?: HttpRequest) => {
      await refuse(url);
      return http.get(url, request);
    },
    ...("send" in http && {
      send: async (url: string, request?: HttpRequest) => {
        await refuse(url);
        return http.send(url, request);
      },
    }),
  });
}

function confineFiles(files: WriteContext["files"], { plugin, permissions }: Confinement): WriteContext["files"] {
  const refuse = (path: string, what: string): void => {
    if (!allowsPath(permissions, path)) throw refused(plugin, "paths", `${what} ${printable(path, 200)}`, path);
  };
  return Object.freeze({
    ...files,
    write: async (path: string, content: string | Uint8Array) => {
      refuse(path, "write");
      return files.write(path, content);
    },
    remove: async (path: string) => {
      refuse(path, "remove");
      return files.remove(path);
    },
  });
}

function confineSecrets(
  secrets: ReadContext["secrets"],
  { plugin, permissions, granted }: Confinement,
): ReadContext["secrets"] {
  const refuse = (name: string): void => {
    if (granted.includes(name) || allowsSecret(permissions, name)) return;
    throw refused(plugin, "secrets", `read the secret ${printable(name, 200)}`, name);
  };
  return Object.freeze({
    read: (name: string) => {
      refuse(name);
      return secrets.read(name);
    },
    has: (name: string) => {
      refuse(name);
      return secrets.has(name);
    },
    fill: (text: string) => {
      for (const [, name = ""] of text.matchAll(/\{\{\s{0,8}secrets\.([A-Za-z_][A-Za-z0-9_]{0,127})\s{0,8}\}\}/g))
        refuse(name);
      return secrets.fill(text);
    },
  });
}

function refused(
  plugin: string,
  kind: (typeof permissionKinds)[number],
  what: string,
  value: string,
  otherwise: readonly string[] = [],
): RelspecError {
  return new RelspecError("RS_PLUGIN_PERMISSION", {
    message: `The plugin "${plugin}" wants to ${what}, which it has not declared.`,
    suggestions: [
      ...otherwise,
      `If that is right, its author adds ${JSON.stringify(printable(value, 200))} to \`permissions.${kind}\` in \`definePlugin\`.`,
    ],
    details: { plugin, kind, value },
  });
}
