import { open } from "node:fs/promises";
import { RelspecError } from "../errors/relspec-error.ts";
import type { HttpAnswer, HttpRequest, HttpSend } from "../plugin/context.ts";
import { plainLine } from "../version/plain-text.ts";
import { reasonOf } from "./run-program.ts";

const defaultTimeout = 30_000;
const defaultLimit = 16 * 1024 * 1024;
const mostRedirects = 5;

/** HTTP as a function. Any status is an answer; credentials never follow a redirect to another origin. */
export function createSendHttp({ redact }: { readonly redact: (text: string) => string }): HttpSend {
  return async (url, request = {}) => {
    const { target, headers } = read(url, request);
    const timeout = AbortSignal.timeout(request.timeout ?? defaultTimeout);
    const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
    try {
      return await follow(target, { ...request, headers, signal });
    } catch (error) {
      if (request.signal?.aborted) throw reasonOf(request.signal);
      if (error instanceof RelspecError) throw error;
      throw unreachable(target, error, timeout.aborted, request.timeout ?? defaultTimeout, redact);
    }
  };
}

type Ready = HttpRequest & { readonly headers: Record<string, string>; readonly signal: AbortSignal };

async function follow(first: URL, request: Ready): Promise<HttpAnswer> {
  let url = first;
  let { method = "GET", body } = request;
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(url, {
      method,
      headers: request.headers,
      redirect: "manual",
      signal: request.signal,
      ...(body === undefined ? {} : { body: body as string | Blob | Uint8Array<ArrayBuffer> }),
    });
    const next = redirectOf(response, url);
    if (next === null || request.follow === false || !mayFollow(url, next, request.headers))
      return answerOf(response, url, request);
    await response.body?.cancel();
    if (redirects >= mostRedirects) {
      throw new RelspecError("RS_STEP_FAILED", {
        message: `${url.host} sends on to another address again and again.`,
        details: { host: url.host },
      });
    }
    if (response.status === 303 || (response.status < 303 && method === "POST")) {
      method = method === "HEAD" ? "HEAD" : "GET";
      body = undefined;
    }
    url = next;
  }
}

/** Where the answer sends on to, or null. */
function redirectOf(response: Response, from: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(response.status)) return null;
  const location = response.headers.get("location");
  return location !== null && URL.canParse(location, from.href) ? new URL(location, from) : null;
}

/** A redirect that may not be followed is handed out as the answer it is. */
function mayFollow(from: URL, to: URL, headers: Readonly<Record<string, string>>): boolean {
  if (to.origin === from.origin) return to.username === "" && to.password === "";
  const carriesCredentials = Object.keys(headers).some((name) => /auth|token|secret|cookie|key/i.test(name));
  return !carriesCredentials && to.protocol === "https:" && to.username === "" && to.password === "";
}

async function answerOf(response: Response, url: URL, { limit = defaultLimit, saveTo }: Ready): Promise<HttpAnswer> {
  const chunks: Uint8Array[] = [];
  const file = saveTo !== undefined && response.status === 200 ? await open(saveTo, "w") : null;
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      // Leaving the loop cancels the rest. What counts is the size after decompression.
      if (size > limit) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `The answer of ${url.host} is larger than ${limit} bytes.`,
          details: { host: url.host, limit },
        });
      }
      if (file) await file.writeFile(chunk);
      else chunks.push(chunk);
    }
  } finally {
    await file?.close();
  }
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

/** Credentials in the address become a header: `fetch` refuses them, and an address ends up in messages. */
function read(url: string, request: HttpRequest): { target: URL; headers: Record<string, string> } {
  const target = URL.canParse(url) ? new URL(url) : null;
  if (target === null || !["http:", "https:"].includes(target.protocol)) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: target
        ? `An address that begins with ${target.protocol} cannot be asked over HTTP.`
        : "That is not an address: it has to begin with https:// or http://.",
    });
  }
  const headers: Record<string, string> = { "user-agent": "relspec" };
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
  if (target.username !== "" || target.password !== "") {
    const credentials = `${decodeURIComponent(target.username)}:${decodeURIComponent(target.password)}`;
    headers["authorization"] ??= `Basic ${Buffer.from(credentials).toString("base64")}`;
    target.username = "";
    target.password = "";
  }
  return { target, headers };
}

function unreachable(
  url: URL,
  error: unknown,
  timedOut: boolean,
  timeout: number,
  redact: (text: string) => string,
): RelspecError {
  if (timedOut) {
    return new RelspecError("RS_STEP_UNREACHABLE", {
      message: `${url.host} did not answer within ${timeout} ms.`,
      details: { host: url.host, timeout },
      suggestions: [`Look whether ${url.host} can be reached from here, then run again.`],
      retryable: true,
    });
  }
  // `fetch failed` says nothing; what happened is in its cause, and that may hold several (one for each address).
  const cause = (error as { cause?: unknown }).cause ?? error;
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause;
  const code = (inner as { code?: unknown } | undefined)?.code;
  const why =
    typeof code === "string" ? code : plainLine(redact(inner instanceof Error ? inner.message : String(inner)));
  const certificate = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|TLS/.test(why);
  return new RelspecError("RS_STEP_UNREACHABLE", {
    message: certificate
      ? `The certificate of ${url.host} is not trusted (${why}).`
      : `${url.host} does not answer (${why}).`,
    details: { host: url.host, reason: why },
    suggestions: certificate
      ? ["Point NODE_EXTRA_CA_CERTS at the certificate authority of that host."]
      : [`Look whether ${url.host} can be reached from here, then run again.`],
    retryable: !certificate,
  });
}
