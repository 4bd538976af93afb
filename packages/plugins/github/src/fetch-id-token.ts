import { RelspecError } from "@relspec/core";
import type { Asking } from "./context-fetch.ts";

/** Variables in which a job of GitHub Actions finds where to ask, and with what. */
export const idTokenAddress = "ACTIONS_ID_TOKEN_REQUEST_URL";
export const idTokenSecret = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

/**
 * The identity token of the job in GitHub Actions. Undefined where the job has none: it needs `permissions: id-token: write`.
 * @throws `RS_POLICY_IDENTITY` when GitHub does not give it.
 */
export async function fetchIdToken(
  audience: string,
  { env, secrets, http }: Pick<Asking, "env" | "secrets" | "http">,
): Promise<string | undefined> {
  const asked = env[idTokenAddress];
  if (asked === undefined || !URL.canParse(asked) || !secrets.has(idTokenSecret)) return undefined;
  const url = new URL(asked);
  url.searchParams.set("audience", audience);
  const { status, body } = await http.get(url.href, {
    headers: { authorization: `Bearer ${secrets.read(idTokenSecret)}`, accept: "application/json" },
    follow: false,
  });
  const value = status === 200 ? valueIn(body) : undefined;
  if (value !== undefined) return value;
  throw new RelspecError("RS_POLICY_IDENTITY", {
    message: `GitHub Actions answers ${status} and no identity token for the audience "${audience}".`,
    suggestions: ["Give the job `permissions: { id-token: write }`."],
  });
}

function valueIn(body: string): string | undefined {
  try {
    const { value } = JSON.parse(body) as { readonly value?: unknown };
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
