import { constants } from "node:fs";
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { RelspecError, type WriteContext } from "@relspec/core";
import type { DependencyChange } from "./dependency-change.ts";
import { manifestOf } from "./released-package.ts";
import { readManifest } from "./read-manifest.ts";
import { rewriteTarball, type Tarball } from "./rewrite-tarball.ts";

export type PackTarget = {
  readonly name: string;
  readonly version: string;
  /** Folder of the package, relative to the spec's. */
  readonly path: string;
  readonly dependencies: readonly DependencyChange[];
};

type Packing = Pick<WriteContext, "exec" | "files" | "root" | "artifacts">;

/** Where a tarball lies among the release's artifacts. The name is that of a package, so it is a safe path. */
export function tarballFile({ name, version }: Pick<PackTarget, "name" | "version">): string {
  return `npm/${name}-${version}.tgz`;
}

/** Pack a package as it is checked out, with its new version; nothing of the working tree changes but what its scripts do. */
export async function makeTarball(target: PackTarget, context: Packing): Promise<Tarball> {
  const { exec, root, artifacts, files } = context;
  const cwd = join(root, target.path);
  const env = { RELSPEC_VERSION: target.version, npm_config_update_notifier: "false" };
  const manifest = await readManifest(files, manifestOf(target.path));
  if (manifest === null) {
    throw new RelspecError("RS_STEP_FAILED", { message: `There is no ${manifestOf(target.path)} to pack ${target.name} from.`, details: { path: target.path } });
  }
  await mkdir(artifacts, { recursive: true });
  const draft = await mkdtemp(join(artifacts, ".npm-pack-"));
  try {
    // npm runs it before it publishes a folder, and many build in it; what is published here is a tarball.
    if (manifest.scripts["prepublishOnly"] !== undefined) await exec(["npm", "run", "prepublishOnly"], { cwd, env });
    await exec(["npm", "pack", "--pack-destination", draft], { cwd, env });
    // What npm prints is mixed with what the scripts print; the folder holds the tarball and nothing else.
    const [made, ...others] = (await readdir(draft)).filter((name) => name.endsWith(".tgz"));
    if (made === undefined || others.length > 0) throw new RelspecError("RS_STEP_FAILED", { message: `npm pack made ${made ? "several tarballs" : "no tarball"} of ${target.name}.` });
    return await rewriteTarball(await readFile(join(draft, made)), target);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Whole or not at all: a crash leaves no half of a tarball under its name. */
export async function keepTarball(bytes: Uint8Array, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  const draft = `${place}.${process.pid}.tmp`;
  try {
    const file = await open(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o644);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
