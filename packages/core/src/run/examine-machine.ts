import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CheckupAnswer } from "../plugin/plugin.ts";
import type { World } from "../world/world.ts";

/** Bytes: below this a ledger and a tarball may not fit; below ten times as much it is worth a word. */
const least = 50 * 1024 * 1024;

/** Whether what a run makes in the project's folder can be made: it may be written to, and there is space. */
export async function examineMachine({ world }: { readonly world: World }): Promise<CheckupAnswer> {
  const place = await nearest(join(world.root, ".relspec", "artifacts"));
  const code = "RS_LEDGER_UNWRITABLE";
  const reason = await refusal(place);
  if (reason !== null) {
    const fix = [`Let the user who runs relspec write in ${place}, and see that it is a folder.`];
    return { verdict: "failed", message: `${place} cannot be written: ${reason}.`, fix, code };
  }
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const message = `${megabytes(free)} are free on the disk of ${place}.`;
  const fix = [`Free some space on the disk of ${place}.`];
  if (free < least) return { verdict: "failed", message, fix, code };
  return free < 10 * least ? { verdict: "warning", message, fix } : { verdict: "ok", message };
}

/** The path itself, or the first folder above it that is there. */
async function nearest(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearest(dirname(path));
}

async function refusal(place: string): Promise<string | null> {
  if (!(await stat(place)).isDirectory()) return "it is no folder";
  return access(place, constants.W_OK | constants.X_OK).then(
    () => null,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / (1024 * 1024)).toLocaleString("en")} MB`;
}
