import { type ReadContext, RelspecError, type WriteContext } from "@relspec/core";

/** What of a context it takes to ask. With a `send`, it may write. */
export interface Asking extends Pick<ReadContext, "log" | "now" | "secrets" | "env"> {
  readonly http: ReadContext["http"] | WriteContext["http"];
}

type Fetch = (
  url: string,
  init: { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown },
) => Promise<Response>;

/** Bytes of an answer: a page of releases holds notes of 125,000 characters each. */
const limit = 32 * 1024 * 1024;

/** `fetch` as octokit calls it, made of what a step may do: a reading context has no way to send anything but a question. */
export function contextFetch(context: Pick<Asking, "http">, timeout?: number): Fetch {
  return async (url, { method = "GET", headers = {}, body }) => {
    const asked = { headers, limit, ...(timeout !== undefined && { timeout }) };
    const { http } = context;
    if (method !== "GET" && !("send" in http)) {
      throw new RelspecError("RS_STEP_FAILED", { message: `${method} ${new URL(url).pathname} is not a question.` });
    }
    const answer =
      method === "GET" || !("send" in http)
        ? await http.get(url, asked)
        : await http.send(url, {
            ...asked,
            method,
            ...(body !== undefined && body !== null && { body: body as string | Uint8Array }),
          });
    if (answer.status < 200 || answer.status > 599) {
      throw new RelspecError("RS_STEP_FAILED", {
        message: `${new URL(url).host} answers with the status ${answer.status}, which does not exist.`,
      });
    }
    const empty = answer.status === 204 || answer.status === 205 || answer.status === 304;
    return new Response(empty ? null : answer.body, { status: answer.status, headers: answer.headers });
  };
}
