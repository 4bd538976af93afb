import { posix } from "node:path";
import { RelspecError } from "@relspec/core";
import type { DependencyKind } from "./sibling-range.ts";

/** A range of one package of the workspace that changes. */
export interface LockChange {
  /** Folder of the package, relative to the lockfile's; empty for the root. */
  readonly folder: string;
  readonly name: string;
  readonly kind: DependencyKind;
  readonly from: string;
  readonly to: string;
}

/** The lockfiles of pnpm and yarn, by name; npm's holds versions too, and is written with the manifests. */
export const otherLocks = ["pnpm-lock.yaml", "yarn.lock"];

/** @throws `RS_STEP_FAILED` when the lockfile cannot be read. */
export async function editLock(file: string, text: string, changes: readonly LockChange[]): Promise<string> {
  if (changes.length === 0) return text;
  const pnpm = posix.basename(file) === "pnpm-lock.yaml";
  try {
    if (pnpm) return (await import("./edit-pnpm-lock.ts")).editPnpmLock(text, changes);
    return (await import("./edit-yarn-lock.ts")).editYarnLock(text, changes);
  } catch (cause) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `${file} cannot be read, so no range can be written to it.`,
      details: { file },
      suggestions: [
        `\`${pnpm ? "pnpm install --lockfile-only" : "yarn install --mode=update-lockfile"}\` makes it anew.`,
      ],
      cause,
    });
  }
}
