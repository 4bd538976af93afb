import { join } from "node:path";
import type { WriteContext } from "@relspec/core";
import { refusalOf } from "./refusals.ts";
import { accessTo } from "./registry-access.ts";
import { registryFlags } from "./registry-place.ts";
import { runNpm } from "./run-npm.ts";

interface TagChange {
  readonly name: string;
  readonly registry: string;
  readonly tag: string;
  /** Null takes the tag away. */
  readonly version: string | null;
}

/** Point a dist-tag at a version. @throws as a refused publish does. */
export async function setDistTag(
  { name, registry, tag, version }: TagChange,
  context: WriteContext,
  folder: string,
): Promise<void> {
  const { env } = await accessTo(context, { registry, folder, lend: true });
  const flags = registryFlags({ name, registry });
  const args =
    version === null
      ? ["dist-tag", "rm", ...flags, "--", name, tag]
      : ["dist-tag", "add", ...flags, "--", `${name}@${version}`, tag];
  const outcome = await runNpm(context, args, { cwd: join(context.root, folder), env });
  if (!outcome.ok)
    throw refusalOf(outcome.failure, { name, registry, what: `set the dist-tag ${tag} of ${name}` }).error;
}
