import { isRelspecError, plainLine, RelspecError } from "@relspec/core";
import type { Credentials } from "./credentials.ts";
import { type Asking, contextFetch } from "./context-fetch.ts";
import type { Place } from "./place.ts";
import { refusalOf } from "./refusals.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  /** As parsed; nothing is known of it. */
  readonly data: unknown;
}

interface AskOptions {
  /** Statuses that are answers besides those below 300. */
  readonly accept?: readonly number[];
  /** What was to be done, as in "GitHub does not let these credentials DOING". */
  readonly doing: string;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** GitHub's REST API as a function of a route, `GET /repos/{owner}/{repo}/releases`. @throws as {@link refusalOf}. */
export interface GitHub {
  readonly place: Place;
  /** Whether it is asked with credentials: without, drafts and private repositories are not shown. */
  readonly known: boolean;
  ask(route: string, parameters: Readonly<Record<string, unknown>>, options: AskOptions): Promise<Answer>;
}

/** Octokit on the context's own HTTP, so that limits, redaction and a stop hold for it as for everything else. */
export async function openGitHub(
  place: Place,
  context: Asking,
  { authorization }: Pick<Credentials, "authorization">,
): Promise<GitHub> {
  const { request } = await import("@octokit/request");
  const log = (text: string) => context.log(`GitHub: ${plainLine(text)}`);
  const octokit = request.defaults({
    baseUrl: place.api,
    headers: {
      "user-agent": "relspec",
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
      ...(authorization !== null && { authorization }),
    },
  });
  return {
    place,
    known: authorization !== null,
    ask: async (route, parameters, { accept = [], doing, timeout }) => {
      try {
        return await octokit(route, {
          ...(route.includes("{owner}") && { owner: place.owner, repo: place.repo }),
          ...parameters,
          request: {
            fetch: contextFetch(context, timeout),
            log: { debug: () => undefined, info: () => undefined, warn: log, error: log },
          },
        });
      } catch (error) {
        const cause = (error as { readonly cause?: unknown }).cause;
        if (isRelspecError(cause)) throw cause;
        if (isRelspecError(error)) throw error;
        const { response } = error as { readonly response?: Answer };
        if (response === undefined) {
          throw new RelspecError("RS_STEP_FAILED", {
            message: `The request to ${new URL(place.api).host} could not be made: ${plainLine(error instanceof Error ? error.message : String(error))}`,
            cause: error,
          });
        }
        if (accept.includes(response.status)) return response;
        throw refusalOf(response, { place, doing, known: authorization !== null, now: context.now() });
      }
    },
  };
}
