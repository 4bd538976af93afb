import { hostsOf, type Permissions } from "@relspec/core";

/** Whom the plugin asks: the GitLab that is written down, else the project's own. */
export function gitlabHosts(url: string | undefined): NonNullable<Permissions["hosts"]> {
  if (url !== undefined) return hostsOf(url);
  return [
    "gitlab.com",
    "env:CI_SERVER_URL",
    {
      of: "the GitLab that `origin` leads to",
      otherwise: "Write `gitlab: { url: https://HOST }` in the spec.",
      find: async ({ query }) => {
        const { stdout } = await query(["git", "remote", "get-url", "origin"], { accept: [0, 1, 2, 128] });
        const text = stdout.trim();
        if (/^https?:/.test(text)) return hostsOf(text);
        const [, host] = /^(?:[a-z+]+:\/\/)?(?:[^@/\s]+@)?([A-Za-z0-9.-]{2,})[:/]/.exec(text) ?? [];
        return host === undefined ? [] : [host];
      },
    },
  ];
}
