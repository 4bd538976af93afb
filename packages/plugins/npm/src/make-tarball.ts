import { constants } from "node:fs";
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isRelspecError, RelspecError, type WriteContext } from "@relspec/core";
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
    throw new RelspecError("RS_STEP_FAILED", {
      message: `There is no ${manifestOf(target.path)} to pack ${target.name} from.`,
      details: { path: target.path },
    });
  }
  const run = async (args: readonly [string, ...string[]]): Promise<void> => {
    try {
      await exec(["npm", ...args], { cwd, env });
    } catch (error) {
      throw asScriptSaid(error, `npm ${args[0]} of ${target.name}`);
    }
  };
  await mkdir(artifacts, { recursive: true });
  const draft = await mkdtemp(join(artifacts, ".npm-pack-"));
  try {
    // npm runs it before it publishes a folder, and many build in it; what is published here is a tarball.
    if (manifest.scripts["prepublishOnly"] !== undefined) await run(["run", "prepublishOnly"]);
    await run(["pack", "--pack-destination", draft]);
    // What npm prints is mixed with what the scripts print; the folder holds the tarball and nothing else.
    const [made, ...others] = (await readdir(draft)).filter((name) => name.endsWith(".tgz"));
    if (made === undefined || others.length > 0)
      throw new RelspecError("RS_STEP_FAILED", {
        message: `npm pack made ${made ? "several tarballs" : "no tarball"} of ${target.name}.`,
      });
    return await rewriteTarball(await readFile(join(draft, made)), target);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The failure in the words of the script, where one failed: npm's own last lines only say where its log is. */
function asScriptSaid(error: unknown, what: string): unknown {
  if (!isRelspecError(error) || error.code !== "RS_STEP_FAILED" || typeof error.details["output"] !== "string")
    return error;
  const lines = error.details["output"].split("\n").filter((line) => line.trim() !== "");
  const said =
    lines.findLast((line) => !/^(?:npm (?:error|ERR!|notice|warn)|>)/i.test(line)) ??
    lines.find((line) => !line.startsWith("npm error code "));
  const { details, suggestions } = error;
  return new RelspecError(error.code, {
    message: `${what} failed: ${said?.trim() ?? "it said nothing"}`,
    details,
    suggestions,
    cause: error,
  });
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
