import type { CheckupAnswer } from "@relspec/core";
import type { Asked } from "./asked.ts";
import type { GitOptions } from "./options.ts";
import { linesOf, tryGit } from "./run-git.ts";

/** Variables that people give a job when the token of the checkout cannot do what the release needs. */
export const keptTokens = ["GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "GL_TOKEN"] as const;

/**
 * A checkout of a CI often leaves a header with its token in git's configuration, and git sends that whatever other credentials
 * there are. Two of them are sent both, which hosts refuse.
 */
export async function keptCredentials(
  { remote, push }: GitOptions,
  { query, secrets }: Pick<Asked, "query" | "secrets">,
): Promise<CheckupAnswer> {
  const address = (await tryGit(query, ["remote", "get-url", "--push", remote])).stdout.trim();
  if (!push || !/^https?:/.test(address)) return { verdict: "skipped", message: "Nothing is pushed over HTTP." };
  const target = new URL(address);
  const own = target.password === "" ? null : decodeURIComponent(target.password);
  target.username = target.password = "";
  const { stdout } = await tryGit(query, ["config", "--null", "--get-regexp", "^http\\..*extraheader$"]);
  const headers = stdout.split("\0").flatMap((entry) => {
    const [key = "", ...value] = linesOf(entry);
    const where = key.slice("http.".length, -".extraheader".length);
    const applies = where === "" || target.href.startsWith(where);
    return applies && /^\s*authorization\s*:/i.test(value.join("\n")) ? [{ key, value: value.join("\n") }] : [];
  });
  const [header, ...others] = headers;
  if (!header) return { verdict: "ok", message: "The clone's configuration keeps no header with credentials." };
  const remedies = [
    "In GitHub Actions: give the token to `actions/checkout` (`with: { token: … }`), or `persist-credentials: false`.",
    ...new Set(headers.map(({ key }) => `git config --unset-all ${key}`)),
  ];
  if (others.length > 0) {
    const message = `Git would send ${headers.length} headers with credentials to ${target.host} at once, which it refuses.`;
    return { verdict: "failed", message, fix: remedies, code: "RS_STEP_CREDENTIALS" };
  }
  const token = tokenIn(header.value);
  const given = [
    ...(own === null ? [] : [{ name: `the address of ${remote}`, token: own }]),
    ...keptTokens.filter((name) => secrets.has(name)).map((name) => ({ name, token: secrets.read(name) })),
  ];
  const other = given.find((each) => each.token !== token);
  if (other && given.every((each) => each.token !== token)) {
    const message = `The clone's configuration keeps a header with another token than ${other.name}: pushes to ${target.host} use the one in the header.`;
    return { verdict: "warning", message, fix: remedies };
  }
  return { verdict: "ok", message: `Pushes to ${target.host} use the token that the checkout has left.` };
}

/** The token in `authorization: basic …` or `authorization: bearer …`. */
function tokenIn(header: string): string {
  const [, kind = "", value = ""] = /^\s*authorization\s*:\s*(\S+)\s+(\S+)/i.exec(header) ?? [];
  if (kind.toLowerCase() !== "basic") return value;
  return Buffer.from(value, "base64")
    .toString("utf8")
    .replace(/^[^:]*:/, "");
}
