import { isIPv4 } from "node:net";
import { RelspecError } from "@relspec/core";
import type { JiraOptions } from "./options.ts";

/** One project of one Jira, and how to speak to it. Holds no secret: `email` and `token` are filled in when asking. */
export interface Jira {
  /** Without a slash at its end. */
  readonly site: string;
  /** For messages. */
  readonly host: string;
  readonly project: string;
  readonly deployment: "cloud" | "data-center";
  /** Path of the REST API below the site. */
  readonly api: "/rest/api/3" | "/rest/api/2";
  readonly email: string;
  readonly token: string;
  /** Names of the secrets in `email` and `token`. */
  readonly secrets: readonly string[];
  /** Template of the version's name. */
  readonly version: string;
  /** Milliseconds for each answer. */
  readonly timeout: number;
}

/**
 * The Jira of the plugin's options.
 * @throws `RS_SPEC_INVALID` for an address that holds credentials or would carry them in the clear, and for a token in the spec.
 */
export function jiraOf({ site, project, deployment, email, token: given, version, timeout }: JiraOptions): Jira {
  const url = addressOf(site);
  const cloud = deployment === "auto" ? url.hostname.endsWith(".atlassian.net") : deployment === "cloud";
  const token = given ?? (cloud ? "{{secrets.JIRA_API_TOKEN}}" : "{{secrets.JIRA_TOKEN}}");
  if (token.replace(secretName, "") !== "") {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: "The option `token` of the plugin jira holds a token; the spec is no place for one.",
      suggestions: [`Remove \`token\`, and set the environment variable ${cloud ? "JIRA_API_TOKEN" : "JIRA_TOKEN"}.`],
    });
  }
  const secrets = [...(cloud ? email : "").matchAll(secretName), ...token.matchAll(secretName)];
  return {
    site: url.href.replace(/\/+$/, ""),
    host: url.host,
    project,
    deployment: cloud ? "cloud" : "data-center",
    api: cloud ? "/rest/api/3" : "/rest/api/2",
    email,
    token,
    secrets: [...new Set(secrets.map(([, name = ""]) => name))],
    version,
    timeout,
  };
}

const secretName = /\{\{\s*secrets\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g;

function addressOf(site: string): URL {
  const refuse = (message: string, suggestion: string) =>
    new RelspecError("RS_SPEC_INVALID", { message, suggestions: [suggestion] });
  const url = URL.canParse(site) ? new URL(site) : null;
  if (!url) throw refuse("The option `site` of the plugin jira is no address.", "Write `site: https://jira.acme.dev`.");
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw refuse(
      "The option `site` of the plugin jira holds more than the address of a Jira.",
      `Write \`site: ${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}\`, and give credentials by secrets.`,
    );
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const loopback = host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
  if (url.protocol === "http:" && !loopback) {
    throw refuse(
      `The token would go to ${url.host} in the clear: the option \`site\` of the plugin jira begins with http://.`,
      `Write \`site: https://${url.host}${url.pathname.replace(/\/+$/, "")}\`.`,
    );
  }
  return url;
}
