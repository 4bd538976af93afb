/** Addresses of things at the project's host. */
export interface ForgeLinks {
  commit(id: string): string;
  issue(number: string): string;
  compare(from: string, to: string): string;
}

/**
 * Links in the form of the host: GitLab and Bitbucket by their names, everything else as GitHub and Gitea have it. Null when
 * the address is not one to make links from.
 */
export function forgeLinks(url: string | null): ForgeLinks | null {
  if (url === null || !/^https?:\/\/[^\s()<>"'`\\[\]@?#]+$/.test(url) || !URL.canParse(url)) return null;
  const base = url.replace(/\/+$/, "").replace(/\.git$/, "");
  const { hostname } = new URL(base);
  if (hostname.includes("bitbucket")) {
    return {
      commit: (id) => `${base}/commits/${id}`,
      issue: (number) => `${base}/issues/${number}`,
      compare: (from, to) => `${base}/branches/compare/${encode(to)}%0D${encode(from)}`,
    };
  }
  const root = hostname.includes("gitlab") ? `${base}/-` : base;
  return {
    commit: (id) => `${root}/commit/${id}`,
    issue: (number) => `${root}/issues/${number}`,
    compare: (from, to) => `${root}/compare/${encode(from)}...${encode(to)}`,
  };
}

/** A tag's name in an address in Markdown: `@` and `/` may stay, brackets may not. */
function encode(name: string): string {
  return encodeURIComponent(name)
    .replaceAll("%2F", "/")
    .replaceAll("%40", "@")
    .replace(/[()!'*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
