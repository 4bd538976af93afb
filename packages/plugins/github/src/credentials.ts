import { RelspecError } from "@relspec/core";
import { type Asking, contextFetch } from "./context-fetch.ts";
import { type GitHubOptions, secretsOf } from "./options.ts";
import { isOwnApi, type Place } from "./place.ts";
import { refusalOf } from "./refusals.ts";
import type { Answer } from "./open-github.ts";

export interface Credentials {
  /** Value of the header; null: nobody in particular. */
  readonly authorization: string | null;
}

/** Gives what to ask GitHub with. `writing`: the step is carried out, so there has to be something. */
export type FindCredentials = (place: Place, context: Asking, writing: boolean) => Promise<Credentials>;

const nobody: Credentials = { authorization: null };

/** Milliseconds before its end that an app's token is not used any more. */
const margin = 5 * 60_000;

/**
 * By token or as an app. A token of an app is asked for once and kept as long as it is good. An API that only a file of the
 * checkout names is given no credentials before a step is carried out: planning must be safe on anyone's branch.
 */
export function credentialsOf(options: GitHubOptions): FindCredentials {
  const kept = new Map<string, { readonly token: string; readonly until: number }>();
  return async (place, context, writing) => {
    if (!writing && !isOwnApi(options, place, context.env)) return nobody;
    const { app } = options;
    if (app === undefined) {
      const there = secretsOf(options).every((name) => context.secrets.has(name));
      if (!there && !writing) return nobody;
      return { authorization: `token ${usable(context.secrets.fill(options.token))}` };
    }
    const key = `${place.api}/${place.owner}/${place.repo}`;
    const known = kept.get(key);
    if (known && known.until - margin > context.now().getTime()) return { authorization: `token ${known.token}` };
    // A token of an app has to be made, which a question may not.
    if (!("send" in context.http)) return nobody;
    const fresh = await askForToken(app, place, context);
    kept.set(key, fresh);
    return { authorization: `token ${fresh.token}` };
  };
}

/** What a header cannot hold would fail as a bug of ours. */
function usable(token: string): string {
  const trimmed = token.trim();
  if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed;
  throw new RelspecError("RS_STEP_CREDENTIALS", {
    message: "The token for GitHub holds spaces or other characters that no token has.",
    suggestions: ["Set GITHUB_TOKEN to the token and nothing else."],
  });
}

async function askForToken(
  app: NonNullable<GitHubOptions["app"]>,
  place: Place,
  context: Asking,
): Promise<{ readonly token: string; readonly until: number }> {
  const [{ createAppAuth }, { request }] = await Promise.all([import("@octokit/auth-app"), import("@octokit/request")]);
  const doing = `act as the app ${app.id}`;
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const octokit = request.defaults({
    baseUrl: place.api,
    headers: { "user-agent": "relspec" },
    request: { fetch: contextFetch(context) },
  });
  try {
    const auth = createAppAuth({
      appId: app.id as string,
      privateKey: context.secrets.fill(app.key ?? ""),
      request: octokit,
      log: quiet,
    });
    const { token: jwt } = await auth({ type: "app" });
    const installationId = app.installation ?? (await installationOf(jwt));
    const { token, expiresAt } = await auth({ type: "installation", installationId });
    return { token, until: Date.parse(expiresAt) };
  } catch (error) {
    throw translated(error);
  }

  async function installationOf(jwt: string): Promise<number> {
    const { data } = await octokit("GET /repos/{owner}/{repo}/installation", {
      owner: place.owner,
      repo: place.repo,
      headers: { authorization: `bearer ${jwt}` },
    });
    return data.id;
  }

  function translated(error: unknown): unknown {
    const { response, cause } = error as { readonly response?: Answer; readonly cause?: unknown };
    if (cause instanceof RelspecError || error instanceof RelspecError) return cause ?? error;
    if (response !== undefined) return refusalOf(response, { place, doing, known: true, now: context.now() });
    // Whatever the key is, it does not go into a message.
    return new RelspecError("RS_STEP_CREDENTIALS", {
      message: `The private key of the app ${app.id} cannot be used to sign with.`,
      suggestions: ["Set GITHUB_APP_KEY to the whole PEM file of the app's private key, with its line breaks."],
    });
  }
}
