import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RelspecError, type WriteContext } from "@relspec/core";
import { keepTarball, makeTarball } from "./make-tarball.ts";
import type { PackResult } from "./pack-action.ts";
import type { PublishTarget } from "./publish-action.ts";
import { accessTo } from "./registry-access.ts";
import { registryFlags } from "./registry-place.ts";
import { fingerprint } from "./rewrite-tarball.ts";
import { type NpmOutcome, runNpm } from "./run-npm.ts";

/** Have npm publish the bytes. @param root the npm project's folder, whose npmrc counts. */
export async function sendTarball(
  target: PublishTarget,
  bytes: Uint8Array,
  context: WriteContext,
  root: string,
): Promise<NpmOutcome> {
  const { env } = await accessTo(context, { registry: target.registry, folder: root, lend: true });
  // npm publishes the path it took a tarball from; this one says nothing of the machine.
  const folder = await mkdtemp(join(tmpdir(), "npm-publish-"));
  try {
    const tarball = join(folder, "package.tgz");
    await writeFile(tarball, bytes);
    const flags = [
      ...registryFlags(target),
      `--tag=${target.tag}`,
      ...(target.access === null ? [] : [`--access=${target.access}`]),
      ...(target.provenance === "auto" ? [] : [`--provenance=${target.provenance}`]),
      "--ignore-scripts",
    ];
    return await runNpm(context, ["publish", ...flags, "--", tarball], { cwd: join(context.root, root), env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The bytes that were packed: from the artifacts, or packed again where they are not, as on another machine. */
export async function packedBytes(
  target: PublishTarget,
  packed: PackResult,
  context: WriteContext,
): Promise<Uint8Array> {
  const place = join(context.artifacts, packed.file);
  const kept = await readFile(place).catch(() => null);
  if (kept !== null && fingerprint(kept).integrity === packed.integrity) return kept;
  context.log(`the tarball of ${target.name}@${target.version} is not here; packing it again`);
  const again = await makeTarball(target, context);
  if (again.integrity !== packed.integrity) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `Packed again, ${target.name}@${target.version} has other content than what was packed for this release.`,
      details: { package: target.name, packed: packed.integrity, again: again.integrity },
      suggestions: [
        "Run where the tarball was packed, or carry `.relspec/artifacts` over to here.",
        "Make the build repeatable: the same commit has to give the same files.",
      ],
    });
  }
  await keepTarball(again.bytes, place);
  return again.bytes;
}
