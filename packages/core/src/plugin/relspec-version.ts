import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Version of the relspec that is running: of the package this module is in, as a source, built, or part of the command line. */
export function relspecVersion(): string {
  for (let at = import.meta.dirname; ; at = dirname(at)) {
    const file = join(at, "package.json");
    if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
    if (dirname(at) === at) throw new Error("relspec is not in a package");
  }
}
