import { type HttpAnswer, type ReadContext, RelspecError, retryAfter } from "@relspec/core";

/** What a registry holds of one version. Old registries have no integrity. */
export interface Published {
  readonly integrity: string | null;
  readonly shasum: string | null;
  /** What whoever installs it is told; null when it is not deprecated. */
  readonly deprecated: string | null;
}

export interface Packument {
  readonly versions: ReadonlyMap<string, Published>;
  readonly tags: ReadonlyMap<string, string>;
}

export interface Question {
  readonly registry: string;
  /** Value of the `authorization` header. */
  readonly authorization: string | null;
  /** Milliseconds. */
  readonly timeout: number;
  /** Past the caches in front of the registry: the version may have come a moment ago. */
  readonly fresh?: boolean;
}

/** Bytes: packages with thousands of versions have packuments beyond the usual limit. */
const limit = 128 * 1024 * 1024;

/** A package as its registry knows it; null when it does not. @throws `RS_STEP_CREDENTIALS`, `RS_STEP_UNREACHABLE`, `RS_STEP_FAILED`. */
export async function readPackument(
  { http }: Pick<ReadContext, "http">,
  name: string,
  question: Question,
): Promise<Packument | null> {
  const { registry, authorization, timeout, fresh = false } = question;
  const answer = await http.get(
    `${registry}${encodeURIComponent(name).replace("%40", "@")}${fresh ? "?write=true" : ""}`,
    {
      timeout,
      limit,
      headers: {
        // The short form is a tenth of the size; what is past the caches comes in the long form only.
        accept: fresh ? "application/json" : "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8",
        ...(fresh && { "cache-control": "no-cache" }),
        ...(authorization !== null && { authorization }),
      },
    },
  );
  if (answer.status === 404) return null;
  if (answer.status !== 200) throw refusalOf(answer, registry, name);
  return packumentOf(answer.body, registry, name);
}

/** The name behind the credentials; null when the registry does not know them. */
export async function whoAmI(
  { http }: Pick<ReadContext, "http">,
  { registry, authorization, timeout }: Question,
): Promise<string | null> {
  const answer = await http.get(`${registry}-/whoami`, {
    timeout,
    headers: authorization === null ? {} : { authorization },
  });
  if (answer.status === 401 || answer.status === 403) return null;
  if (answer.status !== 200) throw refusalOf(answer, registry, "-/whoami");
  const username = read(answer.body, registry)["username"];
  // An expired token is answered 200 without a name by some registries.
  return typeof username === "string" && username !== "" ? username : null;
}

function refusalOf({ status, headers }: HttpAnswer, registry: string, what: string): RelspecError {
  const { host } = new URL(registry);
  const details = { registry, status };
  if (status === 401 || status === 403) {
    return new RelspecError("RS_STEP_CREDENTIALS", {
      message: `${host} does not let these credentials read ${what} (${status}).`,
      details,
      suggestions: ["`npm whoami --registry " + registry + "` shows whether the token is still good."],
    });
  }
  if (status === 408 || status === 429 || status >= 500) {
    const wait = retryAfter(headers, new Date());
    return new RelspecError("RS_STEP_UNREACHABLE", {
      message:
        status === 429 ? `${host} is asked too often (429).` : `${host} cannot answer at the moment (${status}).`,
      details,
      retryable: true,
      ...(wait !== undefined && { retryAfter: wait }),
    });
  }
  return new RelspecError("RS_STEP_FAILED", {
    message: `${host} answered ${status} when asked for ${what}.`,
    details,
    suggestions: [`Look whether ${registry} is an npm registry.`],
  });
}

function packumentOf(body: string, registry: string, name: string): Packument {
  const value = read(body, registry);
  if (typeof value["name"] === "string" && value["name"] !== name) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `${new URL(registry).host} answered with another package than ${name}.`,
      details: { registry },
    });
  }
  return {
    versions: new Map(
      Object.entries(fields(value["versions"])).map(([version, manifest]) => {
        const { integrity, shasum } = fields(fields(manifest)["dist"]);
        return [
          version,
          { integrity: text(integrity), shasum: text(shasum), deprecated: text(fields(manifest)["deprecated"]) },
        ];
      }),
    ),
    tags: new Map(
      Object.entries(fields(value["dist-tags"])).flatMap(([tag, version]) =>
        typeof version === "string" ? [[tag, version] as const] : [],
      ),
    ),
  };
}

function read(body: string, registry: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below: a page of a proxy, most likely.
  }
  throw new RelspecError("RS_STEP_FAILED", {
    message: `${new URL(registry).host} did not answer as an npm registry does.`,
    details: { registry },
    suggestions: [`Look whether ${registry} is the address of the registry, and not of its pages.`],
  });
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
