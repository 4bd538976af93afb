import type { HostKind, NotesHost } from "../model/notes-spec.ts";

/** Addresses of things at the project's host; null for what the host does not have. */
export interface ForgeLinks {
  readonly kind: HostKind;
  commit(id: string): string;
  issue(number: string): string | null;
  /** A pull or merge request. */
  request(number: string): string;
  compare(from: string, to: string): string;
  /** Issues and requests of another project of the same host: `owner/name`. */
  other(project: string): ForgeLinks | null;
}

type Forms = Omit<ForgeLinks, "kind" | "other">;

/**
 * Links in the form of the host, which is told by the option, else by the name of the host and the form of the address.
 * Hosts that cannot be told are read as GitHub, whose form Gitea and many others share. Null when the address is not one to
 * make links from.
 */
export function forgeLinks(found: string | null, host: NotesHost = {}): ForgeLinks | null {
  const url = host.url ?? found;
  if (url === null || !/^https?:\/\/[^\s()<>"'`\\[\]@?#]+$/.test(url) || !URL.canParse(url)) return null;
  const base = url.replace(/\/+$/, "").replace(/\.git$/, "");
  const { hostname, pathname, origin } = new URL(base);
  const kind = host.kind ?? kindOf(hostname, pathname);
  const forms = formsOf[kind](base);
  return {
    ...forms,
    kind,
    other: (project) =>
      project.split("/").every((part) => /^\w[\w.-]*$/.test(part))
        ? forgeLinks(`${origin}/${project}`, { kind })
        : null,
  };
}

function kindOf(hostname: string, pathname: string): HostKind {
  if (hostname === "bitbucket.org") return "bitbucket";
  if (/bitbucket|stash/.test(hostname) || /^\/(?:scm|(?:projects|users)\/[^/]+\/repos)\//.test(pathname))
    return "bitbucket-server";
  if (hostname.includes("gitlab")) return "gitlab";
  if (/gitea|forgejo/.test(hostname) || hostname === "codeberg.org") return "gitea";
  if (hostname === "dev.azure.com" || hostname.endsWith(".visualstudio.com")) return "azure";
  return "github";
}

const formsOf: Readonly<Record<HostKind, (base: string) => Forms>> = {
  github: (base) => ({
    commit: (id) => `${base}/commit/${id}`,
    issue: (number) => `${base}/issues/${number}`,
    request: (number) => `${base}/pull/${number}`,
    compare: (from, to) => `${base}/compare/${encode(from)}...${encode(to)}`,
  }),
  gitea: (base) => ({
    commit: (id) => `${base}/commit/${id}`,
    issue: (number) => `${base}/issues/${number}`,
    request: (number) => `${base}/pulls/${number}`,
    compare: (from, to) => `${base}/compare/${encode(from)}...${encode(to)}`,
  }),
  gitlab: (base) => ({
    commit: (id) => `${base}/-/commit/${id}`,
    issue: (number) => `${base}/-/issues/${number}`,
    request: (number) => `${base}/-/merge_requests/${number}`,
    compare: (from, to) => `${base}/-/compare/${encode(from)}...${encode(to)}`,
  }),
  bitbucket: (base) => ({
    commit: (id) => `${base}/commits/${id}`,
    issue: (number) => `${base}/issues/${number}`,
    request: (number) => `${base}/pull-requests/${number}`,
    compare: (from, to) => `${base}/branches/compare/${encode(to)}%0D${encode(from)}`,
  }),
  // Bitbucket Data Center has no issues of its own. A clone's address names the project otherwise than a page's.
  "bitbucket-server": (clone) => {
    const base = clone.replace(
      /^(https?:\/\/[^/]+(?:\/[^/]+)*?)\/scm\/(~?)([^/]+)\/([^/]+)$/,
      (_, host, own, key, name) => [host, own === "" ? "projects" : "users", key, "repos", name].join("/"),
    );
    const tag = (name: string) => encodeURIComponent(`refs/tags/${name}`).replace(/[!'()*~]/g, percent);
    return {
      commit: (id) => `${base}/commits/${id}`,
      issue: () => null,
      request: (number) => `${base}/pull-requests/${number}`,
      compare: (from, to) => `${base}/compare/commits?sourceBranch=${tag(to)}&targetBranch=${tag(from)}`,
    };
  },
  azure: (base) => ({
    commit: (id) => `${base}/commit/${id}`,
    issue: (number) => `${base.replace(/\/_git\/.*$/, "")}/_workitems/edit/${number}`,
    request: (number) => `${base}/pullrequest/${number}`,
    compare: (from, to) => `${base}/branchCompare?baseVersion=GT${encode(from)}&targetVersion=GT${encode(to)}`,
  }),
};

/** A tag's name in an address in Markdown: `@` and `/` may stay, brackets may not. */
function encode(name: string): string {
  return encodeURIComponent(name)
    .replaceAll("%2F", "/")
    .replaceAll("%40", "@")
    .replace(/[()!'*~]/g, percent);
}

function percent(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}
