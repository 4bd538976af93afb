import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, OpenAPIBackend } from "openapi-backend";

/** Atlassian's own document of Jira Cloud v3, kept beside the repository where there is one; it is no part of it. */
const document = join(import.meta.dirname, "../../../shared/contracts/jira-cloud-v3.openapi.json");
/** The same from a worktree elsewhere: named by the environment. */
const place = process.env["JIRA_OPENAPI"] ?? document;

/** Why requests are not held against the document; null when they are. */
export const contractMissing: string | null = existsSync(place)
  ? null
  : "Atlassian's OpenAPI document is not beside this repository: ../shared/contracts/jira-cloud-v3.openapi.json, or the file that JIRA_OPENAPI names";

export interface Spoken {
  readonly method: string;
  /** Below the site, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Contract {
  /** What the document has against a request; empty when nothing. */
  request(spoken: Spoken): readonly string[];
  /** What it has against an answer to it. */
  answer(spoken: Spoken, status: number, body: unknown): readonly string[];
}

let made: Promise<Contract> | undefined;

/** The contract, read once; null where the document is missing. */
export function jiraContract(): Promise<Contract> | null {
  if (contractMissing !== null) return null;
  return (made ??= readContract());
}

async function readContract(): Promise<Contract> {
  const api = new OpenAPIBackend({
    definition: JSON.parse(readFileSync(place, "utf8")) as Document,
    quick: true,
    validate: true,
    ajvOpts: { strict: false, validateFormats: false },
  });
  await api.init();
  const words = (errors: readonly { readonly instancePath: string; readonly message?: string }[] | null | undefined) =>
    (errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
  const operationOf = ({ method, path }: Spoken) => api.router.matchOperation({ method, path, headers: {} }) ?? null;
  return {
    request: (spoken) => {
      const operation = operationOf(spoken);
      if (!operation) return [`there is no ${spoken.method} ${spoken.path}`];
      if (operation.deprecated) return [`${spoken.method} ${operation.path} is deprecated`];
      return words(api.validateRequest({ ...spoken, headers: { ...spoken.headers } }, operation).errors);
    },
    answer: (spoken, status, body) => {
      const operation = operationOf(spoken);
      if (!operation) return [];
      return words(api.validateResponse(body, operation, status).errors);
    },
  };
}
