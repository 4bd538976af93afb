import type { Fact } from "@relspec/core";
import type { JsonHandler } from "../walk-json.ts";

const names = { commit: "commit", digest: "digest", kind: "tests", environment: "environment" } as const;

/** Where a JSON report may say what it is of: `{ "relspec": { commit, digest, kind, environment } }`. */
export const statedPaths = Object.keys(names).map((name) => `$.relspec.${name}`);

/** Whether the value was one of those; then it has been given. */
export function statedAt(
  [first, name]: Parameters<JsonHandler>[0],
  value: Parameters<JsonHandler>[1],
  give: (fact: Fact) => void,
): boolean {
  if (first !== "relspec") return false;
  if (typeof value === "string") give({ kind: "build", [names[name as keyof typeof names]]: value });
  return true;
}
