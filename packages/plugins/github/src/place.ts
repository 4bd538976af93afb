import { hostsOf, type Permissions, type PlanningFacts, type ReadContext, RelspecError } from "@relspec/core";
import type { GitHubOptions } from "./options.ts";

/** A repository and the API it is reached by. Plain data: it goes into targets. */
export type Place = {
  /** Without a slash at the end. */
  readonly api: string;
  /** As people open it: `https://github.com/acme/lib`. */
  readonly web: string;
  readonly owner: string;
  readonly repo: string;
};

type Asked = Pick<ReadContext, "query" | "env">;

/**
 * Where releases go: as the options say, else where the remote leads, else what the job says.
 * @throws `RS_SPEC_INVALID` when none of them names a repository of a forge of GitHub's kind.
 */
export async function findPlace(
  options: Pick<GitHubOptions, "repository" | "api">,
  context: Asked,
  facts?: Pick<PlanningFacts, "url">,
): Promise<Place> {
  const remote = parseRemote(facts?.url ?? (await remoteAddress(context)));
  const [owner, repo] = (
    options.repository ??
    remote?.repository ??
    nameIn(context.env["GITHUB_REPOSITORY"]) ??
    ""
  ).split("/");
  if (owner === undefined || owner === "" || repo === undefined || /^\.+$/.test(repo)) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message:
        "The plugin github cannot tell which repository to release to: the remote `origin` does not lead to one.",
      suggestions: ["Write `github: { repository: OWNER/NAME }` in the spec."],
    });
  }
  const host = remote?.host ?? hostOf(context.env["GITHUB_SERVER_URL"]) ?? "github.com";
  const api = (options.api ?? context.env["GITHUB_API_URL"] ?? apiOf(host)).replace(/\/+$/, "");
  refuseClear(api);
  return { api, web: `${webOf(api, host)}/${owner}/${repo}`, owner, repo };
}

/** `owner/name` as far as it can be told without asking anyone. */
export function knownName(
  options: Pick<GitHubOptions, "repository">,
  { url }: Pick<PlanningFacts, "url">,
): string | null {
  return options.repository ?? parseRemote(url)?.repository ?? null;
}

/** `owner/name`, for messages. */
export function nameOf({ owner, repo }: Place): string {
  return `${owner}/${repo}`;
}

/** Whether the address of the API comes from this machine and its clone, and not only from a file of the checkout. */
export function isOwnApi(options: Pick<GitHubOptions, "api">, { api }: Place, env: ReadContext["env"]): boolean {
  return options.api === undefined || api === apiOf("github.com") || api === env["GITHUB_API_URL"]?.replace(/\/+$/, "");
}

/** Whom the plugin asks: the API that is written down, else that of the project's own GitHub; and where files go up. */
export function apiHosts(api: string | undefined): NonNullable<Permissions["hosts"]> {
  if (api !== undefined) return [...hostsOf(api), ...uploadsOf(api)];
  return [
    "api.github.com",
    "uploads.github.com",
    "env:GITHUB_API_URL",
    {
      of: "the GitHub that `origin` leads to",
      otherwise: "Write `github: { api: https://HOST/api/v3 }` in the spec.",
      find: async (context) => {
        const host =
          parseRemote(await remoteAddress(context))?.host ?? hostOf(context.env["GITHUB_SERVER_URL"]) ?? "github.com";
        return [...hostsOf(apiOf(host)), ...uploadsOf(apiOf(host))];
      },
    },
  ];
}

/** `api.HOST` has its uploads at `uploads.HOST`; an own server has both in one place. */
function uploadsOf(api: string): readonly string[] {
  return hostsOf(api)
    .filter((host) => host.startsWith("api."))
    .map((host) => host.replace(/^api\./, "uploads."));
}

/** The host of each kind of GitHub has its API in another place. */
function apiOf(host: string): string {
  if (host === "github.com" || host.endsWith(".ghe.com")) return `https://api.${host}`;
  return `https://${host}/api/v3`;
}

function webOf(api: string, remoteHost: string): string {
  const { protocol, host } = new URL(api);
  if (apiOf(remoteHost) === api) return `https://${remoteHost}`;
  return `${protocol}//${host.replace(/^api\.(?=github\.com$|[^.]+\.ghe\.com$)/, "")}`;
}

function refuseClear(api: string): void {
  const { protocol, hostname } = URL.canParse(api) ? new URL(api) : { protocol: "", hostname: "" };
  if (protocol === "https:") return;
  if (protocol === "http:" && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)) return;
  throw new RelspecError("RS_SPEC_INVALID", {
    message: "The address of GitHub's API does not begin with https://, so a token would travel in the clear.",
    suggestions: ["Write `github: { api: https://HOST/api/v3 }`, or set GITHUB_API_URL to it."],
  });
}

/** Whether the remote leads to github.com. */
export async function leadsToGitHub(context: Pick<ReadContext, "query">): Promise<boolean> {
  return parseRemote(await remoteAddress(context))?.host === "github.com";
}

async function remoteAddress({ query }: Pick<Asked, "query">): Promise<string | null> {
  const { code, stdout } = await query(["git", "remote", "get-url", "origin"], { accept: [0, 1, 2, 128] }).catch(
    () => ({ code: 1, stdout: "" }),
  );
  return code === 0 ? stdout.trim() : null;
}

/** Host and `owner/name` in the address of a remote; null for a path and for what has another form. */
function parseRemote(address: string | null): { readonly host: string; readonly repository: string } | null {
  const text = address ?? "";
  const found =
    /^(?:https?|ssh|git|git\+ssh):\/\/(?:[^/@\s]*@)?([A-Za-z0-9.-]+)(?::\d+)?\/(.+)$/.exec(text) ??
    // git's short form of ssh. A single letter before the colon is a drive of Windows.
    /^(?:[^@/:\s]+@)?([A-Za-z0-9.-]{2,}):(?!\/\/)(.+)$/.exec(text);
  const [, host, path] = found ?? [];
  const repository = nameIn(path?.replace(/\/+$/, "").replace(/\.git$/, ""));
  if (host === undefined || repository === undefined) return null;
  // GitHub takes ssh on port 443 under another name.
  return { host: host.toLowerCase().replace(/^ssh\.github\.com$/, "github.com"), repository };
}

function nameIn(text: string | undefined): string | undefined {
  return text !== undefined && /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/.test(text) ? text : undefined;
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
}
