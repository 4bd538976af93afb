import type { DeclaredPermissions } from "@relspec/core";
import { plainLine } from "./plain.ts";

/** What a plugin may do outside, in one line. */
export function permissionsLine(declared: DeclaredPermissions | null): string {
  if (declared === null) return "none declared: nothing is refused to it";
  const { hosts, commands, secrets, paths } = declared;
  const list = (names: readonly string[]): string => names.map((name) => plainLine(name, 80)).join(", ");
  const parts = [
    ...(hosts.length === 0 ? [] : [hosts.includes("*") ? "asks any host" : `asks ${list(hosts.map(hostName))}`]),
    ...(commands.length === 0 ? [] : [commands.includes("*") ? "runs any program" : `runs ${list(commands)}`]),
    ...(secrets.length === 0
      ? []
      : [
          secrets.includes("*")
            ? "reads any secret"
            : `reads the secret${secrets.length > 1 ? "s" : ""} ${list(secrets)}`,
        ]),
    ...(paths.length === 0 ? [] : [paths.includes("**") ? "writes any file" : `writes ${list(paths)}`]),
  ];
  return parts.length === 0 ? "none needed" : parts.join("; ");
}

function hostName(host: string): string {
  return host.startsWith("env:") ? `the address in ${host.slice(4)}` : host;
}
