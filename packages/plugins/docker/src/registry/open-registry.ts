import { type HttpAnswer, type HttpRequest, type HttpSend, type ReadContext, RelspecError } from "@relspec/core";
import type { ImageName } from "../image-name.ts";
import { type Credentials, credentialsFor, type Login } from "./credentials.ts";
import { askForToken, readChallenge } from "./token.ts";

/** A repository in a registry, to be asked by paths below it: `manifests/1.2.3`, `blobs/sha256:…`. */
export interface Repository {
  readonly image: ImageName;
  /** `https://registry.acme.dev/v2/payments/`. */
  readonly url: string;
  /** Path below the repository, or an address the registry gave. Any status is an answer. */
  readonly send: HttpSend;
}

export interface Access {
  readonly login?: Login | undefined;
  /** Plain HTTP. Default false. */
  readonly insecure?: boolean;
  /** Also a repository of the same registry whose blobs are taken over. */
  readonly from?: ImageName;
}

/** Milliseconds for an answer without content to speak of. */
const patience = 30_000;

/** Ask a repository without changing anything. A secret of the spec that is not there is done without. */
export async function askRepository(image: ImageName, access: Access, context: ReadContext): Promise<Repository> {
  const login = access.login && hasSecrets(access.login, context) ? access.login : undefined;
  const credentials = await credentialsFor(image.registry, login, context);
  const get: HttpSend = (url, request = {}) => context.http.get(url, request);
  return repositoryOf(image, { ...access, credentials, rights: "pull", send: get });
}

/** @throws `RS_RUN_SECRET` when the spec names a secret that is not there. */
export async function openRepository(
  image: ImageName,
  access: Access,
  context: ReadContext & { readonly http: { readonly send: HttpSend } },
): Promise<Repository> {
  const credentials = await credentialsFor(image.registry, access.login, context);
  return repositoryOf(image, { ...access, credentials, rights: "pull,push", send: context.http.send });
}

function hasSecrets(login: Login, { secrets }: Pick<ReadContext, "secrets">): boolean {
  const names = [...`${login.username} ${login.password}`.matchAll(/\{\{\s*secrets\.([A-Za-z0-9_]+)\s*\}\}/g)];
  return names.every(([, name]) => name !== undefined && secrets.has(name));
}

interface Session extends Access {
  readonly credentials: Credentials | null;
  readonly rights: "pull" | "pull,push";
  readonly send: HttpSend;
}

function repositoryOf(image: ImageName, session: Session): Repository {
  const { insecure = false, from, rights, send } = session;
  const host = image.registry === "docker.io" ? "registry-1.docker.io" : image.registry;
  const base = new URL(`${insecure ? "http" : "https"}://${host}/v2/${image.repository}/`);
  const scopes = [
    `repository:${image.repository}:${rights}`,
    ...(from && from.registry === image.registry && from.repository !== image.repository
      ? [`repository:${from.repository}:pull`]
      : []),
  ];
  let authorization: string | null = null;

  const authorized = async (url: URL, request: HttpRequest): Promise<HttpAnswer> => {
    // Uploads and downloads may be sent to a store elsewhere: who one is at the registry is none of its business.
    if (url.origin !== base.origin) {
      refuseDowngrade(url, base, image);
      return send(url.href, request);
    }
    return send(url.href, {
      ...request,
      headers: { ...request.headers, ...(authorization !== null && { authorization }) },
    });
  };

  return {
    image,
    url: base.href,
    send: async (path, given = {}) => {
      const url = new URL(path, base);
      const request = { timeout: patience, ...given };
      let answer = await authorized(url, request);
      if (answer.status === 401 && url.origin === base.origin) {
        authorization = await authorizationFor(answer, { ...session, image, scopes });
        if (authorization !== null) answer = await authorized(url, request);
      }
      const location = answer.headers["location"];
      // The context's http does not follow to another origin with credentials; without them it is right to go there.
      if (
        [302, 303, 307, 308].includes(answer.status) &&
        location !== undefined &&
        (request.method ?? "GET") === "GET"
      ) {
        const next = new URL(location, url);
        if (next.origin !== base.origin) return authorized(next, request);
      }
      return answer;
    },
  };
}

async function authorizationFor(
  answer: HttpAnswer,
  session: Session & { readonly image: ImageName; readonly scopes: readonly string[] },
): Promise<string | null> {
  const challenge = readChallenge(answer.headers["www-authenticate"] ?? "");
  const { credentials, image, insecure = false } = session;
  if (challenge?.scheme === "basic") {
    if (!credentials || !("password" in credentials)) return null;
    return `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64")}`;
  }
  if (challenge?.scheme !== "bearer") return null;
  return askForToken(challenge, { ...session, registry: image.registry, insecure });
}

function refuseDowngrade(url: URL, base: URL, { registry }: ImageName): void {
  if (url.protocol === "https:" || (url.protocol === "http:" && base.protocol === "http:")) return;
  throw new RelspecError("RS_STEP_FAILED", {
    message: `${registry} sends on to ${url.protocol}//${url.host}, which is not encrypted.`,
    details: { registry },
    suggestions: [`Let the proxy before ${registry} tell it that it is reached by https (\`X-Forwarded-Proto\`).`],
  });
}
