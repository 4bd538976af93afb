/** The keys that `at` names: a JSON pointer, or keys with dots between them. */
export function keysOf(at: string): readonly string[] {
  if (!at.startsWith("/")) return at.split(".");
  return at
    .slice(1)
    .split("/")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export function pointerOf(path: readonly (string | number)[]): string {
  return path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
